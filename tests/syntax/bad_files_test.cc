/// The bad files of tests/golden/diagnostics/syntax: what a person is told about each, as they read it. And every
/// diagnostic of the parser is told about at least one of them.
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "compiler/diag/diagnostics.h"
#include "tests/golden/golden.h"
#include "tests/syntax/parsed.h"

namespace segql::syntax {
namespace {

TEST(BadFiles, Rendered) {
  for (const auto& path : golden::files(golden::folder("diagnostics/syntax"), ".segql")) {
    SCOPED_TRACE(path);
    Parsed parsed(golden::read_file(path), path.filename());
    EXPECT_EQ(parsed.file == nullptr, parsed.sink.has_errors());
    golden::expect(std::filesystem::path(path).replace_extension(".expected"), parsed.rendered());
  }
}

/// A fix that says it can be applied by a machine makes its diagnostic go away.
TEST(BadFiles, FixesFix) {
  for (const auto& path : golden::files(golden::folder("diagnostics/syntax"), ".segql")) {
    SCOPED_TRACE(path);
    const std::string text = golden::read_file(path);
    Parsed parsed(text);
    for (const Diagnostic& diagnostic : parsed.sink.diagnostics()) {
      size_t applicable = 0;
      for (const DiagnosticFix& fix : diagnostic.fixes) {
        if (!fix.machine_applicable) continue;
        ++applicable;
        std::string fixed = text;
        fixed.replace(fix.span.begin, fix.span.end - fix.span.begin, fix.replacement);
        const Parsed after(fixed);
        for (const Diagnostic& left : after.sink.diagnostics()) {
          const bool same = left.message == diagnostic.message && left.span.begin == diagnostic.span.begin;
          EXPECT_FALSE(same) << diagnostic.message << "\n" << fixed;
        }
      }
      EXPECT_LE(applicable, 1u) << diagnostic.message;
    }
  }
}

TEST(BadFiles, EveryCodeOfTheParserIsProduced) {
  std::set<std::string> produced = {
      "E0100",           // more than are shown: sink_test.cc of diag
      "E0103",           // ANTLR itself failing: no text is known that does it
      "E0140", "E0141",  // too large to be kept as a file: hostile_test.cc
  };
  for (const auto& path : golden::files(golden::folder("diagnostics/syntax"), ".segql")) {
    const Parsed parsed(golden::read_file(path));
    for (const Diagnostic& diagnostic : parsed.sink.diagnostics()) produced.emplace(diagnostic.code);
  }
#define SEGQL_DIAG(name, code, ...) EXPECT_TRUE(produced.contains(code)) << #name << " " << code;
#include "compiler/diag/syntax.def"
#undef SEGQL_DIAG
}

}  // namespace
}  // namespace segql::syntax
