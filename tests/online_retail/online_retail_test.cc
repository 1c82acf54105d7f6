/// Every segment of examples/online-retail over the real invoice lines: counts and member lists equal those of
/// hand-written SQL, at two instants, by both engines, on one and on two threads. Needs the data; see README.md.

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "connect/project_file.h"
#include "segql/project.h"
#include "tests/differential/sql.h"
#include "tests/online_retail/data.h"

namespace segql::testing {
namespace {

namespace fs = std::filesystem;

struct Moment {
  const char* as_of;  ///< as the program takes it
  std::vector<std::pair<std::string, std::string>> placeholders;
};

const Moment kMoments[] = {
    {"2011-12-09T13:00",
     {{"{as_of_local}", "timestamp '2011-12-09 13:00:00'"},
      {"{today}", "date '2011-12-09'"},
      {"{as_of}", "timestamptz '2011-12-09 13:00:00+00'"}}},
    {"2011-07-01T09:30",
     {{"{as_of_local}", "timestamp '2011-07-01 09:30:00'"},
      {"{today}", "date '2011-07-01'"},
      {"{as_of}", "timestamptz '2011-07-01 08:30:00+00'"}}},
};

std::string filled(std::string sql, const Moment& moment) {
  for (const auto& [name, value] : moment.placeholders) {
    for (size_t at = sql.find(name); at != std::string::npos; at = sql.find(name, at))
      sql.replace(at, name.size(), value);
  }
  return sql;
}

TEST_F(OnlineRetail, NothingIsLost) {
  if (!data) return;
  const auto project = open_project(*data, EngineKind::kInterpreter, 0);
  ASSERT_NE(project, nullptr);
  const LoadReport report = project->load().value();
  const auto source = std::find_if(report.sources.begin(), report.sources.end(),
                                   [](const SourceReport& s) { return s.table == "purchase"; });
  ASSERT_NE(source, report.sources.end());
  EXPECT_EQ(source->rows_read, 541'909U);
  EXPECT_EQ(source->rows_kept, 541'909U);
  ASSERT_EQ(source->problems.size(), 1U);
  EXPECT_EQ(source->problems[0].kind, ProblemKind::kMissingReference);
  EXPECT_EQ(source->problems[0].column, "buyer");
  EXPECT_EQ(source->problems[0].count, 135'080U);
  EXPECT_FALSE(report.has_problems());
  EXPECT_GE(project->engine().segments().size(), 25U);
}

TEST_F(OnlineRetail, EverySegmentEqualsItsSql) {
  if (!data) return;
  Sql sql;
  sql.run("set file_search_path = " + sql_text(data->string()));
  const auto file = connect::read_project_file(kProject);
  ASSERT_TRUE(file.ok()) << file.error().message;
  for (const connect::SourceSpec& source : file->sources)
    sql.run("create table " + source.table + " as " + source.query);

  struct Way {
    const char* name;
    EngineKind kind;
    unsigned threads;
  };
  std::vector<Way> ways{{"interp, 1 thread", EngineKind::kInterpreter, 1},
                        {"interp, 2 threads", EngineKind::kInterpreter, 2}};
#if SEGQL_JIT
  ways.push_back({"jit, 1 thread", EngineKind::kJit, 1});
  ways.push_back({"jit, 2 threads", EngineKind::kJit, 2});
#endif
  std::vector<std::unique_ptr<Project>> projects;
  for (const Way& way : ways) {
    projects.push_back(open_project(*data, way.kind, way.threads));
    ASSERT_NE(projects.back(), nullptr);
    ASSERT_TRUE(projects.back()->load().ok());
  }
  size_t compared = 0;
  for (const Moment& moment : kMoments) {
    std::vector<std::unique_ptr<Evaluation>> evaluations;
    for (const auto& project : projects) {
      const Instant as_of = project->engine().parse_instant(moment.as_of).value();
      evaluations.push_back(project->engine().evaluate_at(as_of).value());
    }
    for (const SegmentInfo& segment : projects[0]->engine().segments()) {
      const fs::path path =
          fs::path(SEGQL_TEST_DIR) / "online_retail" / (segment.name.substr(0, segment.name.find('(')) + ".sql");
      std::ifstream in(path);
      ASSERT_TRUE(in.is_open()) << "no SQL for segment " << segment.name;
      const std::vector<std::string> expected = sql.column(filled({std::istreambuf_iterator<char>(in), {}}, moment));
      for (size_t i = 0; i < ways.size(); ++i) {
        const auto members = evaluations[i]->members(segment.name);
        ASSERT_TRUE(members.ok()) << segment.name << ": " << members.error().message;
        EXPECT_EQ(members->count(), expected.size())
            << segment.name << ", " << ways[i].name << ", as of " << moment.as_of;
        std::vector<std::string> keys;
        const Listing listing = evaluations[i]->list(*members, {}).value();
        for (const auto& row : listing.text) keys.push_back(row[0]);
        EXPECT_TRUE(keys == expected) << segment.name << ", " << ways[i].name << ", as of " << moment.as_of;
        ++compared;
      }
    }
  }
  std::printf("%zu member lists equal their SQL\n", compared);
}

}  // namespace
}  // namespace segql::testing
