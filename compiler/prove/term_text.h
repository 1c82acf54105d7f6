#pragma once
/// Terms and their values as people read them.

#include <string>

#include "compiler/prove/reader.h"

namespace segql::prove {

/// `city`, `item.price`, `count of purchases within last 30 days`. What is long is cut short.
std::string term_text(const Reader& reader, TermId term);
/// As the language writes it, or `missing`.
std::string value_text(const Reader& reader, TermId term, const std::optional<int128>& value);
/// The same as a cell; nothing when no cell has that value.
std::optional<schema::Value> cell_of(const Reader& reader, TermId term, const std::optional<int128>& value);
/// One of the values that are possible; nothing: missing.
std::optional<int128> pick(const Reader& reader, TermId term, const Possible& possible);

}  // namespace segql::prove
