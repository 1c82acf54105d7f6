#pragma once
/// Definitions as HTML: coloured, and with links to what they name.

#include <map>
#include <string>
#include <string_view>

namespace segql::cli {

/// `text` inside of `<code>`. A name that is a key of `links` leads to that address.
std::string code_html(std::string_view text, const std::map<std::string, std::string, std::less<>>& links);

/// Prose of a `///` comment inside of `<p>`: what stands in back-quotes is code.
std::string prose_html(std::string_view text);

}  // namespace segql::cli
