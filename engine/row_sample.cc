#include "engine/row_sample.h"

#include <utility>

#include "base/cancel.h"
#include "compiler/interp/interp.h"
#include "runtime/bitmap/bits.h"

namespace segql::engine {

plan::Sample sample_terms(plan::Scan& scan, const Bindings& bindings, int64_t as_of, const TimeZone& zone) {
  plan::Sample sample;
  const uint64_t num_words = runtime::words_for(bindings.num_rows);
  const uint64_t count = std::min(plan::words_to_sample(scan, bindings.num_rows), num_words);
  if (count == 0) return sample;
  const auto word_at = [&](uint64_t i) { return (2 * i + 1) * num_words / (2 * count); };
  for (uint64_t i = 0; i < count; ++i) sample.rows.push_back(runtime::word_mask(word_at(i), bindings.num_rows));

  const std::vector<bool> looked_at = plan::relations_at_top(scan);
  sample.events.resize(looked_at.size());
  for (size_t relation = 0; relation < looked_at.size(); ++relation) {
    if (!looked_at[relation]) continue;
    const uint32_t* const starts = bindings.relations[relation].starts;
    for (uint64_t i = 0; i < count; ++i) {
      for (uint64_t row = 64 * word_at(i); row < 64 * (word_at(i) + 1); ++row)
        sample.events[relation].push_back(row < bindings.num_rows ? starts[row + 1] - starts[row] : 0);
    }
  }

  runtime::EvalContext context = context_for(scan, as_of, zone);
  runtime::ScanArgs args = bindings.args();
  args.context = &context;
  // The scan of each term is this one with another predicate and no outputs.
  const plan::ExprList terms = plan::terms_at_top(scan);
  const plan::ExprRef predicate = scan.predicate;
  const std::vector<plan::Output> outputs = std::exchange(scan.outputs, {});
  for (const plan::ExprRef term : terms) {
    scan.predicate = term;
    std::vector<uint64_t>& words = sample.terms.emplace_back(count);
    for (uint64_t i = 0; i < count; ++i) {
      stop_if_cancelled();  // 64 rows may have a million events
      args.first_word = word_at(i);
      args.last_word = args.first_word + 1;
      args.out = &words[i] - args.first_word;  // it is indexed absolutely
      interp::run(scan, args);
    }
  }
  scan.predicate = predicate;
  scan.outputs = outputs;
  return sample;
}

}  // namespace segql::engine
