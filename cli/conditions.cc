#include "cli/conditions.h"

#include <fmt/format.h>

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const TestWindow& window) {
  const auto bound = [](const std::string& at) { return at.empty() ? std::string("...") : at; };
  return fmt::format("{} = [{}, {})", window.text, bound(window.from), bound(window.to));
}

Json json_of(const TestCondition& condition) {
  Json windows = Json::array();
  for (const TestWindow& window : condition.windows) {
    windows.push_back({{"text", window.text},
                       {"from", window.from.empty() ? Json() : Json(window.from)},
                       {"to", window.to.empty() ? Json() : Json(window.to)}});
  }
  Json values = Json::object();
  for (const auto& [name, value] : condition.values) values[name] = value;
  return {{"text", condition.text},   {"depth", condition.depth}, {"exclude", condition.excludes},
          {"holds", condition.holds}, {"values", values},         {"windows", windows}};
}

}  // namespace

std::string conditions_text(const std::vector<TestCondition>& conditions, size_t indent) {
  std::string text;
  for (const TestCondition& condition : conditions) {
    const std::string start(indent, ' '), inner(size_t{2} * condition.depth, ' ');
    text += fmt::format("{}{:<5}  {}{}{}\n", start, condition.holds ? "true" : "false", inner,
                        condition.excludes ? "exclude " : "", condition.text);
    for (const auto& [name, value] : condition.values)
      text += fmt::format("{}       {}  {} is {}\n", start, inner, name, value);
    for (const TestWindow& window : condition.windows)
      text += fmt::format("{}       {}  {}\n", start, inner, text_of(window));
  }
  return text;
}

Json conditions_json(const std::vector<TestCondition>& conditions) {
  Json all = Json::array();
  for (const TestCondition& condition : conditions) all.push_back(json_of(condition));
  return all;
}

}  // namespace segql::cli
