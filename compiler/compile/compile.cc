#include "compiler/compile/compile.h"

#include <vector>

#include "base/try.h"

namespace segql::compile {
namespace {

std::vector<plan::WantedOutput> scores_of(const hir::Take& take) {
  std::vector<plan::WantedOutput> outputs{{"by", take.by}};
  if (take.per != nullptr) outputs.push_back({"per", take.per});
  return outputs;
}

/// Nothing, when plans can be made of it; `use` is what only the journal of members could answer.
Status without_journal(const std::string& name, const std::string& use) {
  if (use.empty()) return {};
  return Error{ErrorCode::kUnsupported,
               name + " cannot be evaluated: `" + use +
                   "` needs the membership journal, which this version of SegQL does not have"};
}

void optimise(plan::Scan& scan, const plan::Catalog& catalog, const Settings& settings, plan::Trace* trace) {
  plan::optimise(scan, settings.moment, catalog, settings.limits, settings.optimise, trace);
}

}  // namespace

Result<plan::Scan> compile_segment(const check::Definitions& definitions, const hir::Segment& segment, bool scores,
                                   const plan::Catalog& catalog, const Settings& settings, plan::Trace* trace) {
  SEGQL_TRY_VOID(without_journal(segment.name.empty() ? "the condition" : "`" + std::string(segment.name) + "`",
                                 check::journal_use(definitions, segment)));
  std::vector<plan::WantedOutput> outputs;
  if (scores && !segment.takes.empty()) outputs = scores_of(segment.takes.front());
  SEGQL_TRY(plan::Scan scan, plan::lower(definitions, segment.table, segment.where, segment.excludes, outputs,
                                         segment.num_slots, settings.moment, catalog, settings.limits));
  optimise(scan, catalog, settings, trace);
  return scan;
}

Result<plan::Scan> compile_scores(const check::Definitions& definitions, const hir::Segment& segment, size_t index,
                                  const plan::Catalog& catalog, const Settings& settings) {
  const hir::Take& take = segment.takes[index];
  hir::Expr among{};
  const hir::Expr* where = nullptr;
  if (take.among_given && take.among.valid()) {
    among.type = schema::Type::of(schema::Kind::kBool);
    among.node = hir::InSegment{hir::RowRef{0, {}, segment.table, false}, take.among};
    where = &among;
  }
  SEGQL_TRY(plan::Scan scan, plan::lower(definitions, segment.table, where, {}, scores_of(take), segment.num_slots,
                                         settings.moment, catalog, settings.limits));
  optimise(scan, catalog, settings, nullptr);
  return scan;
}

Result<plan::Scan> compile_attribute(const check::Definitions& definitions, const hir::Attribute& attribute,
                                     const plan::Catalog& catalog, const Settings& settings, plan::Trace* trace) {
  SEGQL_TRY_VOID(without_journal(attribute.name.empty() ? "the value" : "`" + std::string(attribute.name) + "`",
                                 check::journal_use(definitions, attribute.scanned())));
  SEGQL_TRY(plan::Scan scan,
            plan::lower(definitions, attribute.table, nullptr, {}, {{std::string(attribute.name), attribute.scanned()}},
                        attribute.num_slots, settings.moment, catalog, settings.limits));
  optimise(scan, catalog, settings, trace);
  return scan;
}

Result<plan::Scan> compile_arguments(const check::Definitions& definitions, const hir::Attribute& attribute,
                                     const plan::Catalog& catalog, const Settings& settings) {
  std::vector<plan::WantedOutput> outputs;
  for (const hir::ExprRef argument : attribute.host_call()->arguments) {
    SEGQL_TRY_VOID(without_journal("`" + std::string(attribute.name) + "`", check::journal_use(definitions, argument)));
    outputs.push_back({std::to_string(outputs.size()), argument});
  }
  SEGQL_TRY(plan::Scan scan, plan::lower(definitions, attribute.table, nullptr, {}, outputs, attribute.num_slots,
                                         settings.moment, catalog, settings.limits, attribute.host_call()->slot));
  optimise(scan, catalog, settings, nullptr);
  return scan;
}

}  // namespace segql::compile
