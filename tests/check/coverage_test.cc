/// Every row of check.def and lint.def is produced by a bad file, or by one of the projects below.

#include <algorithm>

#include <gtest/gtest.h>

#include "bad_files.h"
#include "compiler/diag/diagnostics.h"
#include "fixture.h"

namespace segql::check {
namespace {

struct Row {
  std::string_view name, code, text;
};
constexpr Row kRows[] = {
#define SEGQL_DIAG(name, code, severity, text, hint, ...) {#name, code, text},
#include "compiler/diag/check.def"
#include "compiler/diag/lint.def"
#undef SEGQL_DIAG
};

/// What `Engine::prove` finds; tests/prove/findings_test.cc has those.
constexpr std::string_view kProved[] = {"ClaimDisproved", "ClaimUnproved", "ClaimUnprovedStrict", "NeverMembers",
                                        "AlwaysMembers"};

/// `message` is `text` with something for each {n}.
bool is_made_from(std::string_view message, std::string_view text) {
  size_t at = 0;
  bool first = true;
  while (!text.empty()) {
    const size_t open = text.find('{');
    const bool placeholder = open != std::string_view::npos && open + 2 < text.size() && text[open + 2] == '}';
    const std::string_view fixed = text.substr(0, placeholder ? open : std::string_view::npos);
    const size_t found = message.find(fixed, at);
    if (found == std::string_view::npos || (first && found != 0)) return false;
    at = found + fixed.size();
    first = false;
    if (!placeholder) return true;
    text.remove_prefix(open + 3);
  }
  return true;
}

std::string define_chain(int length) {
  std::string text = "define d0 of customer = visits_count > 0\n";
  for (int i = 1; i < length; ++i) {
    const std::string previous = "d" + std::to_string(i - 1) + "()";
    text += "define d" + std::to_string(i) + " of customer = " + previous + " and not " + previous + "\n";
  }
  return text;
}

std::string attribute_chain(int length) {
  std::string text;
  for (int i = 0; i < length; ++i) {
    text += "attribute a" + std::to_string(i) + " of customer = a" + std::to_string(i + 1) + " + 1\n";
  }
  return text + "attribute a" + std::to_string(length) + " of customer = visits_count\n";
}

std::string product_of(int factors) {
  std::string text = "segment s of customer { where visits_count";
  for (int i = 1; i < factors; ++i) text += " * 1";
  return text + " > 0 }";
}

std::vector<Diagnostic> all_diagnostics() {
  std::vector<Diagnostic> all;
  const auto add = [&](const std::vector<Diagnostic>& more) { all.insert(all.end(), more.begin(), more.end()); };
  for (const std::string& name : bad_file_names()) {
    add(check_bad_file(bad_files_folder() / (name + ".segql")).diagnostics());
  }
  Limits small;
  small.expansion = 100;
  small.reference_depth = 8;
  small.instances = 3;
  const auto with_limits = [&](std::string text) {
    return Checked({{"shop.segql", kShop}, {"test.segql", std::move(text)}}, false, small).diagnostics();
  };
  add(with_limits(define_chain(5) + "segment s of customer { where d4() and d4() and d4() and d4() }"));
  add(with_limits(attribute_chain(9)));
  add(with_limits(
      "segment n(n: int) of customer { where visits_count > $n }\nsegment s of customer { where in segment n(n: "
      "1) or in segment n(n: 2) or in segment n(n: 3) or in segment n(n: 4) }"));
  add(with_shop(product_of(300)).diagnostics());
  diag::Sink sink;
  Arena arena;
  auto source = Source::create(0, "test.segql", "entity e key id { id: text }\nextern f(a: text): text", {});
  const ast::File* file = syntax::parse(source.value(), arena, sink, {});
  Definitions::build(shop().definitions().schema(), {{file, "test.segql"}}, sink, {});
  add(sink.diagnostics());
  return all;
}

TEST(Coverage, EveryDiagnosticIsProducedByATest) {
  const std::vector<Diagnostic> produced = all_diagnostics();
  for (const Row& row : kRows) {
    if (std::find(std::begin(kProved), std::end(kProved), row.name) != std::end(kProved)) continue;
    const bool found = std::any_of(produced.begin(), produced.end(), [&](const Diagnostic& d) {
      return d.code == row.code && is_made_from(d.message, row.text);
    });
    EXPECT_TRUE(found) << row.name << " " << row.code << " is not produced by any bad file";
  }
}

TEST(Coverage, MessagesFollowTheStyle) {
  for (const Row& row : kRows) {
    EXPECT_FALSE(row.text.ends_with('.')) << row.name;
    EXPECT_FALSE(row.text[0] >= 'A' && row.text[0] <= 'Z') << row.name;
  }
}

}  // namespace
}  // namespace segql::check
