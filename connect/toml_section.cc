// Tables of TOML files: what is wrong with their shape, and where.
#include "connect/toml_section.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/nearest_name.h"
#include "base/quoted_list.h"

namespace segql::connect {

namespace {

/// The most parts of a dotted key. The library recurses once for each when it takes the table apart.
size_t longest_key(std::string_view text) {
  size_t longest = 0, parts = 0;
  for (const char c : text) {
    const bool goes_on = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                         std::string_view("_- \t\"'").find(c) != std::string_view::npos;
    parts = c == '.' ? parts + 1 : (goes_on ? parts : 0);
    longest = std::max(longest, parts);
  }
  return longest + 1;
}

}  // namespace

std::string place_text(const std::string& path, const toml::source_region& region) {
  return path + ":" + std::to_string(region.begin.line) + ":" + std::to_string(region.begin.column);
}

Error error_at(const std::string& path, const toml::source_region& region, const std::string& message) {
  return Error{ErrorCode::kInvalidArgument, place_text(path, region) + ": " + message};
}

Status check_keys(const Section& section, std::initializer_list<const char*> known) {
  for (const auto& [key, node] : section.table) {
    const auto is_key = [&, name = key.str()](const char* candidate) { return name == candidate; };
    if (std::none_of(known.begin(), known.end(), is_key)) {
      const std::vector<std::string> names(known.begin(), known.end());
      const std::string hint = did_you_mean(key.str(), names);
      return error_at(section.path, key.source(),
                      "unknown key `" + std::string(key.str()) + "`" +
                          (section.name.empty() ? "" : " in " + section.name) +
                          (hint.empty() ? "; known are " + quoted_list(names, names.size()) : hint));
    }
  }
  return {};
}

std::string kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "an array";
    case toml::node_type::string: return "text";
    case toml::node_type::integer: return "an integer";
    case toml::node_type::floating_point: return "a number";
    case toml::node_type::boolean: return "true or false";
    default: return "a date or time";
  }
}

Error wrong_kind(const Section& section, const char* key, const toml::node& node, const char* wanted) {
  return error_at(section.path, node.source(), "`" + std::string(key) + "` is " + wanted + ", not " + kind_of(node));
}

Result<std::optional<std::string>> read_text(const Section& section, const char* key, bool may_be_empty) {
  const toml::node* node = section.table.get(key);
  if (!node) return std::optional<std::string>{};
  if (!node->is_string()) return wrong_kind(section, key, *node, "text");
  const std::string& text = node->as_string()->get();
  if (text.empty() && !may_be_empty)
    return error_at(section.path, node->source(), "`" + std::string(key) + "` is empty");
  if (text.find('\0') != std::string::npos) {
    return error_at(section.path, node->source(), "`" + std::string(key) + "` contains a zero byte");
  }
  return std::optional<std::string>{text};
}

Result<const toml::table*> read_table(const Section& section, const char* key) {
  const toml::node* node = section.table.get(key);
  if (!node) return static_cast<const toml::table*>(nullptr);
  if (!node->is_table()) return wrong_kind(section, key, *node, "a table");
  return node->as_table();
}

Status check_toml_keys(std::string_view text, const std::string& path) {
  constexpr size_t kLongestKey = 100;
  if (longest_key(text) <= kLongestKey) return {};
  return Error{ErrorCode::kLimitExceeded, path + ": a key has more than " + std::to_string(kLongestKey) + " parts"};
}

Error toml_error(const std::string& path, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const toml::parse_error& wrong) {
    return error_at(path, wrong.source(), std::string(wrong.description()));
  } catch (const std::exception& other) {
    return Error{ErrorCode::kInternal, path + ": " + other.what()};
  }
}

}  // namespace segql::connect
