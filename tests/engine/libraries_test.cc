/// `import "std/..."`: libraries that are part of the program, with the project's names for theirs.

#include "tests/engine/fixture.h"

namespace segql::testing {
namespace {

constexpr const char* kClients = R"(settings { timezone "UTC" currency EUR }
entity client key id { id: text }
event line at made_at { who: ref client  order_id: text  total: money(EUR)  made_at: timestamp }
relation client has many lines = line by who
)";

struct Checked {
  std::unique_ptr<Engine> engine;
  std::string errors;
};

Checked check(const std::vector<std::pair<std::string, std::string>>& files) {
  Checked result{std::move(Engine::create({}).value()), ""};
  for (const auto& [name, text] : files) EXPECT_TRUE(result.engine->add_source(name, text).ok());
  result.engine->check();
  for (const Diagnostic& d : result.engine->diagnostics()) {
    if (d.severity == Severity::kError)
      result.errors += std::string(d.code) + " " + d.message + (d.hint.empty() ? "" : "; " + d.hint) + "\n";
  }
  return result;
}

TEST(Libraries, SpeakOfTheNamesOfTheProject) {
  const auto project = check({{"schema.segql", kClients},
                              {"s.segql",
                               "import \"std/commerce\" with (customer: client, purchases: lines, order_no: order_id, "
                               "amount: total, bought_at: made_at)\n"
                               "segment twice of client { where orders_count = 2 and orders_amount > 9 EUR }\n"}});
  EXPECT_EQ(project.errors, "");
  Engine& engine = *project.engine;
  for (const char* id : {"a", "b"}) EXPECT_TRUE(engine.append("client", {{"id", id}}).ok());
  const auto line = [&](const char* who, const char* order, const char* total) {
    EXPECT_TRUE(
        engine.append("line", {{"who", who}, {"order_id", order}, {"total", total}, {"made_at", "2026-01-01"}}).ok());
  };
  line("a", "1", "4");
  line("a", "2", "6");
  line("b", "3", "90");
  line("b", "3", "90");
  ASSERT_TRUE(engine.finish_load().ok());
  EXPECT_EQ(keys(engine, "twice"), "a");
}

TEST(Libraries, OneRenamingIsForAllFilesAndLibraries) {
  const auto project = check({{"schema.segql", kClients},
                              {"a.segql", "import \"std/commerce\" with (customer: client, purchases: lines)\n"},
                              {"b.segql",
                               "import \"std/rfm\" with (customer: client, order_no: order_id, "
                               "amount: total, bought_at: made_at)\n"}});
  EXPECT_EQ(project.errors, "");
  EXPECT_EQ(project.engine->missing_imports().size(), 0U) << "nobody has to read files for them";
}

TEST(Libraries, ANameTheProjectLacksIsSaidWithTheWayOut) {
  const auto project = check({{"schema.segql", kClients}, {"s.segql", "import \"std/commerce\"\n"}});
  EXPECT_EQ(project.errors,
            "E0107 `std/commerce` needs `customer`: unknown entity `customer`; say what it is called here: `import "
            "\"std/commerce\" with (customer: ...)`\n");
}

TEST(Libraries, WhatIsLackedIsSaidOnceAndAtTheImport) {
  const std::string uses =
      "segment a of client { where rfm_cell = 555 }\n"
      "segment b of client { where in segment rfm_champions and orders_count > 3 }\n"
      "segment c of client { where in segment a and ordered_within(days: 3) }\n"
      "priority list p of client { b, c }\n"
      "test \"t\" of c as of 2026-01-01 { given client x { id: \"x\" } expect x in }\n"
      "expect disjoint a, b\n";
  const auto project =
      check({{"schema.segql", kClients},
             {"s.segql", "import \"std/rfm\" with (customer: client)\nimport \"std/commerce\"\n" + uses}});
  EXPECT_EQ(project.errors,
            "E0106 `std/commerce` needs `purchases`: unknown set of rows `purchases` on client; say what it is called "
            "here: `import \"std/rfm\" with (purchases: ...)`\n");
  EXPECT_EQ(project.engine->num_errors(), 1U);
  const Diagnostic& d = project.engine->diagnostics().front();
  EXPECT_EQ(project.engine->source_name(d.source), "s.segql");
  EXPECT_EQ(project.engine->locate(d.source, d.span.begin), std::pair(1U, 8U));
  ASSERT_EQ(d.notes.size(), 1U);
  EXPECT_EQ(project.engine->source_name(d.notes[0].source), "std/commerce");
}

TEST(Libraries, ARenamingThatDoesNotFitIsSaidWhereItStands) {
  const auto project = check({{"schema.segql", kClients},
                              {"s.segql",
                               "import \"std/commerce\" with (customer: client, purchases: lines, order_no: invoice, "
                               "amount: totl, bought_at: made_at)\n"
                               "segment s of client { where orders_count > 1 and nothing = 1 }\n"}});
  EXPECT_EQ(project.errors,
            "E0102 `order_no` is called `invoice` here: unknown field `invoice` on line\n"
            "E0102 `amount` is called `totl` here: unknown field `totl` on line; did you mean `total`?\n"
            "E0102 unknown field `nothing` on client\n");
  EXPECT_EQ(project.engine->num_errors(), 3U);
  const Diagnostic& d = project.engine->diagnostics()[1];
  EXPECT_EQ(project.engine->source_text(d.source).substr(d.span.begin, d.span.end - d.span.begin), "totl");
  ASSERT_EQ(d.fixes.size(), 1U);
  EXPECT_EQ(d.fixes[0].span, d.span);
  EXPECT_EQ(d.fixes[0].replacement, "total");
}

TEST(Libraries, ARenamingOfTheWrongTypeIsNamed) {
  const auto project = check({{"schema.segql", kClients},
                              {"s.segql",
                               "import \"std/commerce\" with (customer: client, purchases: lines, order_no: order_id, "
                               "amount: order_id, bought_at: made_at)\n"}});
  EXPECT_EQ(project.errors,
            "E0419 `sum of` needs a number or money; this is text; `amount` is called `order_id` here\n");
}

TEST(Libraries, TheImporterMayBeLeftOut) {
  const auto project = check({{"schema.segql", kClients},
                              {"broken.segql", "segment x of client { where = }\n"},
                              {"s.segql", "import \"std/rfm\"\nimport \"broken.segql\"\n"}});
  EXPECT_NE(project.errors.find("E0107 `std/rfm` needs `customer`"), std::string::npos) << project.errors;
  EXPECT_EQ(project.engine->num_errors(), 2U);
}

/// Whoever asks afterwards still hears why there is no answer.
TEST(Libraries, AQuestionAboutABrokenLibraryIsAnError) {
  const auto project = check({{"schema.segql", kClients}, {"s.segql", "import \"std/rfm\" with (customer: client)\n"}});
  Engine& engine = *project.engine;
  ASSERT_TRUE(engine.finish_load().ok());
  const auto evaluation = engine.evaluate_at(0);
  ASSERT_TRUE(evaluation.ok()) << evaluation.error().message;
  for (const char* condition : {"in segment rfm_champions", "rfm_cell > 3", "ordered_within(days: 3)"}) {
    const auto answer = (*evaluation)->members_where("client", condition);
    ASSERT_FALSE(answer.ok()) << condition;
    EXPECT_NE(answer.error().message, "") << condition;
  }
}

TEST(Libraries, MistakesInTheImport) {
  const std::string names =
      "import \"std/commerce\" with (customer: client, purchases: lines, order_no: order_id, "
      "amount: total, bought_at: made_at";
  EXPECT_EQ(check({{"schema.segql", "import \"std/comerce\"\n" + std::string(kClients)}}).errors,
            "E0151 there is no library `std/comerce`; did you mean `std/commerce`?\n");
  EXPECT_EQ(check({{"schema.segql", names + ", purchase_no: x)\n" + kClients}}).errors,
            "E0157 no library that is imported says `purchase_no`\n");
  EXPECT_EQ(
      check({{"a.segql", names + ")\n" + kClients}, {"b.segql", "import \"std/commerce\" with (amount: sum_of)\n"}})
          .errors,
      "E0156 `amount` of the libraries is `total` already; one name of this project stands for it everywhere\n");
}

/// What a project does not use of a library, and what it has in common with others, costs it nothing.
TEST(Libraries, AFolderOfTheProjectMayBeCalledStd) {
  const auto project =
      check({{"schema.segql", kClients},
             {"std/mine.segql", "segment all_of_them of client { }\n"},
             {"s.segql", "import \"std/mine.segql\"\nsegment s of client { where in segment all_of_them }\n"}});
  EXPECT_EQ(project.errors, "");
}

}  // namespace
}  // namespace segql::testing
