/// explain-code: what a code of a message means.

#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/code_pages.h"
#include "cli/commands.h"
#include "cli/printable.h"
#include "cli/session.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;

int list_all(Format format) {
  Json list = Json::array();
  for (const CodePage& page : code_pages()) {
    if (format == Format::kJson) {
      list.push_back({{"code", page.code}, {"title", page.title()}});
    } else {
      std::cout << fmt::format("{:<10} {}\n", page.code, page.title());
    }
  }
  if (format == Format::kJson) std::cout << list.dump(2) << '\n';
  return kFine;
}

int unknown(const std::string& code) {
  const std::vector<std::string_view> near = codes_near(code);
  std::string message = "there is no code `" + printable(code) + "`";
  if (!near.empty()) message += near.size() == 1 ? "; near it is " : "; near it are ";
  for (size_t i = 0; i < near.size(); ++i) {
    if (i > 0) message += i + 1 < near.size() ? ", " : " and ";
    message += near[i];
  }
  if (near.empty()) message += "; `segql explain-code` lists all";
  complain({ErrorCode::kNotFound, message});
  return kUsage;
}

}  // namespace

int explain_code(const Options& options) {
  if (!options.code) return list_all(options.format);
  const CodePage* page = find_code_page(*options.code);
  if (page == nullptr) return unknown(*options.code);
  if (options.format == Format::kJson) {
    std::cout << Json{{"code", page->code}, {"title", page->title()}, {"text", page->text}}.dump(2) << '\n';
  } else {
    std::cout << page->text;
  }
  return kFine;
}

}  // namespace segql::cli
