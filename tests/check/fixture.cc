#include "fixture.h"

#include <algorithm>

#include "base/try.h"
#include "compiler/diag/render.h"

namespace segql::check {

const char kShop[] = R"(language 1
settings { timezone "Asia/Riyadh" week starts sunday currency SAR leap day feb28 }
entity customer key id {
  id:            text
  email:         text?
  country:       text
  city:          text?
  birthday:      date?
  joined_on:     date
  signed_up_at:  timestamp
  last_seen_at:  timestamp?
  accepts_email: bool = false
  subscribed:    bool?
  visits_count:  int
  points:        int?
  churn_risk:    decimal?
  rating:        decimal(2)
  score:         float?
  wallet:        money(SAR) = 0 SAR
  euros:         money(EUR)
  yen:           money(JPY)
  tier:          enum { basic, gold, vip }
  old_tier:      enum { basic, gold, vip }?
  tags:          set<text>
  codes:         list<int>?
  attrs:         map<text, text>
  home:          point?
  friend:        ref customer?
}
entity product key sku {
  sku:        text
  title:      text
  brand:      text?
  category:   text
  price:      money(SAR)
  list_price: money(SAR)?
  stock:      int = 0
  tags:       set<text>
  updated_at: timestamp
}
event purchase at bought_at {
  buyer:     ref customer
  item:      ref product
  gift_for:  ref customer?
  order_no:  text
  country:   text
  quantity:  int
  amount:    money(SAR)
  weight:    float
  status:    enum { paid, cancelled, refunded }
  note:      text?
  bought_at: timestamp
  due_on:    date?
}
event view at seen_at { buyer: ref customer item: ref product seconds: decimal(1) seen_at: timestamp }
relation customer has many purchases = purchase by buyer
relation customer has many gifts     = purchase by gift_for
relation customer has many views     = view     by buyer
relation product  has many sales     = purchase by item
relation product  has many visits    = view     by item
extern propensity(subject: ref customer, brand: text): decimal?
)";

Checked::Checked(const Texts& texts, bool strict, const Limits& limits)
    : limits_(limits), strict_(strict), sink_(limits, strict) {
  std::vector<InputFile> files;
  for (const auto& [path, text] : texts) {
    const ast::File* file = syntax::parse(add(path, text), arena_, sink_, limits_);
    if (file != nullptr) files.push_back({file, path});
  }
  definitions_ = Definitions::build(files, sink_, limits_);
}

const Source& Checked::add(std::string name, std::string text) {
  auto source = Source::create(static_cast<SourceId>(sources_.size()), std::move(name), std::move(text), limits_);
  SEGQL_CHECK(source.ok());
  sources_.push_back(std::make_unique<Source>(std::move(source).value()));
  return *sources_.back();
}

std::string_view Checked::covered(SourceId source, Span span) const {
  const std::string_view text = sources_[source]->text();
  SEGQL_CHECK(span.begin <= span.end && span.end <= text.size());
  return text.substr(span.begin, span.end - span.begin);
}

std::string Checked::report_of(const std::vector<Diagnostic>& diagnostics) const {
  std::string out;
  for (const Diagnostic& d : diagnostics) {
    std::string where(covered(d.source, d.span));
    std::replace(where.begin(), where.end(), '\n', ' ');
    out += std::string(d.code) + " \"" + where + "\": " + d.message;
    if (!d.hint.empty()) out += "; " + d.hint;
    for (const DiagnosticFix& fix : d.fixes) out += " -> " + fix.replacement;
    out += "\n";
  }
  return out;
}

std::string Checked::rendered() const {
  diag::Sink sorted = sink_;
  const auto lookup = [this](SourceId id) { return id < sources_.size() ? sources_[id].get() : nullptr; };
  return diag::render(sorted.take_sorted(), lookup);
}

std::string Checked::segment(std::string_view name) const {
  for (const hir::SegmentId id : definitions_->segments()) {
    if (definitions_->segment(id).name == name) return dump(*definitions_, definitions_->segment(id));
  }
  return {};
}

std::string Checked::attribute(std::string_view entity, std::string_view name) const {
  const auto table = definitions_->schema().find_table(entity);
  const auto id = table ? definitions_->find_attribute(*table, name) : std::nullopt;
  return id ? dump(*definitions_, definitions_->attribute(*id)) : "";
}

std::string Checked::condition(std::string_view entity, std::string_view text) {
  diag::Sink sink(limits_, strict_);
  const Source& source = add("<condition>", std::string(text));
  const ast::ExprRef expr = syntax::parse_expression(source, arena_, sink, limits_);
  const auto id = expr != nullptr ? definitions_->add_condition(entity, *expr, source.id(), sink) : std::nullopt;
  if (!id || !sink.diagnostics().empty()) return report_of(sink.diagnostics());
  return dump(*definitions_, *definitions_->segment(*id).where);
}

std::string Checked::complaints(std::string_view entity, std::string_view text) {
  diag::Sink sink(limits_, strict_);
  const Source& source = add("<condition>", std::string(text));
  const ast::ExprRef expr = syntax::parse_expression(source, arena_, sink, limits_);
  if (expr != nullptr) definitions_->add_condition(entity, *expr, source.id(), sink);
  return report_of(sink.diagnostics());
}

std::string Checked::value(std::string_view entity, std::string_view text) {
  diag::Sink sink(limits_, strict_);
  const Source& source = add("<value>", std::string(text));
  const ast::ExprRef expr = syntax::parse_expression(source, arena_, sink, limits_);
  const auto id = expr != nullptr ? definitions_->add_value(entity, *expr, source.id(), sink) : std::nullopt;
  if (!id || !sink.diagnostics().empty()) return report_of(sink.diagnostics());
  const hir::Attribute& attribute = definitions_->attribute(*id);
  std::string type = definitions_->schema().type_text(attribute.scanned()->type);
  if (attribute.scanned()->type.kind == schema::Kind::kMoney)
    type += " scale " + std::to_string(attribute.scanned()->type.scale);
  return type + (attribute.scanned()->nullable ? "? " : " ") + dump(*definitions_, *attribute.scanned());
}

std::string Checked::instantiate(std::string_view reference) {
  diag::Sink sink(limits_, strict_);
  const Source& source = add("<reference>", std::string(reference));
  const ast::SegmentRef* ref = syntax::parse_segment_reference(source, arena_, sink, limits_);
  const auto id = ref != nullptr ? definitions_->instantiate(*ref, source.id(), sink) : std::nullopt;
  if (!id || !sink.diagnostics().empty()) return report_of(sink.diagnostics());
  return std::string(definitions_->segment(*id).name);
}

Checked with_shop(std::string_view text, bool strict) {
  return Checked({{"shop.segql", kShop}, {"test.segql", std::string(text)}}, strict);
}

Checked shop(bool strict) { return Checked({{"shop.segql", kShop}}, strict); }

}  // namespace segql::check
