#include <string>

#include "compiler/syntax/keywords.h"
#include "compiler/syntax/printer.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/words.h"

namespace segql::syntax {
namespace {

using Doc = Layout::Doc;

/// Declarations that take a line keep the blank lines their author chose; the others stand apart.
bool stands_apart(const ast::Decl& decl) {
  if (!decl.annotations.empty() || !decl.doc.empty()) return true;
  return std::visit(overload{[](const ast::Relation&) { return false; }, [](const ast::Extern&) { return false; },
                             [](const ast::Attribute&) { return false; }, [](const ast::Define&) { return false; },
                             [](const ast::StaticSegment&) { return false; }, [](const ast::Split&) { return false; },
                             [](const ast::Priority&) { return false; }, [](const ast::Settings&) { return true; },
                             [](const ast::Entity&) { return true; }, [](const ast::Event&) { return true; },
                             [](const ast::Segment&) { return true; }, [](const ast::Test&) { return true; },
                             [](const ast::Claim&) { return false; }},
                    decl.node);
}

}  // namespace

template <typename Items, typename Print>
Doc Printer::braces(Doc head, const Items& items, uint32_t end, Print print) {
  Docs out = {head, text(" {")};
  if (items.empty() && !comment_before(end)) {
    out.push_back(text("}"));
    return layout_.concat(std::move(out));
  }
  trailing(out, items.empty() ? end : items[0].span.begin);
  Docs lines;
  for (size_t i = 0; i < items.size(); ++i) {
    lines.push_back(layout_.hard_line());
    leading(lines, items[i].span.begin, i > 0);
    lines.push_back(print(items[i]));
    trailing(lines, i + 1 < items.size() ? items[i + 1].span.begin : end);
  }
  while (comment_before(end)) lines.push_back(join({layout_.hard_line(), text(comments_[next_++].text)}));
  out.push_back(layout_.indent(kIndent, layout_.concat(std::move(lines))));
  out.push_back(layout_.hard_line());
  out.push_back(text("}"));
  return layout_.concat(std::move(out));
}

Doc Printer::type(const ast::TypeExpr& type) {
  const std::string kind(word(type.kind));
  switch (type.kind) {
    case ast::TypeKind::kDecimal: return text(type.has_scale ? kind + "(" + std::to_string(type.scale) + ")" : kind);
    case ast::TypeKind::kMoney: return text(kind + "(" + std::string(type.currency) + ")");
    case ast::TypeKind::kRef: return text(kind + " " + name(type.target.text));
    case ast::TypeKind::kSet:
    case ast::TypeKind::kList: return join({text(kind + "<"), this->type(*type.element), text(">")});
    case ast::TypeKind::kMap:
      return join({text(kind + "<"), this->type(*type.key), text(", "), this->type(*type.element), text(">")});
    case ast::TypeKind::kEnum: {
      Docs names;
      for (const ast::Name& enumerator : type.enumerators) names.push_back(text(name(enumerator.text)));
      return join({text(kind + " "), bracketed("{ ", names, " }")});
    }
    default: return text(kind);
  }
}

Doc Printer::field(const ast::Field& field) {
  Docs out = {text(name(field.name.text) + ": "), type(field.type), text(field.nullable ? "?" : "")};
  if (field.default_value) {
    out.push_back(text(" = "));
    out.push_back(expr(*field.default_value));
  }
  return layout_.concat(std::move(out));
}

Doc Printer::params(bool written, std::span<const ast::ParamDecl> params) {
  if (!written) return text("");
  Docs items;
  for (const ast::ParamDecl& param : params) {
    Docs one = {text(name(param.name.text) + ": "), type(param.type)};
    if (param.default_value) {
      one.push_back(text(" = "));
      one.push_back(expr(*param.default_value));
    }
    items.push_back(layout_.concat(std::move(one)));
  }
  return bracketed("(", items, ")");
}

Doc Printer::annotation(const ast::Annotation& annotation) {
  const Doc head = text("@" + name(annotation.name.text));
  return annotation.value ? join({head, text("("), expr(*annotation.value), text(")")}) : head;
}

Doc Printer::import_decl(const ast::Import& import) {
  Docs parts{text("import ")};
  if (!import.names.empty()) {
    Docs names;
    for (const ast::Name& one : import.names) names.push_back(text(name(one.text)));
    parts.push_back(bracketed("{ ", names, " }"));
    parts.push_back(text(" from "));
  }
  parts.push_back(text(quoted(import.path)));
  if (!import.renamings.empty()) {
    Docs renamings;
    for (const ast::Renaming& one : import.renamings)
      renamings.push_back(text(name(one.from.text) + ": " + name(one.to.text)));
    parts.push_back(text(" with "));
    parts.push_back(bracketed("(", renamings, ")"));
  }
  return layout_.concat(parts);
}

Doc Printer::declaration(const ast::Decl& decl) {
  const auto of = [](const ast::Name& entity) { return " of " + name(entity.text); };
  const uint32_t end = decl.span.end;
  return std::visit(
      overload{[&](const ast::Settings& d) {
                 return braces(text("settings"), d.items, end, [&](const ast::Setting& setting) {
                   const bool is_text = setting.kind == ast::Setting::Kind::kTimezone;
                   const bool is_code = setting.kind == ast::Setting::Kind::kCurrency;
                   const std::string value = is_text   ? quoted(setting.value)
                                             : is_code ? std::string(setting.value)
                                                       : name(setting.value);
                   return text(std::string(word(setting.kind)) + " " + value);
                 });
               },
               [&](const ast::Entity& d) {
                 return braces(text("entity " + name(d.name.text) + " key " + name(d.key.text)), d.fields, end,
                               [&](const ast::Field& f) { return field(f); });
               },
               [&](const ast::Event& d) {
                 return braces(text("event " + name(d.name.text) + " at " + name(d.time.text)), d.fields, end,
                               [&](const ast::Field& f) { return field(f); });
               },
               [&](const ast::Relation& d) {
                 return text("relation " + name(d.owner.text) + " has many " + name(d.name.text) + " = " +
                             name(d.event.text) + " by " + name(d.by.text));
               },
               [&](const ast::Extern& d) {
                 return join({text("extern " + name(d.name.text)), params(true, d.params), text(": "), type(d.result),
                              text(d.nullable ? "?" : "")});
               },
               [&](const ast::Attribute& d) {
                 return join({text("attribute " + name(d.name.text) + of(d.entity)), after_equals(*d.value)});
               },
               [&](const ast::Define& d) {
                 return join({text("define " + name(d.name.text)), params(d.has_params, d.params), text(of(d.entity)),
                              after_equals(*d.value)});
               },
               [&](const ast::Segment& d) { return segment(d, end); },
               [&](const ast::StaticSegment& d) {
                 return text("static segment " + name(d.name.text) + (d.has_title ? " " + quoted(d.title) : "") +
                             of(d.entity) + " from " + quoted(d.file) + " key " + name(d.key.text));
               },
               [&](const ast::Split& d) {
                 Docs parts;
                 for (const ast::SplitPart& part : d.parts) {
                   parts.push_back(join({text(name(part.name.text) + " "), number({part.percent, {}, true})}));
                 }
                 return join({text("split " + name(d.name.text) + " of segment "), segment_ref(d.segment),
                              text(" seed " + quoted(d.seed) + " "), bracketed("{ ", parts, " }")});
               },
               [&](const ast::Priority& d) {
                 Docs segments;
                 for (const ast::SegmentRef& ref : d.segments) segments.push_back(segment_ref(ref));
                 return join({text("priority list " + name(d.name.text) + of(d.entity) + " "),
                              bracketed("{ ", segments, " }")});
               },
               [&](const ast::Test& d) { return test(d, end); }, [&](const ast::Claim& d) { return claim(d); }},
      decl.node);
}

Doc Printer::claim(const ast::Claim& claim) {
  Docs out = {text("expect ")};
  if (claim.kind == ast::Claim::Kind::kImplies || claim.kind == ast::Claim::Kind::kEquals) {
    out.push_back(segment_ref(claim.segments[0]));
    out.push_back(text(" " + std::string(word(claim.kind)) + " "));
    out.push_back(segment_ref(claim.segments[1]));
    return layout_.concat(std::move(out));
  }
  out.push_back(text(word(claim.kind)));
  if (claim.kind == ast::Claim::Kind::kCover) {
    if (claim.population != nullptr) {
      out.push_back(text(" segment "));
      out.push_back(segment_ref(*claim.population));
    } else {
      out.push_back(text(" " + name(claim.entity.text)));
    }
    if (claim.where != nullptr) {
      out.push_back(layout_.indent(2 * kIndent, join({layout_.line(), text("where "), expr(*claim.where)})));
    }
    out.push_back(layout_.indent(2 * kIndent, join({layout_.line(), text("by")})));
  }
  Docs segments;
  for (size_t i = 0; i < claim.segments.size(); ++i) {
    segments.push_back(layout_.line());
    segments.push_back(segment_ref(claim.segments[i]));
    if (i + 1 < claim.segments.size()) segments.push_back(text(","));
  }
  out.push_back(layout_.indent(2 * kIndent, layout_.concat(std::move(segments))));
  return layout_.group(layout_.concat(std::move(out)));
}

Doc Printer::test(const ast::Test& test, uint32_t end) {
  const std::string zone = test.has_timezone ? " timezone " + quoted(test.timezone) : "";
  const Doc when = join({layout_.line(), text("as of "), instant(test.as_of), text(zone)});
  const Doc head = layout_.group(join(
      {text("test " + quoted(test.title) + " of "), segment_ref(test.segment), layout_.indent(2 * kIndent, when)}));
  return braces(head, test.items, end, [&](const ast::TestItem& item) { return test_item(item); });
}

Doc Printer::test_item(const ast::TestItem& item) {
  if (const auto* given = std::get_if<ast::Given>(&item.node)) {
    Docs fields;
    for (const ast::GivenField& one : given->fields)
      fields.push_back(join({text(name(one.name.text) + ": "), expr(*one.value)}));
    const std::string row = given->row.text.empty() ? "" : " " + name(given->row.text);
    return join({text("given " + name(given->table.text) + row + " "), bracketed("{ ", fields, " }")});
  }
  const auto& expect = std::get<ast::Expect>(item.node);
  Docs out = {text("expect " + path(expect.path) + " ")};
  if (expect.kind == ast::Expect::Kind::kValue) {
    out.push_back(text(std::string(word(expect.op)) + " "));
    out.push_back(expr(*expect.value));
  } else {
    out.push_back(text(word(expect.kind)));
  }
  if (expect.as_of) {
    out.push_back(text(" as of "));
    out.push_back(instant(*expect.as_of));
  }
  return layout_.concat(std::move(out));
}

std::string Printer::file(const ast::File& file) {
  Docs out;
  bool first = true, apart = false;
  // What stands above an entry: its comments, and a blank line where one belongs.
  const auto above = [&](uint32_t begin, bool blank) {
    for (; next_ < comments_.size() && comments_[next_].span.begin < begin; ++next_) {
      const ast::Comment& comment = comments_[next_];
      if (comment.doc) {  // printed with its declaration
        blank = blank || comment.blank_above;
        continue;
      }
      if (!first && (blank || comment.blank_above)) out.push_back(layout_.hard_line());
      out.push_back(text(comment.text));
      out.push_back(layout_.hard_line());
      first = blank = false;
    }
    if (!first && blank) out.push_back(layout_.hard_line());
    first = false;
  };
  const auto entry = [&](Doc doc, uint32_t next) {
    out.push_back(doc);
    trailing(out, next);
    out.push_back(layout_.hard_line());
  };
  const auto& imports = file.imports;
  const uint32_t after_header = file.decls.empty() ? UINT32_MAX : file.decls[0].span.begin;
  if (file.has_language) {
    above(file.language_span.begin, false);
    entry(text("language " + std::to_string(file.language)), imports.empty() ? after_header : imports[0].span.begin);
    apart = imports.empty();
  }
  for (size_t i = 0; i < imports.size(); ++i) {
    above(imports[i].span.begin, false);
    entry(import_decl(imports[i]), i + 1 < imports.size() ? imports[i + 1].span.begin : after_header);
    apart = true;
  }
  for (size_t i = 0; i < file.decls.size(); ++i) {
    const ast::Decl& decl = file.decls[i];
    const bool stands = stands_apart(decl);
    const size_t before = next_;
    above(decl.span.begin, apart || (stands && !first));
    // Comments took the blank line; between them and the declaration there is one when its author left one.
    if (next_ != before && decl.blank_above) out.push_back(layout_.hard_line());
    if (next_ == before && decl.blank_above && !apart && !stands && i > 0) out.push_back(layout_.hard_line());
    for (size_t at = 0; at <= decl.doc.size() && !decl.doc.empty();) {
      const size_t stop = std::min(decl.doc.find('\n', at), decl.doc.size());
      const std::string_view doc_line = decl.doc.substr(at, stop - at);
      out.push_back(text(doc_line.empty() ? "///" : "/// " + std::string(doc_line)));
      out.push_back(layout_.hard_line());
      at = stop + 1;
    }
    if (!decl.annotations.empty()) {
      Docs line;
      for (const ast::Annotation& one : decl.annotations) {
        if (!line.empty()) line.push_back(layout_.line());
        line.push_back(annotation(one));
      }
      out.push_back(layout_.group(layout_.concat(std::move(line))));
      out.push_back(layout_.hard_line());
    }
    entry(declaration(decl), i + 1 < file.decls.size() ? file.decls[i + 1].span.begin : UINT32_MAX);
    apart = stands;
  }
  above(UINT32_MAX, false);
  if (out.empty()) return {};
  out.pop_back();  // the layout ends the last line
  return standalone(layout_.concat(std::move(out)));
}

std::string print(const ast::File& file) { return Printer(file.comments).file(file); }

}  // namespace segql::syntax
