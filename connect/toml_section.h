#pragma once
/// What a reader of a TOML file says about the shape of its tables: every key is known, every value has its type, and
/// each mistake is named by its place.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "segql/result.h"

namespace segql::connect {

/// What a reader of one table of the file needs: where it is, for messages, and what it is called there.
struct Section {
  const std::string& path;
  const toml::table& table;
  std::string name;  ///< "[sources.customer]"; empty: the top level
};

/// `segql.toml:12:1`.
std::string place_text(const std::string& path, const toml::source_region& region);
Error error_at(const std::string& path, const toml::source_region& region, const std::string& message);

/// What a value of the wrong type is instead.
std::string kind_of(const toml::node& node);
Error wrong_kind(const Section& section, const char* key, const toml::node& node, const char* wanted);

Status check_keys(const Section& section, std::initializer_list<const char*> known);
/// The text under `key`; nothing when absent.
Result<std::optional<std::string>> read_text(const Section& section, const char* key, bool may_be_empty = false);
/// The table under `key`; null when absent.
Result<const toml::table*> read_table(const Section& section, const char* key);

/// An error when a key of the text has more parts than the library can take apart on the stack.
Status check_toml_keys(std::string_view text, const std::string& path);
/// `path:line:column: why`.
Error toml_error(const std::string& path, const std::exception_ptr& error);

/// What `read` makes of the text that stands at `path`.
template <typename Read>
auto parse_toml(std::string_view text, const std::string& path, Read&& read)
    -> decltype(read(std::declval<const toml::table&>())) {
  if (Status keys = check_toml_keys(text, path); !keys.ok()) return std::move(keys).take_error();
  try {
    const toml::table root = toml::parse(text, path);
    return read(root);
  } catch (...) {
    return toml_error(path, std::current_exception());
  }
}

}  // namespace segql::connect
