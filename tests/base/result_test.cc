#include "segql/result.h"

#include <memory>

#include <gtest/gtest.h>

namespace segql {
namespace {

Result<int> failed() { return Error{ErrorCode::kNotFound, "there is no such thing"}; }

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> seven = 7;
  EXPECT_TRUE(seven.ok());
  EXPECT_EQ(*seven, 7);
  EXPECT_EQ(*Result<std::unique_ptr<int>>(std::make_unique<int>(3)).value(), 3);
  EXPECT_FALSE(failed().ok());
  EXPECT_EQ(failed().error().code, ErrorCode::kNotFound);
  EXPECT_EQ(failed().take_error().message, "there is no such thing");
  EXPECT_TRUE(Status().ok());
  EXPECT_EQ(Status(Error{ErrorCode::kIo, "full"}).error().message, "full");
}

TEST(ResultDeathTest, AskedForWhatItDoesNotHoldItSaysSo) {
  const char* no_value = "segql: value\\(\\) of a Result that holds an error: there is no such thing";
  EXPECT_DEATH((void)failed().value(), no_value);
  const Result<int> error = failed();
  EXPECT_DEATH((void)*error, no_value);
  const Result<std::string> text = Error{ErrorCode::kIo, "there is no such thing"};
  EXPECT_DEATH((void)text->size(), no_value);
  const char* no_error = "segql: error\\(\\) of a Result that holds no error";
  EXPECT_DEATH((void)Result<int>(7).error(), no_error);
  EXPECT_DEATH((void)Result<int>(7).take_error(), no_error);
  EXPECT_DEATH((void)Status().error(), no_error);
  EXPECT_DEATH((void)Status().take_error(), no_error);
}

}  // namespace
}  // namespace segql
