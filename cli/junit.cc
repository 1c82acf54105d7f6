#include "cli/junit.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace segql::cli {
namespace {

/// As the text of an element, or the value of an attribute, which has no line breaks of its own.
std::string escaped(std::string_view text, bool is_attribute) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += is_attribute ? "&#10;" : "\n"; break;
      case '\t': out += is_attribute ? "&#9;" : "\t"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? std::string("\uFFFD") : std::string(1, c);
    }
  }
  return out;
}

}  // namespace

std::string print_junit(const std::string& suite, const std::vector<JunitCase>& cases) {
  double seconds = 0;
  for (const JunitCase& one : cases) seconds += one.seconds;
  const auto failures = std::ranges::count_if(cases, [](const JunitCase& one) { return !one.failure.empty(); });
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  out +=
      fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\" time=\"{:.3f}\">\n",
                  escaped(suite, true), cases.size(), failures, seconds);
  for (const JunitCase& one : cases) {
    out += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\">\n", escaped(one.group, true),
                       escaped(one.name, true), one.seconds);
    if (!one.failure.empty())
      out += fmt::format("      <failure message=\"{}\">{}</failure>\n", escaped(one.failure, true),
                         escaped(one.details, false));
    if (!one.output.empty()) out += fmt::format("      <system-out>{}</system-out>\n", escaped(one.output, false));
    out += "    </testcase>\n";
  }
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace segql::cli
