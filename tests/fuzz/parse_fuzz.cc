// The parser takes any bytes; what it takes as a program, it prints, and reads back as the same program.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/syntax/generator.h"
#include "tests/syntax/parsed.h"

namespace {

using namespace segql;  // NOLINT: one file, one purpose

void fail(const char* what, const std::string& text) {
  std::fprintf(stderr, "parse_fuzz: %s\n%s\n", what, text.c_str());
  std::abort();
}

void round_trip(const ast::File& file) {
  const std::string text = syntax::print(file);
  syntax::Parsed again(text);
  if (!again.file) fail("what was printed is not read", text);
  if (!syntax::equal(file, *again.file)) fail("what was printed is read as something else", text);
  if (syntax::print(*again.file) != text) fail("printing twice is not printing once", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Limits limits;
  auto source = Source::create(0, "fuzz", text, limits);
  if (!source.ok()) return 0;
  {
    Arena arena;
    diag::Sink sink(limits);
    const ast::File* file = syntax::parse(*source, arena, sink, limits);
    if ((file == nullptr) != sink.has_errors()) fail("a tree and errors", text);
    diag::render(sink.take_sorted(), [&](SourceId) { return &*source; });
    if (file) round_trip(*file);
  }
  {
    Arena arena;
    diag::Sink sink(limits);
    const ast::ExprRef expr = syntax::parse_expression(*source, arena, sink, limits);
    if ((expr == nullptr) != sink.has_errors()) fail("an expression and errors", text);
    if (expr) {
      const syntax::ParsedExpr again(syntax::print(*expr));
      if (!again.expr || !syntax::equal(*expr, *again.expr)) fail("an expression is not read back", text);
    }
  }
  if (size == sizeof(uint64_t)) {  // also a seed
    uint64_t seed = 0;
    for (size_t i = 0; i < size; ++i) seed = seed << 8 | data[i];
    Arena arena;
    round_trip(*syntax::Generator(seed, arena).file());
  }
  return 0;
}
