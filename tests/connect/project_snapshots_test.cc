// Projects with snapshots without `as of`: lock files are read with the data, and written when asked.
#include <filesystem>

#include <gmock/gmock.h>

#include "segql/project.h"
#include "tests/connect/test_folder.h"

namespace segql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ProjectSnapshots : public connect::FolderTest {
 protected:
  std::unique_ptr<Project> open(const std::string& campaigns) {
    write("segql.toml",
          "[project]\ndefinitions = [\"def/*.segql\"]\n[data]\nroot = \"data\"\n"
          "[sources.customer]\nfile = \"customer.csv\"\n");
    write("def/shop.segql",
          "entity customer key id { id: int  age: int? }\nsnapshot segment grown of customer { where age >= 18 }\n");
    write("def/campaigns.segql", "import \"shop.segql\"\n" + campaigns);
    ProjectOptions options;
    options.folder = folder();
    auto project = Project::open(std::move(options));
    EXPECT_TRUE(project.ok()) << project.error().message;
    for (const Diagnostic& diagnostic : (*project)->engine().diagnostics())
      ADD_FAILURE() << (*project)->engine().render(diagnostic);
    return std::move(*project);
  }

  static std::vector<uint32_t> rows(Project& project, const std::string& segment) {
    const auto members = project.engine().evaluate_at(Engine::now()).value()->members(segment);
    EXPECT_TRUE(members.ok()) << members.error().message;
    return members.ok() ? members->rows() : std::vector<uint32_t>{};
  }

  static constexpr const char* kCampaigns =
      "snapshot segment old(n: int = 50) of customer { where age >= $n }\n"
      "segment reached of customer { where in segment grown and not in segment old(n: 60) }\n";
};

TEST_F(ProjectSnapshots, AreKeptBesideTheirDefinition) {
  write("data/customer.csv", "id,age\n1,20\n2,70\n3,3\n");
  {
    const auto project = open(kCampaigns);
    ASSERT_TRUE(project->load().ok());
    Engine& engine = project->engine();
    const auto evaluation = engine.evaluate_at(0).value();
    std::vector<TakenSnapshot> taken;
    for (const SnapshotInfo& info : engine.snapshots()) {
      EXPECT_FALSE(info.taken);
      taken.push_back(evaluation->take_snapshot(info.segment).value());
    }
    taken.push_back(evaluation->take_snapshot("old(n: 1)").value());
    const Status kept = project->keep_snapshots(taken);
    ASSERT_TRUE(kept.ok()) << kept.error().message;
    EXPECT_FALSE(project->keep_snapshots(taken).ok()) << "they stand there already";
    EXPECT_TRUE(project->keep_snapshots(taken, true).ok());
  }
  EXPECT_THAT(contents("def/shop.lock.toml"), HasSubstr("[snapshots.grown]"));
  EXPECT_THAT(contents("def/campaigns.lock.toml"),
              testing::AllOf(HasSubstr("[snapshots.\"old(n: 1)\"]"), HasSubstr("[snapshots.\"old(n: 50)\"]"),
                             HasSubstr("[snapshots.\"old(n: 60)\"]"), testing::Not(HasSubstr("grown"))));

  write("data/customer.csv", "id,age\n1,2\n2,3\n3,80\n");  // whatever they are now
  const auto project = open(kCampaigns);
  const auto report = project->load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_FALSE(report->has_problems());
  EXPECT_THAT(rows(*project, "grown"), ElementsAre(0, 1));
  EXPECT_THAT(rows(*project, "reached"), ElementsAre(0));
  EXPECT_THAT(rows(*project, "old(n: 1)"), ElementsAre(0, 1, 2));
  ASSERT_EQ(report->sources.size(), 5u);
  EXPECT_EQ(anonymous(report->sources[1].origin), "DIR/def/shop.lock.toml");
  EXPECT_TRUE(report->sources[1].is_snapshot);
  EXPECT_FALSE(project->load().ok()) << "once loaded, it is loaded";
}

TEST_F(ProjectSnapshots, WhatIsNoLongerDefinedStaysInTheFile) {
  write("data/customer.csv", "id,age\n1,20\n");
  const std::string entry = "entity = \"customer\"\ntaken = 2026-01-01T00:00:00Z\nmembers = [\n  \"1\",\n]\n";
  write("def/campaigns.lock.toml", "version = 1\n[snapshots.gone]\n" + entry + "[snapshots.\"old(n:50)\"]\n" + entry +
                                       "[snapshots.grown]\n" + entry + "[snapshots.reached]\n" + entry +
                                       "[snapshots.\"old(n: 60)\"]\nentity = \"product\"\n" + entry.substr(20) +
                                       "[snapshots.\"((\"]\n" + entry);
  const auto project = open(kCampaigns);
  const auto report = project->load();
  ASSERT_TRUE(report.ok()) << report.error().message;
  std::map<std::string, std::string> why;
  for (const SourceReport& source : report->sources) {
    if (!source.is_snapshot) continue;
    ASSERT_EQ(source.problems.size(), 1u) << source.table;
    EXPECT_EQ(source.problems[0].kind, ProblemKind::kUnusedSnapshot);
    EXPECT_EQ(source.rows_kept, 0u);
    why[source.table] = source.problems[0].examples[0].value;
  }
  EXPECT_EQ(why.size(), 6u);
  EXPECT_EQ(why["gone"], "no snapshot of that name is defined beside it");
  EXPECT_EQ(why["grown"], why["gone"]) << "it is defined in another file";
  EXPECT_EQ(why["reached"], why["gone"]);
  EXPECT_EQ(why["(("], why["gone"]);
  EXPECT_EQ(why["old(n:50)"], "its name is `old(n: 50)`");
  EXPECT_EQ(why["old(n: 60)"], "it was of product and is of customer");

  const auto taken = project->engine().evaluate_at(0).value()->take_snapshot("old(n: 60)").value();
  ASSERT_TRUE(project->keep_snapshots({taken}, true).ok());
  EXPECT_THAT(contents("def/campaigns.lock.toml"),
              testing::AllOf(HasSubstr("[snapshots.gone]\n" + entry), HasSubstr("[snapshots.\"((\"]\n" + entry)));
}

TEST_F(ProjectSnapshots, ABadLockFileFailsTheLoadBeforeTheDataIsRead) {
  const auto project = open("");
  write("data/other.csv", "id\n");
  write("def/shop.lock.toml", "version = 1\n=======\n");
  auto report = project->load();
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(anonymous(report.error().message), HasSubstr("DIR/def/shop.lock.toml:2:1: "));
  std::filesystem::remove(path("def/shop.lock.toml"));
  write("data/customer.csv", "id,age\n1,20\n");
  EXPECT_TRUE(project->load().ok()) << "once it is put right";
}

}  // namespace
}  // namespace segql
