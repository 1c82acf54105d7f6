#pragma once
/// Sections of a document that programs write, between lines `<!-- measured: NAME -->` and `<!-- end -->`; what stands
/// around them is people's.

#include <optional>
#include <string>
#include <string_view>

namespace segql::bench {

/// `text` with `body` in the section; nothing when it has no such section.
std::optional<std::string> with_section(std::string_view text, std::string_view name, std::string_view body);

/// The same of a file. False, with a reason on stderr, when it cannot be.
bool write_section(const std::string& path, std::string_view name, std::string_view body);

/// The day it is, in UTC: "2026-03-31".
std::string today();

/// "1,234,567".
std::string grouped(uint64_t number);

}  // namespace segql::bench
