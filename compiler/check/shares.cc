#include "compiler/check/shares.h"

#include "base/int128.h"

namespace segql::check {
namespace {

constexpr int kPercentDigits = 4;

}  // namespace

std::optional<int64_t> check_percentage(Env& env, Span at, const Decimal& percent) {
  int128 share = percent.unscaled;
  bool exact = true;
  if (percent.scale <= kPercentDigits) {
    share *= power_of_ten(kPercentDigits - percent.scale);
  } else {
    const int128 divisor = power_of_ten(percent.scale - kPercentDigits);
    exact = share % divisor == 0;
    share /= divisor;
  }
  if (exact && share > 0 && share <= kWholeShare) return static_cast<int64_t>(share);
  env.report(at, diag::BadPercentage);
  return std::nullopt;
}

std::string share_text(int64_t share) {
  std::string text = decimal_text(share, kPercentDigits);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + "%";
}

}  // namespace segql::check
