#include "tests/differential/pairs.h"

#include <fmt/format.h>

namespace segql::testing {

void PairMaker::begin(const std::string& entity) {
  frames_ = {{entity, "r0", "self"}};
  next_row_ = 1;
}

Pair PairMaker::condition(const std::string& entity, int depth) {
  begin(entity);
  return any(depth);
}

const Argument* PairMaker::argument(const char* name) const {
  for (const Argument& argument : around_.arguments) {
    if (argument.name == name) return &argument;
  }
  return nullptr;
}

Pair PairMaker::any(int depth) {
  if (depth <= 0 || random_.chance(25)) return leaf();
  switch (random_.below(5)) {
    case 0:
    case 1: return logic(depth);
    case 2: return compare_numbers(depth - 1);
    default: break;
  }
  if (!has_rows()) return logic(depth);
  return frames_.size() < 3 && random_.chance(15) ? sequence(depth - 1) : quantified(depth - 1);
}

Pair PairMaker::leaf() {
  if (around_.project != nullptr && random_.chance(12)) {
    const int64_t form = random_.below(4);
    if (form == 0) return define_condition();
    return form == 1 && frames_.size() == 1 ? was_in_condition() : member_condition();
  }
  if (closed()) {
    if (random_.chance(30)) return typed_condition();
    return random_.chance(40) ? quantified(0) : compare_numbers(0);
  }
  switch (random_.below(16)) {
    case 0: return text_condition();
    case 1: return bool_condition();
    case 2: return real_condition();
    case 3: return date_condition();
    case 4: return reference_condition();
    case 5: return presence_condition();
    case 6: return enum_condition();
    case 7: return random_.chance(60) ? set_condition() : typed_set_condition();
    case 8: return random_.chance(50) ? anniversary_condition() : time_comparison();
    case 9: return random_.chance(50) ? map_condition() : same_row_condition();
    case 10:
    case 11: return typed_condition();
    default: return compare_numbers(0);
  }
}

Pair PairMaker::logic(int depth) {
  if (random_.chance(25)) {
    const Pair inner = any(depth - 1);
    return {"not (" + inner.segql + ")", "not (" + inner.sql + ")"};
  }
  const int64_t count = random_.between(2, 3);
  const int64_t kind = random_.below(5);
  Pair out;
  for (int64_t i = 0; i < count; ++i) {
    const Pair term = any(depth - 1);
    const bool conjunction = kind == 0 || kind == 2;
    if (i != 0) {
      out.segql += kind >= 2 ? ", " : kind == 0 ? " and " : " or ";
      out.sql += conjunction ? " and " : " or ";
    }
    out.segql += kind >= 2 ? term.segql : "(" + term.segql + ")";
    out.sql += "(" + term.sql + ")";
  }
  if (kind == 2) out.segql = "all of { " + out.segql + " }";
  if (kind == 3) out.segql = "any of { " + out.segql + " }";
  if (kind == 4) return {"none of { " + out.segql + " }", "not (" + out.sql + ")"};
  return out;
}

}  // namespace segql::testing
