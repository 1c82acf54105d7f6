/// Lines of a script on standard input.

#include <iostream>

#include "cli/repl/input.h"

namespace segql::cli {
namespace {

class Script final : public Input {
 public:
  End read(const std::string&, std::string& line) override {
    if (!std::getline(std::cin, line)) return End::kOver;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return End::kLine;
  }
  void remember(const std::string&) override {}
  const std::vector<std::string>& remembered() const override { return nothing_; }
  bool is_terminal() const override { return false; }

 private:
  std::vector<std::string> nothing_;
};

}  // namespace

std::unique_ptr<Input> open_script() { return std::make_unique<Script>(); }

}  // namespace segql::cli
