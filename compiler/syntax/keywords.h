#pragma once
/// The keywords of the language, read from the generated grammar: which there are, and which may also be names.

#include <cstddef>
#include <string_view>

namespace segql::syntax {

/// A token of this type may stand where a name is expected: an identifier, a quoted name, or a soft keyword.
bool is_name_token(size_t type);

/// After a token of this type comes a name and nothing else.
bool precedes_name(size_t type);

/// After a token of this type a text may stand, so that capitals may be one without its quotes.
bool precedes_value(size_t type);

/// Token type of the keyword spelt `word`; 0 when there is none.
size_t keyword_type(std::string_view word);

/// How a keyword or a sign is spelt; empty for tokens without a fixed spelling.
std::string_view spelling_of(size_t type);

/// True when `name` reads back as a name only in back-quotes.
bool needs_quotes(std::string_view name);

}  // namespace segql::syntax
