#pragma once
/// The pages of docs/codes: what each code of a message means, with examples. They are part of the program.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segql::cli {

struct CodePage {
  std::string_view code;
  std::string_view text;  ///< Markdown; its first line is `# CODE: title`

  std::string_view title() const;
};

/// All of them, in order of code.
std::span<const CodePage> code_pages();

/// The page of a code, whose letters may be of any case; null when there is none.
const CodePage* find_code_page(std::string_view code);

/// The codes that begin like `code`, as far as any does; none when they are too many to say.
std::vector<std::string_view> codes_near(std::string_view code);

}  // namespace segql::cli
