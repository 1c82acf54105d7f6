#include "tests/differential/constructs.h"

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "compiler/check/functions.h"
#include "compiler/syntax/ast_fields.h"

namespace segql::testing {
namespace {

using Names = std::span<const std::string_view>;

/// The values of every enum of the syntax tree, in order.
template <typename E>
inline constexpr std::array<std::string_view, 0> kValues{};
template <>
inline constexpr std::array<std::string_view, 8> kValues<ast::Unit>{"second", "minute", "hour",    "day",
                                                                    "week",   "month",  "quarter", "year"};
template <>
inline constexpr std::array<std::string_view, 4> kValues<ast::NamedInstant>{"now", "today", "yesterday", "tomorrow"};
template <>
inline constexpr std::array<std::string_view, 3> kValues<ast::WhichUnit>{"this", "previous", "following"};
template <>
inline constexpr std::array<std::string_view, 4> kValues<ast::Bound>{"before", "after", "since", "on"};
template <>
inline constexpr std::array<std::string_view, 4> kValues<ast::ArithOp>{"+", "-", "*", "/"};
template <>
inline constexpr std::array<std::string_view, 3> kValues<ast::BlockKind>{"all", "any", "none"};
template <>
inline constexpr std::array<std::string_view, 6> kValues<ast::CompareOp>{"=", "!=", "<", "<=", ">", ">="};
template <>
inline constexpr std::array<std::string_view, 4> kValues<ast::TextOp>{"contains", "starts with", "ends with",
                                                                      "matches"};
template <>
inline constexpr std::array<std::string_view, 4> kValues<ast::HasMode>{"one", "any", "all", "none"};
template <>
inline constexpr std::array<std::string_view, 8> kValues<ast::Quantifier>{"any",     "no",      "every",  "at least",
                                                                          "at most", "exactly", "latest", "earliest"};
template <>
inline constexpr std::array<std::string_view, 11> kValues<ast::AggregateKind>{
    "count", "count of distinct", "sum", "avg", "min", "max", "median", "first", "last", "most common", "share"};
template <>
inline constexpr std::array<std::string_view, 4> kValues<ast::Matching>{"left out", "any", "first", "strict"};
template <>
inline constexpr std::array<std::string_view, 14> kValues<ast::TypeKind>{
    "text",  "int",   "decimal", "float", "bool", "date", "timestamp",
    "point", "money", "enum",    "ref",   "set",  "list", "map"};
template <>
inline constexpr std::array<std::string_view, 4> kValues<ast::Setting::Kind>{"timezone", "week starts", "currency",
                                                                             "leap day"};
template <>
inline constexpr std::array<std::string_view, 3> kValues<ast::Take::Ties>{"left out", "kept", "dropped"};
template <>
inline constexpr std::array<std::string_view, 6> kValues<ast::Refresh::Kind>{"live",   "manual",  "daily",
                                                                             "weekly", "monthly", "every"};
template <>
inline constexpr std::array<std::string_view, 3> kValues<ast::Keep::Kind>{"after entry", "after last match", "forever"};
template <>
inline constexpr std::array<std::string_view, 3> kValues<ast::Expect::Kind>{"in", "out", "value"};
template <>
inline constexpr std::array<std::string_view, 4> kValues<ast::Claim::Kind>{"disjoint", "cover", "implies", "equals"};

template <typename T>
inline constexpr bool kIsSpan = false;
template <typename T>
inline constexpr bool kIsSpan<std::span<const T>> = true;

/// Combinations that mean something else than their parts do.
void note_combination(std::set<std::string>& seen, const ast::WithinCount& n) {
  seen.insert("within " + std::string(n.next ? "next " : "last ") + (n.complete ? "complete " : "") +
              std::string(kValues<ast::Unit>[static_cast<size_t>(n.unit)]) + (n.rolling ? " rolling" : ""));
}
void note_combination(std::set<std::string>& seen, const ast::WithinUnit& n) {
  seen.insert("within " + std::string(kValues<ast::WhichUnit>[static_cast<size_t>(n.which)]) + " " +
              std::string(kValues<ast::Unit>[static_cast<size_t>(n.unit)]));
}
void note_combination(std::set<std::string>& seen, const ast::Elapsed& n) {
  seen.insert(std::string(kValues<ast::Unit>[static_cast<size_t>(n.unit)]) + (n.until ? " until" : " since"));
}
void note_combination(std::set<std::string>& seen, const ast::RelativeInstant& n) {
  seen.insert(std::string(kValues<ast::Unit>[static_cast<size_t>(n.unit)]) + (n.future ? " from now" : " ago"));
}
void note_combination(std::set<std::string>& seen, const ast::Call& n) {
  seen.insert("call of " + std::string(check::find_function(n.function.text) != nullptr ? n.function.text : "define"));
}
void note_combination(std::set<std::string>& seen, const ast::Bounded& n) {
  constexpr std::string_view kKinds[] = {"named", "relative", "date", "date-time", "of a row"};
  seen.insert(std::string(kValues<ast::Bound>[static_cast<size_t>(n.bound)]) + " " +
              std::string(kKinds[n.instant.node.index()]));
}
template <typename T>
void note_combination(std::set<std::string>&, const T&) {}

/// Goes through a tree.
class Walk {
 public:
  explicit Walk(std::set<std::string>& seen) : seen_(seen) {}

  template <typename T>
  void look(const T& value, const std::string& where) {
    if constexpr (std::is_same_v<T, bool>) {
      seen_.insert(where + (value ? "=true" : "=false"));
    } else if constexpr (std::is_enum_v<T>) {
      static_assert(!kValues<T>.empty(), "an enum of the syntax tree that has no names here");
      seen_.insert(where + "=" + std::string(kValues<T>[static_cast<size_t>(value)]));
    } else if constexpr (std::is_pointer_v<T>) {
      seen_.insert(where + (value != nullptr ? " written" : " left out"));
      if (value != nullptr) look(*value, where);
    } else if constexpr (std::is_same_v<T, ast::Name>) {
      seen_.insert(where + (value.text.empty() ? " left out" : " written"));
    } else if constexpr (kIsSpan<T>) {
      seen_.insert(where + (value.empty() ? " left out" : " written"));
      for (const auto& item : value) look_at_item(item, where);
    } else if constexpr (syntax::NodeWithFields<T>) {
      const std::string name(syntax::kNodeName<T>);
      seen_.insert(name);
      note_combination(seen_, value);
      syntax::each_field(std::type_identity<T>{}, [&](std::string_view field, auto member) {
        look(value.*member, name + "." + std::string(field));
      });
    } else {
      look_at_rest(value, where);
    }
  }

 private:
  template <typename T>
  void look_at_item(const T& item, const std::string& where) {
    if constexpr (std::is_pointer_v<T>) {
      look(*item, where);
    } else if constexpr (!std::is_same_v<T, ast::Name>) {
      look(item, where);
    }
  }
  template <typename... Ts>
  void look_at_rest(const std::variant<Ts...>& node, const std::string& where) {
    std::visit([&](const auto& alternative) { look(alternative, where); }, node);
  }
  template <typename T>
  void look_at_rest(const T&, const std::string&) {}

  std::set<std::string>& seen_;
};

/// Goes through the types of a tree.
class Listing {
 public:
  template <typename T>
  void list(const std::string& where) {
    if constexpr (std::is_same_v<T, bool>) {
      all.insert(where + "=true");
      all.insert(where + "=false");
    } else if constexpr (std::is_enum_v<T>) {
      for (const std::string_view value : kValues<T>) all.insert(where + "=" + std::string(value));
    } else if constexpr (std::is_pointer_v<T>) {
      all.insert(where + " written");
      list<std::remove_cv_t<std::remove_pointer_t<T>>>(where);
    } else if constexpr (std::is_same_v<T, ast::Name>) {
      all.insert(where + " written");
    } else if constexpr (kIsSpan<T>) {
      all.insert(where + " written");
      using Item = std::remove_cv_t<typename T::element_type>;
      if constexpr (!std::is_same_v<Item, ast::Name>) {
        list<std::remove_cv_t<std::remove_pointer_t<Item>>>(where);
      }
    } else if constexpr (syntax::NodeWithFields<T>) {
      const std::string name(syntax::kNodeName<T>);
      if (!visited_.insert(typeid(T).name()).second) return;
      all.insert(name);
      syntax::each_field(std::type_identity<T>{}, [&](std::string_view field, auto member) {
        list_member(member, name + "." + std::string(field));
      });
    } else {
      list_rest(static_cast<const T*>(nullptr), where);
    }
  }

  std::set<std::string> all;

 private:
  template <typename Node, typename Member>
  void list_member(Member Node::*, const std::string& where) {
    list<std::remove_cv_t<Member>>(where);
  }
  template <typename... Ts>
  void list_rest(const std::variant<Ts...>*, const std::string& where) {
    (list<Ts>(where), ...);
  }
  template <typename T>
  void list_rest(const T*, const std::string&) {}

  std::set<std::string> visited_;
};

}  // namespace

void Constructs::add(const ast::File& file) { Walk(seen_).look(file, "file"); }
void Constructs::add(const ast::Expr& expr) { Walk(seen_).look(expr, "condition"); }

std::set<std::string> Constructs::all() {
  Listing listing;
  listing.list<ast::File>("file");
  std::set<std::string>& all = listing.all;
  const auto& units = kValues<ast::Unit>;
  for (size_t unit = 0; unit < units.size(); ++unit) {
    const std::string name(units[unit]);
    for (const char* which : {"last ", "next "}) {
      all.insert("within " + std::string(which) + name);
      if (unit < static_cast<size_t>(ast::Unit::kDay)) continue;
      all.insert("within " + std::string(which) + "complete " + name);
      all.insert("within " + std::string(which) + name + " rolling");
    }
    if (unit >= static_cast<size_t>(ast::Unit::kDay)) {
      for (const std::string_view which : kValues<ast::WhichUnit>)
        all.insert("within " + std::string(which) + " " + name);
    }
    for (const char* form : {" since", " until", " ago", " from now"}) all.insert(name + form);
  }
  for (const std::string_view bound : kValues<ast::Bound>) {
    for (const char* kind : {"named", "relative", "date", "of a row"}) all.insert(std::string(bound) + " " + kind);
    if (bound != "on") all.insert(std::string(bound) + " date-time");
  }
  for (const check::Signature& signature : check::kFunctions) all.insert("call of " + std::string(signature.name));
  all.insert("call of define");
  // What may be left out; everything else that the types let be empty is always written.
  for (const char* part :
       {"rows.label",       "rows.",      "rows.where",         "step.label",    "step.where",    "sequence.",
        "in-segment.",      "among.",     "population.buckets", "segment.where", "segment.as-of", "segment.",
        "take.per",         "take.",      "param.default",      "field.default", "annotation.",   "refresh.also-on",
        "refresh.priority", "deliver.on", "deliver.columns",    "import.names",  "list.",         "argument."}) {
    all.insert(std::string(part) + " left out");
  }
  return all;
}

}  // namespace segql::testing
