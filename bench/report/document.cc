#include "bench/report/document.h"

#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace segql::bench {

std::optional<std::string> with_section(std::string_view text, std::string_view name, std::string_view body) {
  const std::string begin = fmt::format("<!-- measured: {} -->\n", name);
  const size_t at = text.find(begin);
  if (at == std::string_view::npos) return std::nullopt;
  const size_t end = text.find("<!-- end -->", at);
  if (end == std::string_view::npos) return std::nullopt;
  std::string made(text.substr(0, at + begin.size()));
  made += body;
  if (!body.empty() && body.back() != '\n') made += '\n';
  return made.append(text.substr(end));
}

bool write_section(const std::string& path, std::string_view name, std::string_view body) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  const auto made = with_section(text.str(), name, body);
  if (!made) {
    std::cerr << path << ": has no section `" << name << "`\n";
    return false;
  }
  std::ofstream file(path);
  file << *made;
  file.close();
  if (file.fail()) std::cerr << path << ": cannot be written\n";
  return !file.fail();
}

std::string today() {
  return fmt::format("{:%Y-%m-%d}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

std::string grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

}  // namespace segql::bench
