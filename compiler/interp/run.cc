/// The driver: the asked rows, one after the other.
#include "compiler/interp/evaluator.h"
#include "compiler/interp/interp.h"

namespace segql::interp {
namespace {

void store(const Value& value, const runtime::OutputView& output, uint64_t row) {
  if (!value.present) return;
  output.valid[row / 64] |= uint64_t{1} << (row % 64);
  if (value.repr == Repr::kFloat) {
    static_cast<double*>(output.data)[row] = value.real;
  } else {
    static_cast<int64_t*>(output.data)[row] = value.integer;
  }
}

/// Of the row that the evaluator is bound to; its values are written as those of row `at`.
bool keep_member(const plan::Scan& scan, Evaluator& evaluator, const runtime::OutputView* outputs, uint64_t at) {
  if (scan.predicate != nullptr && !evaluator.holds(*scan.predicate)) return false;
  for (size_t i = 0; i < scan.outputs.size(); ++i) {
    store(evaluator.evaluate(*scan.outputs[i].value), outputs[i], at);
  }
  return true;
}

}  // namespace

void run(const plan::Scan& scan, const runtime::ScanArgs& args) {
  Evaluator evaluator(scan, args);
  for (uint64_t word = args.first_word; word < args.last_word; ++word) {
    uint64_t members = 0;
    for (uint64_t bit = 0; bit < 64 && word * 64 + bit < args.num_rows; ++bit) {
      const uint64_t row = word * 64 + bit;
      evaluator.bind(0, static_cast<int64_t>(row));
      if (keep_member(scan, evaluator, args.outputs, row)) members |= uint64_t{1} << bit;
    }
    args.out[word] = members;
  }
}

bool run_row(const plan::Scan& scan, const runtime::ScanArgs& args, uint64_t row) {
  Evaluator evaluator(scan, args);
  evaluator.bind(0, static_cast<int64_t>(row));
  return keep_member(scan, evaluator, args.outputs, 0);
}

}  // namespace segql::interp
