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

TEST(Path, ToImportLeadsThere) {
  EXPECT_EQ(path_to_import("shop.segql", "vip.segql"), "vip.segql");
  EXPECT_EQ(path_to_import("a/shop.segql", "vip.segql"), "../vip.segql");
  EXPECT_EQ(path_to_import("shop.segql", "a/b/vip.segql"), "a/b/vip.segql");
  EXPECT_EQ(path_to_import("/x/a/shop.segql", "/x/b/vip.segql"), "../b/vip.segql");
  EXPECT_EQ(path_to_import("../shop.segql", "../vip.segql"), "vip.segql");
  EXPECT_EQ(path_to_import("a/shop.segql", "std/rfm"), "std/rfm") << "a library";
  EXPECT_EQ(path_to_import("shop.segql", "std/rfm.segql"), "std/rfm.segql");
  EXPECT_EQ(path_to_import("shop.segql", "/x/vip.segql"), "") << "no way from a relative path to an absolute one";
  EXPECT_EQ(path_to_import("../../shop.segql", "vip.segql"), "") << "nobody knows what folders are called above";
  EXPECT_EQ(path_to_import("shop.segql", "a\"b.segql"), "");
}

}  // namespace
}  // namespace segql
