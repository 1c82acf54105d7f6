#include "compiler/source/path.h"

#include <gtest/gtest.h>

namespace segql {
namespace {

TEST(Path, IsNormal) {
  EXPECT_EQ(normal_path("a/./b/../c.segql"), "a/c.segql");
  EXPECT_EQ(normal_path("./a//b.segql"), "a/b.segql");
  EXPECT_EQ(normal_path("../a.segql"), "../a.segql");
  EXPECT_EQ(normal_path("a/../../b.segql"), "../b.segql");
  EXPECT_EQ(normal_path("/../a.segql"), "/a.segql");
}

TEST(Path, OfAnImportIsSeenFromTheFile) {
  EXPECT_EQ(import_path("shop.segql", "vip.segql"), "vip.segql");
  EXPECT_EQ(import_path("a/b/shop.segql", "../vip.segql"), "a/vip.segql");
  EXPECT_EQ(import_path("a/shop.segql", "../../vip.segql"), "../vip.segql");
  EXPECT_EQ(import_path("/a/shop.segql", "../../vip.segql"), "/vip.segql");
}

}  // namespace
}  // namespace segql
