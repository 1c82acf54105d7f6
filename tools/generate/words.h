#pragma once
/// The words the sample shop is made of.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace segql::generate {

struct Country {
  std::string_view code;
  std::string_view language;
  uint32_t weight;                         ///< how many of 1,000 customers
  std::array<std::string_view, 5> cities;  ///< the first is the largest
};
inline constexpr size_t kNumCountries = 25;
extern const std::array<Country, kNumCountries> kCountries;  ///< weights add up to 1,000

inline constexpr size_t kNumFirstNames = 48;
extern const std::array<std::string_view, kNumFirstNames> kFemaleNames;
extern const std::array<std::string_view, kNumFirstNames> kMaleNames;

inline constexpr uint64_t kNumLastNames = 3000;
std::string last_name(uint64_t i);  ///< distinct for i < kNumLastNames

inline constexpr uint64_t kNumCategories = 200;
inline constexpr uint64_t kTypesPerDepartment = 10;
struct Department {
  std::string_view name;
  uint32_t price;  ///< typical, in whole units of the currency
  std::array<std::string_view, kTypesPerDepartment> categories;
};
extern const std::array<Department, kNumCategories / kTypesPerDepartment> kDepartments;
std::string_view category_name(uint64_t i);

inline constexpr uint64_t kNumBrands = 500;
std::string brand_name(uint64_t i);  ///< distinct for i < kNumBrands

inline constexpr std::array<std::string_view, 8> kCustomerTags = {"newsletter", "family",    "student", "wholesale",
                                                                  "app",        "gift_card", "press",   "employee"};
inline constexpr std::array<std::string_view, 8> kProductTags = {"summer", "outdoor", "clearance", "new",
                                                                 "gift",   "eco",     "limited",   "bundle"};
inline constexpr std::array<std::string_view, 8> kTicketTopics = {"delivery", "refund",  "damaged item", "wrong item",
                                                                  "payment",  "account", "warranty",     "question"};
inline constexpr std::array<std::string_view, 5> kRfmGroups = {"champions", "loyal", "potential_loyalist", "at_risk",
                                                               "lost"};
inline constexpr std::array<std::string_view, 3> kStatuses = {"paid", "cancelled", "refunded"};
inline constexpr std::array<std::string_view, 4> kAdjectives = {"Classic", "Compact", "Premium", "Everyday"};

}  // namespace segql::generate
