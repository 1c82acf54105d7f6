// Lines of somebody at a terminal, with libedit: this file alone knows it.
//
// The keys of libedit are those of Emacs; what is added here is Tab (what may follow), Ctrl-C (a character like others
// while a line is typed, so that no signal comes in between) and pasting, which the terminal marks when it is asked to:
// what is pasted stands in the line as it is, its line breaks included, and nothing of it is a key.
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include <histedit.h>
#include <langinfo.h>

#include "cli/printable.h"
#include "cli/repl/history.h"
#include "cli/repl/input.h"
#include "cli/repl/offers.h"
#include "cli/width.h"

namespace segql::cli {
namespace {

constexpr const char* kAskForPasteMarks = "\033[?2004h";
constexpr const char* kNoPasteMarks = "\033[?2004l";

/// The library counts characters by the locale; where that has no UTF-8, a line of Arabic would be a line of signs.
void use_utf8() {
  if (std::setlocale(LC_CTYPE, "") != nullptr && std::string_view(nl_langinfo(CODESET)) == "UTF-8") return;
  std::setlocale(LC_CTYPE, "C.UTF-8");
}

class Terminal final : public Input {
 public:
  explicit Terminal(Complete complete) : complete_(std::move(complete)), history_(history_path()) {
    use_utf8();
    past_ = history_init();
    HistEvent event;
    ::history(past_, &event, H_SETSIZE, static_cast<int>(History::kMost));
    for (const std::string& entry : history_.entries()) ::history(past_, &event, H_ENTER, entry.c_str());

    editor_ = el_init("segql", stdin, stdout, stderr);
    el_set(editor_, EL_CLIENTDATA, this);
    el_set(editor_, EL_PROMPT_ESC, &show_prompt, '\1');
    el_set(editor_, EL_EDITOR, "emacs");
    el_set(editor_, EL_HIST, ::history, past_);
    el_set(editor_, EL_SIGNAL, 1);
    el_set(editor_, EL_SETTY, "-d", "-isig", nullptr);
    el_set(editor_, EL_ADDFN, "segql-complete", "Shows what may follow", &complete_word);
    el_set(editor_, EL_ADDFN, "segql-clear", "Drops what was typed", &clear_line);
    el_set(editor_, EL_ADDFN, "segql-suspend", "Stops the shell", &suspend);
    el_set(editor_, EL_ADDFN, "segql-paste", "Takes what is pasted as it is", &paste);
    const std::pair<const char*, const char*> kKeys[] = {
        {"\t", "segql-complete"},          {"^C", "segql-clear"},         {"^Z", "segql-suspend"},
        {"\033[200~", "segql-paste"},      {"^R", "em-inc-search-prev"},  {"\033[H", "ed-move-to-beg"},
        {"\033[F", "ed-move-to-end"},      {"\033[1;5C", "em-next-word"}, {"\033[1;5D", "ed-prev-word"},
        {"\033[3~", "ed-delete-next-char"}};
    for (const auto& [key, name] : kKeys) el_set(editor_, EL_BIND, key, name, nullptr);
    el_source(editor_, nullptr);  // the user's own keys
  }
  ~Terminal() override {
    el_end(editor_);
    history_end(past_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  End read(const std::string& prompt, std::string& line) override {
    std::cout.flush();
    std::cerr.flush();
    prompt_ = prompt;
    is_cleared_ = false;
    mark_pastes(true);
    el_set(editor_, EL_PREP_TERM, 1);  // before the prompt is there: else what is typed at once would be echoed twice
    int count = 0;
    const char* const typed = el_gets(editor_, &count);
    mark_pastes(false);
    if (is_cleared_) return End::kCleared;
    if (typed == nullptr || count <= 0) {
      std::cout << '\n';
      return End::kOver;
    }
    line.assign(typed, static_cast<size_t>(count));
    if (!line.empty() && line.back() == '\n') line.pop_back();
    return End::kLine;
  }

  void remember(const std::string& entry) override {
    const bool is_new = history_.entries().empty() || history_.entries().back() != entry;
    history_.add(entry);
    HistEvent event;
    if (is_new) ::history(past_, &event, H_ENTER, entry.c_str());
  }
  const std::vector<std::string>& remembered() const override { return history_.entries(); }
  bool is_terminal() const override { return true; }

 private:
  static Terminal& of(EditLine* editor) {
    void* self = nullptr;
    el_get(editor, EL_CLIENTDATA, &self);
    return *static_cast<Terminal*>(self);
  }

  static char* show_prompt(EditLine* editor) { return of(editor).prompt_.data(); }

  static unsigned char clear_line(EditLine* editor, int) {
    of(editor).is_cleared_ = true;
    std::fputs("^C\n", stdout);
    return CC_EOF;
  }

  static unsigned char suspend(EditLine*, int) {
    std::raise(SIGTSTP);  // the library puts the terminal in order, and takes it again afterwards
    return CC_REFRESH;
  }

  static unsigned char paste(EditLine* editor, int) {
    constexpr std::wstring_view kEnd = L"\033[201~";
    std::wstring text;
    wchar_t next = 0;
    while (!text.ends_with(kEnd) && el_wgetc(editor, &next) == 1) {
      if (next == L'\r') next = L'\n';
      text += next == L'\t' ? L' ' : next;
    }
    if (text.ends_with(kEnd)) text.resize(text.size() - kEnd.size());
    while (!text.empty() && text.back() == L'\n') text.pop_back();  // Enter is for the one who pastes
    std::erase_if(text, [](wchar_t c) { return (c < L' ' && c != L'\n') || c == L'\177'; });
    if (!text.empty() && el_winsertstr(editor, text.c_str()) != 0) return CC_ERROR;
    return CC_REFRESH;
  }

  static unsigned char complete_word(EditLine* editor, int) {
    Terminal& self = of(editor);
    const LineInfo* const info = el_line(editor);
    const std::string line(info->buffer, static_cast<size_t>(info->cursor - info->buffer));
    Offers offers = self.complete_(line);
    if (offers.all.empty()) return CC_REFRESH_BEEP;
    const std::string_view word = std::string_view(line).substr(offers.begin);
    std::string common = common_start(offers);
    if (offers.all.size() == 1 && offers.all.front().is_whole) common += ' ';
    if (common.size() > word.size() && common.starts_with(word)) {
      el_insertstr(editor, common.substr(word.size()).c_str());
      return CC_REFRESH;
    }
    const size_t columns = terminal_width(STDOUT_FILENO);
    std::fputs(("\n" + print_offers(offers, columns == 0 ? 80 : columns)).c_str(), stdout);
    std::fflush(stdout);
    return CC_REDISPLAY;
  }

  static void mark_pastes(bool wanted) {
    const char* const kind = std::getenv("TERM");
    if (kind == nullptr || std::string_view(kind) == "dumb") return;
    std::fputs(wanted ? kAskForPasteMarks : kNoPasteMarks, stdout);
    std::fflush(stdout);
  }

  Complete complete_;
  History history_;
  ::History* past_ = nullptr;
  EditLine* editor_ = nullptr;
  std::string prompt_;
  bool is_cleared_ = false;
};

}  // namespace

std::unique_ptr<Input> open_terminal(Input::Complete complete) {
  return std::make_unique<Terminal>(std::move(complete));
}

}  // namespace segql::cli
