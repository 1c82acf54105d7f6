// What the benchmarks say and write.
#include <cmath>

#include <gmock/gmock.h>

#include "bench/report/document.h"
#include "bench/report/plot.h"
#include "bench/report/spread.h"

namespace segql::bench {
namespace {

using testing::HasSubstr;

TEST(Spread, MedianOfOddAndEven) {
  EXPECT_EQ(text_of(spread_of({3, 1, 2})), "2.00 (1.00 - 3.00)");
  EXPECT_EQ(spread_of({4, 1, 2, 3}).median, 2.5);
  EXPECT_EQ(three_digits(0.0421), "0.042");
  EXPECT_EQ(three_digits(0.894), "0.89");
  EXPECT_EQ(three_digits(20.44), "20.4");
  EXPECT_EQ(three_digits(1394.2), "1394");
  EXPECT_EQ(three_digits(INFINITY), "failed");
}

TEST(Document, ReplacesOneSection) {
  const std::string text = "a\n<!-- measured: x -->\nold\n<!-- end -->\nb\n<!-- measured: y -->\nkept\n<!-- end -->\n";
  const auto made = with_section(text, "x", "new");
  EXPECT_EQ(made, "a\n<!-- measured: x -->\nnew\n<!-- end -->\nb\n<!-- measured: y -->\nkept\n<!-- end -->\n");
  EXPECT_EQ(with_section(*made, "x", "new\n"), made);
  EXPECT_EQ(with_section(text, "z", "new"), std::nullopt);
  EXPECT_EQ(with_section("<!-- measured: x -->\nno end", "x", "new"), std::nullopt);
}

TEST(Document, GroupsDigits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

Plot some_plot() {
  return {"Title & more",
          "rows",
          "ms",
          {{"one", {{1, 1}, {10, 10}, {100, 100}}}, {"two", {{1, 0.5}, {10, 0.5}, {100, 50}}}}};
}

TEST(Plot, TableTellsWhatGrowsFaster) {
  EXPECT_DOUBLE_EQ(last_exponent(some_plot().lines[0]), 1);
  EXPECT_DOUBLE_EQ(last_exponent(some_plot().lines[1]), 2);
  EXPECT_EQ(as_table(some_plot()),
            "| rows | one | two |\n|---|---|---|\n"
            "| 1 | 1.00 | 0.50 |\n| 10 | 10.0 | 0.50 |\n| 100 | 100 | 50.0 |\n"
            "| last step | n^1.00 | n^2.00 |\n\nFaster than linearly in the last step: two.\n");
  Plot linear = some_plot();
  linear.lines.pop_back();
  EXPECT_THAT(as_table(linear), HasSubstr("None grows faster than linearly."));
}

TEST(Plot, SvgHasBothAxesAndEveryLine) {
  const std::string svg = as_svg(some_plot());
  EXPECT_THAT(svg, HasSubstr("Title &amp; more"));
  // Three decades of both axes: the corners of the plot are the ends of the first line.
  EXPECT_THAT(svg, HasSubstr("<polyline points=\"70.0,253.3 315.0,146.7 560.0,40.0\""));
  for (const char* label : {">0.1<", ">1<", ">10<", ">100<", ">one<", ">two<", ">rows<", ">ms<"})
    EXPECT_THAT(svg, HasSubstr(label));
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace segql::bench
