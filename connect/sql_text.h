#pragma once
/// Names and texts as SQL: the only place where a string of the user becomes part of a statement.

#include <string>
#include <string_view>
#include <vector>

namespace segql::connect {

/// 'it''s'. REQUIRES: no zero byte.
std::string sql_text(std::string_view text);
/// "a ""name""".
std::string sql_name(std::string_view name);
/// ['a', 'b'].
std::string sql_text_list(const std::vector<std::string>& texts);
/// As `sql_text` for a path, whose wildcards mean themselves.
std::string sql_path(std::string_view path);

}  // namespace segql::connect
