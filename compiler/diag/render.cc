#include "compiler/diag/render.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "base/utf8.h"

namespace segql::diag {
namespace {

constexpr uint32_t kTab = 4;

const char* severity_color(Severity severity) {
  switch (severity) {
    case Severity::kError: return "\x1b[1;31m";
    case Severity::kWarning: return "\x1b[1;33m";
    case Severity::kInfo: return "\x1b[1;36m";
  }
  return "";
}

/// One character of a source line as it is shown.
struct Cell {
  std::string text;
  uint32_t width;
  uint32_t offset;  ///< of its first byte in the line
};

/// A terminal would obey it, or show what follows somewhere else.
bool needs_spelling(uint32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) || utf8::is_bidi_control(code_point);
}

std::string spelt(uint32_t code_point) {
  char text[16];
  std::snprintf(text, sizeof text, "<U+%04X>", static_cast<unsigned>(code_point));
  return text;
}

/// A message, hint or name, which may quote the source, as it may be sent to a terminal.
std::string harmless(std::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    const utf8::Decoded c = utf8::decode(text, at);
    result += needs_spelling(c.code_point) ? spelt(c.code_point) : std::string(text.substr(at, c.length));
    at += c.length;
  }
  return result;
}

/// Tabs become spaces; what a terminal would obey or hide is spelt out.
std::vector<Cell> cells_of(std::string_view line, size_t from) {
  std::vector<Cell> cells;
  uint32_t column = 0;
  for (size_t at = from; at < line.size();) {
    const utf8::Decoded c = utf8::decode(line, at);
    Cell cell{std::string(line.substr(at, c.length)), static_cast<uint32_t>(utf8::display_width(c.code_point)),
              static_cast<uint32_t>(at)};
    if (c.code_point == '\t') {
      cell.width = kTab - column % kTab;
      cell.text.assign(cell.width, ' ');
    } else if (needs_spelling(c.code_point)) {
      cell.text = spelt(c.code_point);
      cell.width = static_cast<uint32_t>(cell.text.size());
    }
    column += cell.width;
    cells.push_back(std::move(cell));
    at += c.length;
  }
  return cells;
}

class Renderer {
 public:
  Renderer(const SourceLookup& sources, const RenderOptions& options) : sources_(sources), options_(options) {}

  std::string run(const Diagnostic& diagnostic) {
    const char* color = severity_color(diagnostic.severity);
    paint(color, std::string(severity_name(diagnostic.severity)) + "[" + std::string(diagnostic.code) + "]");
    paint("\x1b[1m", ": " + harmless(diagnostic.message));
    out_ += '\n';
    margin_ = margin_for(diagnostic);
    excerpt(diagnostic.source, diagnostic.span, '^', color, diagnostic.hint);
    for (const DiagnosticNote& note : diagnostic.notes) {
      const bool elsewhere = note.source != diagnostic.source;
      excerpt(note.source, note.span, '-', "\x1b[1;34m", note.text, /*with_place=*/elsewhere);
    }
    for (const DiagnosticFix& fix : diagnostic.fixes) fix_line(fix, diagnostic.hint);
    return std::move(out_);
  }

 private:
  void paint(const char* color, std::string_view text) {
    if (options_.color) out_ += color;
    out_ += text;
    if (options_.color) out_ += "\x1b[0m";
  }

  /// The width of the largest line number shown.
  uint32_t margin_for(const Diagnostic& diagnostic) const {
    uint32_t line = 1;
    const auto consider = [&](SourceId id, Span span) {
      if (const Source* source = sources_(id)) line = std::max(line, source->locate(span.begin).line);
    };
    consider(diagnostic.source, diagnostic.span);
    for (const DiagnosticNote& note : diagnostic.notes) consider(note.source, note.span);
    return std::max<uint32_t>(2, static_cast<uint32_t>(std::to_string(line).size()));
  }

  void gutter(std::string_view number) {
    paint("\x1b[1;34m", std::string(margin_ - number.size(), ' ') + std::string(number) + " | ");
  }

  void excerpt(SourceId id, Span span, char mark, const char* color, std::string_view label, bool with_place = true) {
    const Source* source = sources_(id);
    if (!source) {
      if (!label.empty()) out_ += "  = " + harmless(label) + "\n";
      return;
    }
    const LineColumn at = source->locate(span.begin);
    if (with_place) {
      paint("\x1b[1;34m", std::string(margin_, ' ') + "--> ");
      out_ += harmless(source->name()) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + "\n";
      paint("\x1b[1;34m", std::string(margin_, ' ') + " |");
      out_ += '\n';
    }
    gutter(std::to_string(at.line));
    const uint32_t line_start = source->line_start(at.line);
    line_with_marks(source->line(at.line), span.begin - line_start, span.end - line_start, mark, color, label);
  }

  /// The line, and under it the marks from byte `begin` to `end` of it; a span that goes on is marked to the line's
  /// end.
  void line_with_marks(std::string_view line, uint32_t begin, uint32_t end, char mark, const char* color,
                       std::string_view label) {
    const uint32_t line_size = static_cast<uint32_t>(line.size());
    begin = std::min(begin, line_size);
    end = std::min(end, line_size);
    // Far more bytes than fit are never looked at: a line may be megabytes long.
    const uint32_t reach = options_.width * 8;
    uint32_t from = begin > reach ? begin - reach : 0;
    while (from > 0 && (static_cast<unsigned char>(line[from]) & 0xC0) == 0x80) --from;
    uint32_t until = std::min(line_size, begin + reach);
    while (until < line_size && (static_cast<unsigned char>(line[until]) & 0xC0) == 0x80) ++until;
    const std::vector<Cell> cells = cells_of(line.substr(0, until), from);

    // The first cell that is shown, so that the mark is at most two thirds across.
    uint32_t before = 0;
    for (const Cell& cell : cells) before += cell.offset < begin ? cell.width : 0;
    uint32_t skip = before > options_.width * 2 / 3 ? before - options_.width * 2 / 3 : 0;
    uint32_t total = 0;
    for (const Cell& cell : cells) total += cell.width;
    if (total <= options_.width && from == 0) skip = 0;

    std::string shown = skip > 0 || from > 0 ? "..." : "", marks = skip > 0 || from > 0 ? "   " : "";
    uint32_t passed = 0, used = 0;
    uint32_t num_marks = 0;
    bool cut = until < line_size;
    for (const Cell& cell : cells) {
      passed += cell.width;
      if (passed <= skip) continue;
      if (used + cell.width > options_.width) {
        cut = true;
        break;
      }
      used += cell.width;
      shown += cell.text;
      const bool marked = cell.offset >= begin && cell.offset < end;
      if (marked) num_marks += cell.width;
      if (cell.offset < begin) marks.append(cell.width, ' ');
    }
    out_ += shown + (cut ? "..." : "") + "\n";
    gutter("");
    out_ += marks;
    paint(color, std::string(std::max<uint32_t>(num_marks, 1), mark) + (label.empty() ? "" : " " + harmless(label)));
    out_ += '\n';
  }

  void fix_line(const DiagnosticFix& fix, std::string_view hint) {
    constexpr size_t kLongest = 160;
    if (hint.find("`" + fix.replacement + "`") != std::string_view::npos) return;  // the hint has said it
    paint("\x1b[1;32m", std::string(margin_, ' ') + " = fix: ");
    const bool shows = !fix.replacement.empty() && fix.replacement.size() <= kLongest &&
                       fix.title.find(fix.replacement) == std::string::npos &&
                       fix.replacement.find('\n') == std::string::npos;
    out_ += harmless(fix.title + (shows ? ": " + fix.replacement : "")) + "\n";
  }

  const SourceLookup& sources_;
  const RenderOptions& options_;
  uint32_t margin_ = 2;
  std::string out_;
};

}  // namespace

std::string render(const Diagnostic& diagnostic, const SourceLookup& sources, const RenderOptions& options) {
  return Renderer(sources, options).run(diagnostic);
}

std::string render(const std::vector<Diagnostic>& diagnostics, const SourceLookup& sources,
                   const RenderOptions& options) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!out.empty()) out += '\n';
    out += render(diagnostic, sources, options);
  }
  return out;
}

}  // namespace segql::diag
