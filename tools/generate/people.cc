// What a customer is like.
#include "tools/generate/people.h"

#include <algorithm>
#include <array>

#include "tools/generate/random.h"

namespace segql::generate {

namespace {

constexpr uint64_t kPersonPurpose = 101;
constexpr uint64_t kBehaviourPurpose = 102;

void lower_into(std::string& out, const std::string& name) {
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') out += c;
  }
}

std::string make_email(Draw& draw, const Person& who, uint64_t customer) {
  static constexpr std::array<const char*, 8> kDomains = {"gmail.com",         "hotmail.com", "icloud.com",
                                                          "outlook.com",       "yahoo.com",   "acme.com",
                                                          "northcorp.example", "mail.example"};
  std::string email;
  lower_into(email, who.first_name);
  email += '.';
  lower_into(email, who.last_name);
  email += std::to_string(customer);
  email += '@';
  email += kDomains[draw.skewed(kDomains.size(), 3)];
  // Some people shout.
  if (draw.percent(2)) {
    std::transform(email.begin(), email.end(), email.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  }
  return email;
}

const Country* pick_country(Draw& draw) {
  uint64_t at = draw.below(1000);
  size_t i = 0;
  while (at >= kCountries[i].weight) at -= kCountries[i++].weight;
  return &kCountries[i];
}

/// By how long ago and how often they ordered.
unsigned rfm_group_of(const History& history, int64_t days_ago) {
  if (days_ago <= 60) return history.orders >= 8 ? 0u : history.orders >= 3 ? 1u : 2u;
  if (days_ago <= 180) return history.orders >= 6 ? 1u : 2u;
  return days_ago <= 400 ? 3u : 4u;
}

}  // namespace

Person person(const Model& model, uint64_t customer) {
  const History& history = model.history(customer);
  const bool has_ordered = history.orders > 0;
  Person who;
  Draw draw(model.scale().seed, kPersonPurpose, customer);
  who.female = draw.percent(52);
  who.first_name = (who.female ? kFemaleNames : kMaleNames)[draw.skewed(kNumFirstNames, 3)];
  if (!draw.percent(7)) who.stated_gender = who.female;
  who.last_name = last_name(draw.skewed(kNumLastNames, 4));
  who.email = make_email(draw, who, customer);
  const Country* country = pick_country(draw);
  who.country = draw.percent(3) ? nullptr : country;
  who.city = draw.skewed(country->cities.size(), 2);
  who.has_city = who.country != nullptr && !draw.percent(6);
  const int64_t birthday = draw.between(-7'300, 13'800);  // 1950 to 2007
  if (!draw.percent(8)) who.birthday = static_cast<int32_t>(birthday);
  who.accepts_email = draw.percent(71);
  const int64_t credit = draw.between(100, 40'000);
  if (draw.percent(28)) who.wallet = credit;
  const uint64_t a = draw.below(kCustomerTags.size());
  const uint64_t b = draw.below(kCustomerTags.size());
  if (draw.percent(45)) who.tags |= 1u << a;
  if (draw.percent(15)) who.tags |= 1u << b;

  Draw behaviour(model.scale().seed, kBehaviourPurpose, customer);
  // Buyers signed up before their first order, most of them shortly before; the others in the last year.
  const auto days_before = static_cast<int64_t>(behaviour.skewed(400, 7));
  const int64_t hours = behaviour.between(1, 23);
  const int64_t reference = has_ordered ? history.first_order : kEnd;
  who.signed_up_at = reference - days_before * kMicrosPerDay - hours * 3600 * kMicrosPerSecond;
  const int64_t days_ago = has_ordered ? (kEnd - history.last_order) / kMicrosPerDay : 0;
  if (has_ordered && !behaviour.percent(4)) who.rfm_group = rfm_group_of(history, days_ago);
  const int64_t risk =
      std::clamp<int64_t>((has_ordered ? days_ago * 14 : 5000) + behaviour.between(-800, 1200), 0, 10'000);
  if (!behaviour.percent(5)) who.churn_risk = risk;
  return who;
}

}  // namespace segql::generate
