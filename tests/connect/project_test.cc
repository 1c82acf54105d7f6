// Project::load: what a failed attempt leaves behind, and whose problems stand in which report.
#include "segql/project.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "tests/connect/test_folder.h"

namespace segql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ProjectTest : public connect::FolderTest {
 protected:
  /// Customers and their purchases; the files of data are written by the tests.
  std::unique_ptr<Project> open_shop() {
    write("segql.toml", "[sources.customer]\nfile = \"customer.csv\"\n[sources.purchase]\nfile = \"purchase.csv\"\n");
    write("shop.segql",
          "entity customer key id { id: int }\n"
          "event purchase at bought_at { buyer: ref customer  bought_at: timestamp }\n");
    ProjectOptions options;
    options.folder = folder();
    auto project = Project::open(std::move(options));
    EXPECT_TRUE(project.ok()) << project.error().message;
    for (const Diagnostic& diagnostic : (*project)->engine().diagnostics())
      ADD_FAILURE() << (*project)->engine().render(diagnostic);
    return std::move(*project);
  }
};

TEST_F(ProjectTest, LoadingAgainAfterAFailureStagesNothingTwice) {
  const auto project = open_shop();
  write("customer.csv", "id\n1\n2\n");
  auto report = project->load();
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error().message, HasSubstr("there is no file `purchase.csv`"));

  // Missing columns are found by the engine, after DuckDB opened the file.
  write("purchase.csv", "buyer\n1\n");
  EXPECT_FALSE(project->load().ok());

  write("purchase.csv", "buyer,bought_at\n1,2026-01-01\n1,2026-01-02\n2,2026-01-03\n");
  report = project->load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  ASSERT_EQ(report->sources.size(), 2u);
  EXPECT_EQ(report->sources[0].rows_read, 2u);
  EXPECT_EQ(report->sources[1].rows_read, 3u);
  EXPECT_EQ(project->engine().tables()[0].num_rows, 2u);
  EXPECT_EQ(project->engine().tables()[1].num_rows, 3u);
  EXPECT_FALSE(report->has_problems());
}

TEST_F(ProjectTest, RejectedLinesStandInTheReportOfTheirSource) {
  const auto project = open_shop();
  write("customer.csv", "id,name\n1,a\n2\n3,c\n");
  write("purchase.csv", "buyer,bought_at\n1,2026-01-01\n");
  ASSERT_TRUE(project->engine().append("customer", {{"id", Value(int64_t{9})}}).ok());
  const auto report = project->load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  ASSERT_EQ(report->sources.size(), 3u);
  const SourceReport& host = report->sources[0];
  EXPECT_EQ(host.origin, "host");
  EXPECT_EQ(host.rows_read, 1u);
  EXPECT_TRUE(host.problems.empty());
  const SourceReport& file = report->sources[1];
  EXPECT_EQ(file.origin, "customer.csv");
  EXPECT_EQ(file.rows_read, 3u);
  EXPECT_EQ(file.rows_kept, 2u);
  ASSERT_EQ(file.problems.size(), 1u);
  EXPECT_EQ(file.problems[0].kind, ProblemKind::kMalformedLine);
  EXPECT_EQ(file.problems[0].count, 1u);
  ASSERT_EQ(file.problems[0].examples.size(), 1u);
  EXPECT_EQ(file.problems[0].examples[0].row, 3u);
  EXPECT_TRUE(report->sources[2].problems.empty());
}

TEST_F(ProjectTest, StaticSegmentsAreReadFromBesideTheirDefinition) {
  write("def/lists.segql",
        "import \"../shop.segql\"\n"
        "static segment banned of customer from \"lists/banned.csv\" key id\n"
        "static segment customer of customer from \"../customer.csv\" key id\n");
  write("segql.toml",
        "[project]\ndefinitions = [\"shop.segql\", \"def/*.segql\"]\n[data]\nroot = \"data\"\n"
        "[sources.customer]\nfile = \"customer.csv\"\n[sources.purchase]\nfile = \"purchase.csv\"\n");
  write("shop.segql",
        "entity customer key id { id: int }\n"
        "event purchase at bought_at { buyer: ref customer  bought_at: timestamp }\n");
  write("data/customer.csv", "id\n1\n2\n3\n");
  write("data/purchase.csv", "buyer,bought_at\n1,2026-01-01\n");
  write("customer.csv", "id\n3\n");
  ProjectOptions options;
  options.folder = folder();
  const auto opened = Project::open(std::move(options));
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  Project& project = **opened;
  auto report = project.load();
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error().message, HasSubstr("def/lists.segql:2:40: source `banned`: there is no file `"));
  EXPECT_THAT(report.error().message, HasSubstr("def/lists/banned.csv`"));

  write("def/lists/banned.csv", "name,id\na,2\nb,77\nc\n");
  report = project.load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  ASSERT_EQ(report->sources.size(), 4u);
  EXPECT_EQ(report->sources[2].table, "banned");
  EXPECT_THAT(report->sources[2].origin, HasSubstr("def/lists/banned.csv"));
  EXPECT_EQ(report->sources[2].rows_read, 3u);
  EXPECT_EQ(report->sources[2].rows_kept, 1u);
  ASSERT_EQ(report->sources[2].problems.size(), 2u);
  EXPECT_EQ(report->sources[2].problems[0].kind, ProblemKind::kMalformedLine);
  EXPECT_EQ(report->sources[2].problems[1].kind, ProblemKind::kUnknownKey);
  EXPECT_TRUE(report->sources[3].problems.empty());
  const auto evaluation = project.engine().evaluate_at(0).value();
  EXPECT_EQ(evaluation->members("banned").value().rows(), std::vector<uint32_t>{1});
  EXPECT_EQ(evaluation->members("customer").value().rows(), std::vector<uint32_t>{2});
}

/// Malformed lines are numbered by record from the header on, cells by row, and rows are what could be split into
/// columns.
TEST_F(ProjectTest, NumbersOfRowsCountNoRejectedLines) {
  const auto project = open_shop();
  write("customer.csv", "id,name\n1,a\n2\nx,c\n3,\"d\ne\"\n4\ny,f\n");
  write("purchase.csv", "buyer,bought_at\n");
  const auto report = project->load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  const SourceReport& file = report->sources[0];
  EXPECT_EQ(file.rows_read, 6u);
  EXPECT_EQ(file.rows_kept, 2u);
  ASSERT_EQ(file.problems.size(), 2u);
  const auto rows_of = [](const Problem& problem) {
    std::vector<uint64_t> rows;
    for (const ProblemExample& example : problem.examples) rows.push_back(example.row);
    return rows;
  };
  EXPECT_EQ(file.problems[0].kind, ProblemKind::kMalformedLine);
  EXPECT_THAT(rows_of(file.problems[0]), ElementsAre(3, 6));
  EXPECT_EQ(file.problems[1].kind, ProblemKind::kWrongType);
  EXPECT_THAT(rows_of(file.problems[1]), ElementsAre(2, 4));
}

}  // namespace
// Whether DuckDB gives rows without end, or works without end for its first.
TEST_F(ProjectTest, ALoadThatIsCancelledEndsAndCanBeBegunAgain) {
  write("shop.segql", "entity customer key id { id: int }\n");
  for (const bool gives_rows : {true, false}) {
    write("segql.toml", std::string("[sources.customer]\nquery = \"select ") + (gives_rows ? "range" : "sum(range)") +
                            " as id from range(1000000000000)\"\n");
    std::atomic<bool> cancelled{false};
    std::vector<LoadProgress> told;
    ProjectOptions options;
    options.folder = folder();
    options.engine.cancelled = &cancelled;
    options.progress = [&](const LoadProgress& progress) {
      told.push_back(progress);
      if (progress.rows > 200'000) cancelled = true;
    };
    auto project = Project::open(std::move(options));
    ASSERT_TRUE(project.ok()) << project.error().message;
    std::thread later([&] {
      if (gives_rows) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      cancelled = true;
    });
    const auto report = (*project)->load();
    later.join();
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::kCancelled) << report.error().message;
    EXPECT_EQ(told.front().source, "customer");
    EXPECT_EQ(told.front().num_sources, 1u);
    EXPECT_EQ(told.back().rows > 200'000, gives_rows);
    EXPECT_EQ((*project)->load().error().code, ErrorCode::kCancelled) << "as long as it is wished";
  }
}

/// What somebody types is checked like a file, and answers over the rows that are there.
TEST_F(ProjectTest, TypedDefinitionsBesideLoadedRows) {
  const auto project = open_shop();
  write("customer.csv", "id\n1\n2\n");
  write("purchase.csv", "buyer,bought_at\n1,2026-01-01\n");
  ASSERT_TRUE(project->load().ok());
  write("customer.csv", "not read again");
  write("listed.csv", "id\n2\n");

  ProjectOptions options;
  options.folder = folder();
  options.typed.push_back({folder() + "/typed.segql",
                           "import \"shop.segql\"\nsegment typed of customer { where id = 2 }\n"
                           "static segment listed of customer from \"listed.csv\" key id\n"});
  const auto beside = Project::open(std::move(options)).value();
  ASSERT_EQ(beside->engine().num_errors(), 0u) << beside->engine().render(beside->engine().diagnostics()[0]);
  const auto report = beside->load_beside(*project);
  ASSERT_TRUE(report.ok()) << report.error().message;
  ASSERT_EQ(report->sources.size(), 1u);
  EXPECT_EQ(report->sources[0].table, "listed");
  const auto evaluation = beside->engine().evaluate_at(0).value();
  EXPECT_EQ(evaluation->members("typed").value().rows(), std::vector<uint32_t>{1});
  EXPECT_EQ(evaluation->members("listed").value().rows(), std::vector<uint32_t>{1});
}

}  // namespace segql
