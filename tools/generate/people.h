#pragma once
/// What a customer is like: the same person in both workloads.

#include <cstdint>
#include <optional>
#include <string>

#include "tools/generate/model.h"
#include "tools/generate/words.h"

namespace segql::generate {

struct Person {
  bool female = false;
  std::optional<bool> stated_gender;  ///< true: female
  std::string first_name;
  std::string last_name;
  std::string email;       ///< distinct
  const Country* country;  ///< null: missing
  size_t city = 0;         ///< of the country's
  bool has_city = false;
  std::optional<int32_t> birthday;  ///< days since 1970-01-01
  int64_t signed_up_at = 0;
  bool accepts_email = false;
  int64_t wallet = 0;                 ///< hundredths
  std::optional<int64_t> churn_risk;  ///< ten-thousandths
  std::optional<unsigned> rfm_group;  ///< position in kRfmGroups
  uint32_t tags = 0;                  ///< bits over kCustomerTags
};

Person person(const Model& model, uint64_t customer);

}  // namespace segql::generate
