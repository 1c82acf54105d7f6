// A text has up to three senses at once: a definition, a condition over rows of an entity, and the name of a segment.
// In each, the grammar says which words may follow and how the text could end after one (compiler/syntax/beginning.h).
// Samples of values, rows and names fill what is left open in an ending, and the checker is asked whether it is sound.
// It is so with names that mean nothing, too, where a new name is meant: such an ending says nothing for a word.
#include "engine/completion.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "base/cancel.h"
#include "compiler/syntax/beginning.h"
#include "compiler/syntax/keywords.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/typed.h"

namespace segql::engine {
namespace {

using syntax::Beginning;
using syntax::Part;

/// A name that no project has.
constexpr std::string_view kNobody = "zz_nobody_is_called_so";

bool is_word_part(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

CompletionKind kind_of(check::KnownName::Kind kind) {
  using Kind = check::KnownName::Kind;
  switch (kind) {
    case Kind::kParameter: return CompletionKind::kParameter;
    case Kind::kField: return CompletionKind::kField;
    case Kind::kAttribute: return CompletionKind::kAttribute;
    case Kind::kRelation: return CompletionKind::kRelation;
    case Kind::kEntity: return CompletionKind::kEntity;
    case Kind::kEvent: return CompletionKind::kEvent;
    case Kind::kSegment: return CompletionKind::kSegment;
    case Kind::kDefine: return CompletionKind::kDefine;
    case Kind::kFunction: return CompletionKind::kFunction;
    case Kind::kEnumerator: return CompletionKind::kValue;
    case Kind::kWord: return CompletionKind::kKeyword;
  }
  return CompletionKind::kKeyword;
}

/// The whole text, as it would be asked.
using Accepts = std::function<bool(const std::string& text)>;

class Completer {
 public:
  Completer(Sources& sources, check::Definitions& definitions, const Limits& limits, std::string_view text,
            std::string_view entity)
      : sources_(sources), definitions_(definitions), limits_(limits), entity_(entity) {
    size_t begin = text.size();
    while (begin > 0 && is_word_part(text[begin - 1])) --begin;
    if (begin > 0 && text[begin - 1] == '$') --begin;
    before_ = text.substr(0, begin);
    word_ = text.substr(begin);
  }

  Completions run() {
    Completions result{before_.size(), {}};
    const bool is_number = !word_.empty() && word_[0] >= '0' && word_[0] <= '9';
    auto source = Source::create(0, "typed", before_, limits_);
    if (!source.ok() || is_number || is_in_text(*source)) return result;
    const syntax::Typed typed = syntax::read_typed(*source, limits_);
    collect_names(*source);
    if (typed.kind != syntax::Typed::Kind::kQuestion)
      look(Beginning::Of::kDeclaration, typed.last,
           [this](const std::string& all) { return accepts_definitions(all); });
    if (typed.kind != syntax::Typed::Kind::kDefinitions) look_at_question(typed);
    if (typed.kind == syntax::Typed::Kind::kQuestion && !typed.has_where)
      look(Beginning::Of::kDeclaration, typed.last,
           [this](const std::string& all) { return accepts_definitions(all); });
    for (auto& [key, completion] : found_) result.all.push_back(std::move(completion));
    return result;
  }

 private:
  /// The cursor stands in a comment or between quotes.
  static bool is_in_text(const Source& source) {
    const std::string_view text = source.text();
    const syntax::TokenList list = syntax::tokenize(source);
    if (!list.comments.empty() && list.comments.back().span.end == text.size() &&
        list.comments.back().text.starts_with("//"))
      return true;
    if (list.tokens.empty()) return false;
    const std::string_view last = text.substr(list.tokens.back().begin);
    const bool opens = last.starts_with('"') || last.starts_with('`') || last.starts_with("/*");
    const bool closes = last.size() > 1 && (last.ends_with('"') || last.ends_with('`') || last.ends_with("*/"));
    return opens && !closes && list.tokens.back().end == text.size();
  }

  void collect_names(const Source& source) {
    names_ = definitions_.known_names();
    samples_ = definitions_.samples();
    // What the text itself gives a name: labels of rows, and parameters.
    const syntax::TokenList list = syntax::tokenize(source);
    for (size_t i = 0; i + 1 < list.tokens.size(); ++i) {
      const Span at = list.tokens[i].span(), after = list.tokens[i + 1].span();
      if (source.text().substr(after.begin, after.end - after.begin) != ":") continue;
      const std::string name(source.text().substr(at.begin, at.end - at.begin));
      check::KnownName label{check::KnownName::Kind::kParameter, name, "label", {}};
      for (const check::KnownName& one : names_) {
        if (one.text == "self") label.calls = one.calls;
      }
      names_.push_back(std::move(label));
      names_.push_back({check::KnownName::Kind::kParameter, "$" + name, "parameter", {}});
    }
    std::erase_if(names_, [&](const check::KnownName& one) { return !one.text.starts_with(word_); });
  }

  void look_at_question(const syntax::Typed& typed) {
    const auto is_entity = [&](std::string_view name) {
      const auto table = definitions_.schema().find_table(name);
      return table && !definitions_.schema().table(*table).is_event;
    };
    if (typed.has_where) {
      if (is_entity(typed.rows)) look_at_condition(typed.last, std::string(typed.rows));
      return;
    }
    if (typed.last.empty()) {
      for (const schema::Table& table : definitions_.schema().tables) {
        if (!table.is_event && table.name.starts_with(word_)) offer(CompletionKind::kEntity, table.name, "entity");
      }
    }
    if (is_entity(typed.rows) && std::string_view("where").starts_with(word_))
      offer(CompletionKind::kKeyword, "where", "");
    look(Beginning::Of::kSegmentReference, typed.last, [this](const std::string& all) { return accepts_segment(all); });
    if (!entity_.empty()) look_at_condition(typed.last, std::string(entity_));
  }

  void look_at_condition(syntax::TokenSpan tokens, const std::string& entity) {
    look(Beginning::Of::kCondition, tokens,
         [this, entity](const std::string& all) { return accepts_condition(all, entity); });
  }

  // ---------- what the checker says ----------

  template <typename Ask>
  bool ask(const std::string& text, const Ask& ask_it) {
    const Sources::Mark sources_before = sources_.mark();
    const check::Definitions::Mark definitions_before = definitions_.mark();
    diag::Sink sink(limits_);
    const auto source = sources_.add("typed", text, limits_);
    const bool accepted = source.ok() && ask_it(**source, sink) && !sink.has_errors();
    definitions_.forget_since(definitions_before);
    sources_.forget_since(sources_before);
    return accepted;
  }

  bool accepts_condition(const std::string& text, const std::string& entity) {
    return ask(text, [&](const Source& source, diag::Sink& sink) {
      const ast::ExprRef tree = syntax::parse_expression(source, sources_.arena(), sink, limits_, entity);
      return tree != nullptr && definitions_.add_condition(entity, *tree, source.id(), sink).has_value();
    });
  }
  bool accepts_segment(const std::string& text) {
    return ask(text, [&](const Source& source, diag::Sink& sink) {
      const ast::SegmentRef* tree = syntax::parse_segment_reference(source, sources_.arena(), sink, limits_);
      return tree != nullptr && definitions_.instantiate(*tree, source.id(), sink).has_value();
    });
  }
  bool accepts_definitions(const std::string& text) {
    return ask(text, [&](const Source& source, diag::Sink& sink) {
      const ast::File* tree = syntax::parse(source, sources_.arena(), sink, limits_);
      return tree != nullptr && definitions_.accepts(*tree, sink);
    });
  }

  // ---------- what is tried ----------

  void look(Beginning::Of what, syntax::TokenSpan tokens, const Accepts& accepts) {
    Beginning beginning(what);
    if (!beginning.take(tokens)) return;
    for (const std::string_view word : beginning.keywords()) {
      if (!word.starts_with(word_) || is_offered(CompletionKind::kKeyword, word)) continue;
      Beginning after(beginning);
      after.take(syntax::keyword_type(word));
      if (try_endings(after, std::string(word), accepts, nullptr))
        offer(CompletionKind::kKeyword, std::string(word), "");
    }
    if (!beginning.takes_name() && !beginning.takes_parameter()) return;
    const std::set<std::string> empty_endings = endings_of_anything(beginning, accepts);
    for (const check::KnownName& name : names_) {
      if (is_offered(kind_of(name.kind), name.text)) continue;
      if (accepts_name(beginning, name, accepts, empty_endings)) offer(kind_of(name.kind), name.text, name.detail);
    }
  }

  bool accepts_name(const Beginning& beginning, const check::KnownName& name, const Accepts& accepts,
                    const std::set<std::string>& empty_endings) {
    const bool is_parameter = name.text.starts_with('$');
    const std::string text = is_parameter || !syntax::needs_quotes(name.text) ? name.text : "`" + name.text + "`";
    std::vector<std::string> ways{""};
    ways.insert(ways.end(), name.calls.begin(), name.calls.end());
    for (const std::string& call : ways) {
      auto source = Source::create(0, "typed", text + call, limits_);
      if (!source.ok()) continue;
      Beginning after(beginning);
      if (!after.take(syntax::tokenize(*source).tokens)) continue;
      if (try_endings(after, text + call, accepts, call.empty() ? &empty_endings : nullptr)) return true;
    }
    return false;
  }

  /// The endings with which a name that means nothing is accepted.
  std::set<std::string> endings_of_anything(const Beginning& beginning, const Accepts& accepts) {
    std::set<std::string> accepted;
    Beginning after(beginning);
    auto source = Source::create(0, "typed", std::string(kNobody), limits_);
    if (!after.take(syntax::tokenize(*source).tokens)) return accepted;
    for (const std::string& ending : texts_of(after.endings())) {
      if (accepts(before_ + std::string(kNobody) + ending)) accepted.insert(ending);
    }
    return accepted;
  }

  bool try_endings(const Beginning& after, const std::string& word, const Accepts& accepts,
                   const std::set<std::string>* but) {
    return std::ranges::any_of(texts_of(after.endings()), [&](const std::string& ending) {
      return (but == nullptr || !but->contains(ending)) && accepts(before_ + word + ending);
    });
  }

  /// Endings with samples put in: of one part everywhere the same, of different ones each with each.
  const std::vector<std::string>& texts_of(const std::vector<syntax::Ending>& endings) {
    std::string key;
    for (const syntax::Ending& ending : endings) {
      for (const syntax::EndingPiece& piece : ending) key += std::string(piece.word) + char(1 + int(piece.part));
      key += '\n';
    }
    const auto [known, is_new] = texts_.try_emplace(key);
    if (!is_new) return known->second;
    for (const syntax::Ending& ending : endings) add_texts(ending, known->second);
    return known->second;
  }

  void add_texts(const syntax::Ending& ending, std::vector<std::string>& texts) const {
    constexpr size_t kMost = 2000;  // of one ending
    std::vector<Part> parts;
    size_t count = 1;
    for (const syntax::EndingPiece& piece : ending) {
      if (piece.part == Part::kWord || std::ranges::find(parts, piece.part) != parts.end()) continue;
      parts.push_back(piece.part);
      count = std::min(kMost, count * samples_for(piece.part).size());
    }
    for (size_t i = 0; i < count; ++i) {
      std::map<Part, std::string_view> chosen;
      size_t rest = i;
      for (const Part part : parts) {
        const std::vector<std::string>& samples = samples_for(part);
        chosen[part] = samples[rest % samples.size()];
        rest /= samples.size();
      }
      std::string text;
      for (const syntax::EndingPiece& piece : ending) {
        text += " ";
        text += piece.part == Part::kWord ? piece.word : chosen[piece.part];
      }
      texts.push_back(std::move(text));
    }
  }

  const std::vector<std::string>& samples_for(Part part) const {
    static const std::vector<std::string> kNone, kConditions{"true"}, kWindows{"within this day"},
        kInstants{"now", "2026-01-01"}, kUnits{"days", "hours"}, kNumbers{"1"}, kTexts{"\"x\"", "\"UTC\""},
        kPeriods{"2026-Q1"}, kTimes{"09:30"};
    switch (part) {
      case Part::kWord: return kNone;
      case Part::kCondition: return kConditions;
      case Part::kValue: return samples_.values;
      case Part::kLiteral: return samples_.literals;
      case Part::kLiterals: return samples_.lists;
      case Part::kRows: return samples_.rows;
      case Part::kSegment: return samples_.segments;
      case Part::kPath: return samples_.paths;
      case Part::kName: return samples_.names;
      case Part::kWindow: return kWindows;
      case Part::kInstant: return kInstants;
      case Part::kUnit: return kUnits;
      case Part::kNumber: return kNumbers;
      case Part::kText: return kTexts;
      case Part::kCurrency: return samples_.currencies;
      case Part::kPeriod: return kPeriods;
      case Part::kTime: return kTimes;
    }
    return kNone;
  }

  // ---------- what is found ----------

  bool is_offered(CompletionKind kind, std::string_view text) const {
    return found_.contains({kind, std::string(text)});
  }
  void offer(CompletionKind kind, const std::string& text, const std::string& detail) {
    found_.try_emplace({kind, text}, Completion{text, kind, detail});
  }

  Sources& sources_;
  check::Definitions& definitions_;
  const Limits& limits_;
  std::string_view entity_;
  std::string before_;
  std::string word_;
  std::vector<check::KnownName> names_;
  check::Samples samples_;
  std::map<std::string, std::vector<std::string>> texts_;
  std::map<std::pair<CompletionKind, std::string>, Completion> found_;
};

}  // namespace

Completions complete(Sources& sources, check::Definitions& definitions, const Limits& limits, std::string_view text,
                     std::string_view entity) {
  return Completer(sources, definitions, limits, text, entity).run();
}

}  // namespace segql::engine
