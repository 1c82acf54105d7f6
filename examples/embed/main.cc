/// A host program: a schema in code, rows as they come, a segment from text, its members as keys and as a bitmap.

#include <cstdio>
#include <iostream>

#include <segql/engine.h>
#include <segql/schema_builder.h>

namespace {

constexpr const char* kSegments = R"(
/// Bought at least twice, and for 100 SAR or more, in the last 90 days.
segment regulars(at_least: int = 2) of customer {
  where at least $at_least purchases within last 90 days
    and sum of amount of purchases within last 90 days >= 100 SAR
}
)";

/// Ends the program with the reason when something failed.
template <typename T>
T must(segql::Result<T> result) {
  if (!result.ok()) {
    std::cerr << result.error().message << '\n';
    std::exit(1);
  }
  return std::move(result).value();
}
void must(const segql::Status& status) {
  if (!status.ok()) {
    std::cerr << status.error().message << '\n';
    std::exit(1);
  }
}

}  // namespace

int main() {
  auto engine = must(segql::Engine::create({}));
  must(engine->add_source(
      "schema",
      must(segql::SchemaBuilder()
               .timezone("Asia/Riyadh")
               .entity("customer", "id", {{"id", "text"}, {"city", "text?"}})
               .event("purchase", "at", {{"buyer", "ref customer"}, {"amount", "money(SAR)"}, {"at", "timestamp"}})
               .relation("customer", "purchases", "purchase", "buyer")
               .text())));
  must(engine->add_source("segments", kSegments));
  if (!engine->check()) {
    for (const segql::Diagnostic& diagnostic : engine->diagnostics()) std::cerr << engine->render(diagnostic);
    return 1;
  }

  for (const char* id : {"amal", "badr", "cyrus"}) {
    must(engine->append("customer", {{"id", std::string(id)}, {"city", std::string("Riyadh")}}));
  }
  struct {
    const char* buyer;
    int64_t amount;  // in the minor unit: 75.50 SAR
    const char* at;  // local to the project's timezone
  } purchases[] = {
      {"amal", 7550, "2026-03-01T10:00"}, {"amal", 4900, "2026-03-09T18:30"}, {"badr", 99900, "2026-03-10T09:00"}};
  for (const auto& purchase : purchases) {
    must(engine->append(
        "purchase",
        {{"buyer", std::string(purchase.buyer)}, {"amount", purchase.amount}, {"at", std::string(purchase.at)}}));
  }
  const segql::LoadReport report = must(engine->finish_load());
  for (const segql::SourceReport& source : report.sources) {
    std::printf("%s: %llu rows\n", source.table.c_str(), static_cast<unsigned long long>(source.rows_kept));
  }

  auto evaluation = must(engine->evaluate_at(must(engine->parse_instant("2026-03-31T12:00"))));
  for (const char* segment : {"regulars", "regulars(at_least: 1)"}) {
    const segql::Members members = must(evaluation->members(segment));
    std::printf("%s: %llu of %llu, bitmap %016llx:", segment, static_cast<unsigned long long>(members.count()),
                static_cast<unsigned long long>(members.num_rows()),
                static_cast<unsigned long long>(members.words()[0]));
    for (const auto& row : must(evaluation->list(members, {"id"})).text) std::printf(" %s", row[0].c_str());
    std::printf("\n");
  }
  return 0;
}
