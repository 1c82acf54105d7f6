#pragma once
/// Texts that a spreadsheet would take for a formula (OWASP: CSV injection).

#include <string>
#include <string_view>

namespace segql::connect {

/// A cell that begins with one of these is computed, or is moved into the one beside it.
inline constexpr std::string_view kFormulaStarts = "=+-@\t\r";

/// `text` as a spreadsheet shows it and never computes it: behind a ' where it begins like a formula.
inline std::string without_formula(std::string text) {
  if (!text.empty() && kFormulaStarts.find(text.front()) != std::string_view::npos) text.insert(0, 1, '\'');
  return text;
}

}  // namespace segql::connect
