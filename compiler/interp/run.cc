/// The driver: every row of the asked words, one after the other.
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

bool is_member(const plan::Scan& scan, Evaluator& evaluator) {
  return scan.predicate == nullptr || evaluator.holds(*scan.predicate);
}

}  // namespace

void run(const plan::Scan& scan, const runtime::ScanArgs& args) {
  Evaluator evaluator(scan, args);
  for (uint64_t word = args.first_word; word < args.last_word; ++word) {
    uint64_t members = 0;
    for (uint64_t bit = 0; bit < 64 && word * 64 + bit < args.num_rows; ++bit) {
      const uint64_t row = word * 64 + bit;
      evaluator.bind(0, static_cast<int64_t>(row));
      if (!is_member(scan, evaluator)) continue;
      members |= uint64_t{1} << bit;
      for (size_t i = 0; i < scan.outputs.size(); ++i) {
        store(evaluator.evaluate(*scan.outputs[i].value), args.outputs[i], row);
      }
    }
    args.out[word] = members;
  }
}

}  // namespace segql::interp
