#pragma once
/// Pages from templates: the part of Mustache (mustache.github.io) that they need.

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace segql::cli {

/// `text` with its tags filled in:
///   {{name}}                  the value, escaped for HTML; nothing when there is none
///   {{{name}}}                the value as it is, which must be HTML
///   {{#name}} ... {{/name}}   once for each item of a list; once for what is neither false, null nor an empty text
///   {{^name}} ... {{/name}}   otherwise
/// A name means the innermost value that has it; `.` is the item itself. Tags of sections alone on their line leave no
/// line behind.
std::string render(std::string_view text, const nlohmann::json& values);

/// `text` as it stands in an element or a quoted attribute of HTML. Control characters are spelt out.
std::string escaped(std::string_view text);

}  // namespace segql::cli
