// Lock files: what they say, what is said about what they get wrong, and that writing one loses nothing.
#include "connect/lock_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include <gmock/gmock.h>

#include "connect/replace_file.h"
#include "tests/connect/test_folder.h"

namespace segql::connect {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Instant kNewYear = 1'767'259'800'000'000;  // 2026-01-01T09:30Z

LockFile file_of(const std::vector<TakenSnapshot>& snapshots) {
  LockFile file;
  for (const TakenSnapshot& taken : snapshots) file[taken.segment].taken = taken;
  return file;
}

Status add_to_lock_file(const std::string& path, const std::vector<TakenSnapshot>& added, bool replace) {
  return add_to_lock_files({{path, added}}, replace);
}

std::string error_of(std::string_view text) {
  const auto parsed = parse_lock_file(text, "p/shop.lock.toml");
  return parsed.ok() ? "" : parsed.error().message;
}

TEST(LockFile, StandsBesideItsDefinitions) {
  EXPECT_EQ(lock_file_path("def/campaigns.segql"), "def/campaigns.lock.toml");
  EXPECT_EQ(lock_file_path("campaigns.txt"), "campaigns.txt.lock.toml");
}

TEST(LockFile, IsTextToBeRead) {
  const LockFile file = file_of({{"often(n: 2)", "customer", "0123456789abcdef", kNewYear, {"amal", "b\"d\\r\n"}},
                                 {"nobody", "product", "", kNewYear + 250'000, {}}});
  EXPECT_EQ(
      print_lock_file(file, "x").value(),
      "# Who was in the snapshots of the definitions beside this file when they were taken: `segql snapshot` wrote "
      "it.\n"
      "# Commit it: nothing else knows these members.\n"
      "version = 1\n"
      "\n"
      "[snapshots.nobody]\n"
      "entity = \"product\"\n"
      "taken = 2026-01-01T09:30:00.250000Z\n"
      "members = []\n"
      "\n"
      "[snapshots.\"often(n: 2)\"]\n"
      "entity = \"customer\"\n"
      "taken = 2026-01-01T09:30:00Z\n"
      "definition = \"0123456789abcdef\"\n"
      "members = [\n"
      "  \"amal\",\n"
      "  \"b\\\"d\\\\r\\u000A\",\n"
      "]\n");
}

TEST(LockFile, IsReadBackWhateverStandsInIt) {
  std::vector<std::string> keys = {"",
                                   " ",
                                   "\"",
                                   "\"\"\"",
                                   "'''",
                                   "\\",
                                   "# no comment",
                                   "]",
                                   "[snapshots.x]",
                                   "a\nb\r",
                                   std::string("\0x", 2),
                                   "\x7f",
                                   "\u0085\u2028\ufeff",
                                   "\U0001F600",
                                   "مرحبا",
                                   "a.b.c"};
  for (char c = 1; c < 0x20; ++c) keys.emplace_back(1, c);
  const std::vector<std::string> names = {"plain", "with space", "dots.in.it", "q\"uote", "often(n: \"x\")", "", "é"};
  for (const Instant taken : {kNewYear, Instant{0}, Instant{-1}, Instant{-62'167'219'200'000'000},
                              Instant{253'402'300'799'999'999}, Instant{951'782'399'000'001}}) {
    std::vector<TakenSnapshot> snapshots;
    for (const std::string& name : names) snapshots.push_back({name, "customer", "f", taken, keys});
    const std::string text = print_lock_file(file_of(snapshots), "x").value();
    const auto read = parse_lock_file(text, "x");
    ASSERT_TRUE(read.ok()) << read.error().message;
    ASSERT_EQ(read->size(), names.size());
    for (const std::string& name : names) {
      EXPECT_EQ(read->at(name).taken.keys, keys) << name;
      EXPECT_EQ(read->at(name).taken.taken, taken) << name;
    }
    EXPECT_EQ(print_lock_file(*read, "x").value(), text) << "the same snapshots are the same text";
  }
}

TEST(LockFile, OffsetsAndLineEndsOfOthersAreRead) {
  const auto file = parse_lock_file(
      "version = 1\r\n[snapshots.s]\r\nentity = \"c\"\r\ntaken = 2026-01-01 12:30:00+03:00\r\nmembers = [\"a\"]\r\n",
      "x");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->at("s").taken.taken, kNewYear);
  EXPECT_EQ(file->at("s").taken.definition, "");
}

TEST(LockFile, MistakesAreNamedByTheirPlace) {
  const std::string good =
      "version = 1\n[snapshots.s]\nentity = \"c\"\ntaken = 2026-01-01T00:00:00Z\nmembers = [\"a\"]\n";
  EXPECT_EQ(error_of(good), "");
  const std::pair<std::string, std::string> cases[] = {
      {"", "p/shop.lock.toml:1:1: no `version`"},
      {"version = 1\n<<<<<<< HEAD\n", "p/shop.lock.toml:2:1: "},
      {"version = \"1\"\n", "p/shop.lock.toml:1:11: `version` is an integer, not text"},
      {"version = 2\nwhat = 1\n", "p/shop.lock.toml:1:11: version 2 of lock files is not known"},
      {"version = 1\nsnapshot = 1\n", "p/shop.lock.toml:2:1: unknown key `snapshot`; did you mean `snapshots`?"},
      {"version = 1\nsnapshots = [1]\n", "p/shop.lock.toml:2:13: `snapshots` is a table, not an array"},
      {"version = 1\nsnapshots.s = 3\n", "p/shop.lock.toml:2:15: each snapshot is a section of its own: [snapshots.s]"},
      {good + "more = 1\n", "p/shop.lock.toml:6:1: unknown key `more` in [snapshots.s]"},
      {good + "[snapshots.s]\n", "p/shop.lock.toml:6:"},
      {good + "[snapshots.\"s\"]\nentity = \"c\"\n", "p/shop.lock.toml:6:"},
      {"version = 1\n[snapshots.s]\ntaken = 2026-01-01T00:00:00Z\nmembers = []\n",
       "p/shop.lock.toml:2:1: [snapshots.s] has no `entity`"},
      {"version = 1\n[snapshots.s]\nentity = 3\n", "p/shop.lock.toml:3:10: `entity` is text, not an integer"},
      {"version = 1\n[snapshots.s]\nentity = \"c\"\nmembers = []\n",
       "p/shop.lock.toml:2:1: [snapshots.s] has no `taken`"},
      {"version = 1\n[snapshots.s]\nentity = \"c\"\ntaken = 2026-01-01\n",
       "p/shop.lock.toml:4:9: `taken` is an instant with its offset"},
      {"version = 1\n[snapshots.s]\nentity = \"c\"\ntaken = 2026-01-01T00:00:00\n",
       "p/shop.lock.toml:4:9: `taken` is an instant with its offset"},
      {"version = 1\n[snapshots.s]\nentity = \"c\"\ntaken = 2026-02-30T00:00:00Z\n", "p/shop.lock.toml:4:"},
      {"version = 1\n[snapshots.s]\nentity = \"c\"\ntaken = 2026-01-01T00:00:00Z\n",
       "p/shop.lock.toml:2:1: [snapshots.s] has no `members`"},
      {"version = 1\n[snapshots.s]\nentity = \"c\"\ntaken = 2026-01-01T00:00:00Z\nmembers = \"a\"\n",
       "p/shop.lock.toml:5:11: `members` is a list of texts, not text"},
      {"version = 1\n[snapshots.s]\nentity = \"c\"\ntaken = 2026-01-01T00:00:00Z\nmembers = [\"a\",\n  7]\n",
       "p/shop.lock.toml:6:3: `members` is a list of texts, not an integer"},
      {"version = 1\n[snapshots.s]\nmembers = [\"\xff\"]\n", "p/shop.lock.toml:3:"},
      {good.substr(0, good.size() - 2), "p/shop.lock.toml:5:"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_EQ(error_of(text).substr(0, message.size()), message) << text << "\n" << error_of(text);
  }
}

TEST(LockFile, HostileTextsAreErrors) {
  std::string dots = "version = 1\nsnapshots";
  for (int i = 0; i < 200'000; ++i) dots += ".a";
  EXPECT_THAT(error_of(dots + " = 1\n"), HasSubstr("a key has more than 100 parts"));
  EXPECT_NE(error_of("version = 1\nsnapshots = " + std::string(200'000, '[')), "");
  EXPECT_NE(error_of(std::string(100'000, '\0')), "");
}

/// Whatever is done to a file: an error that names it, or something that can be written again.
TEST(LockFile, DamagedTextsAreErrorsOrLockFiles) {
  const std::string good =
      print_lock_file(file_of({{"often(n: 2)", "c", "f", kNewYear, {"amal", "badr", "c,1"}}, {"s", "c", "", 0, {}}}),
                      "x")
          .value();
  uint64_t state = 12345;
  const auto random = [&](size_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<size_t>((state >> 33) % below);
  };
  constexpr std::string_view kBytes = "\"'[]{}=.,#\\\n\r\t 019Zz-\0\xff\xc3";
  int errors = 0;
  for (int round = 0; round < (SEGQL_SANITIZED ? 2'000 : 20'000); ++round) {
    std::string text = good;
    for (size_t change = random(3) + 1; change > 0; --change) {
      const size_t at = random(text.size());
      switch (random(4)) {
        case 0: text[at] = kBytes[random(kBytes.size())]; break;
        case 1: text.insert(at, 1, kBytes[random(kBytes.size())]); break;
        case 2: text.erase(at, random(20)); break;
        default: text.insert(at, text.substr(random(text.size()), random(60))); break;
      }
      if (text.empty()) text = "x";
    }
    const auto read = parse_lock_file(text, "x.lock.toml");
    if (read.ok()) {
      const auto printed = print_lock_file(*read, "x.lock.toml");
      ASSERT_TRUE(printed.ok()) << text << printed.error().message;
      ASSERT_TRUE(parse_lock_file(*printed, "x.lock.toml").ok()) << text;
    } else {
      ++errors;
      ASSERT_TRUE(read.error().message.starts_with("x.lock.toml:")) << read.error().message;
    }
  }
  EXPECT_GT(errors, 100);
}

TEST(LockFile, WhatCouldNotBeReadIsNotWritten) {
  std::string dots = "a";
  for (int i = 0; i < 200; ++i) dots += ".a";
  EXPECT_THAT(print_lock_file(file_of({{"s", "c", "", 0, {dots}}}), "x").error().message, HasSubstr("100 parts"));
  EXPECT_THAT(print_lock_file(file_of({{"s", "c", "", 0, {"\xff"}}}), "x").error().message,
              HasSubstr("not valid UTF-8"));
  EXPECT_THAT(print_lock_file(file_of({{"s", "c", "", INT64_MAX, {}}}), "x").error().message,
              HasSubstr("not of the years 0 to 9999"));
}

using LockFolder = FolderTest;

TEST_F(LockFolder, OthersStayByteForByte) {
  const std::string file = path("shop.lock.toml");
  ASSERT_TRUE(read_lock_file(file).value().empty()) << "nothing is taken where there is no file";
  ASSERT_TRUE(add_to_lock_file(file, {{"m", "c", "1", 0, {"a", "b"}}}, false).ok());
  const std::string first = contents("shop.lock.toml");
  ASSERT_TRUE(add_to_lock_file(file, {{"z", "c", "1", 0, {"a"}}, {"a", "c", "1", 0, {}}}, false).ok());
  const std::string all = contents("shop.lock.toml");
  const std::string section = first.substr(first.find("[snapshots.m]"));
  EXPECT_THAT(all, HasSubstr(section));
  EXPECT_LT(all.find("[snapshots.a]"), all.find("[snapshots.m]"));
  EXPECT_LT(all.find("[snapshots.m]"), all.find("[snapshots.z]"));

  const Status again = add_to_lock_file(file, {{"q", "c", "1", 0, {}}, {"m", "c", "2", 0, {}}}, false);
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(anonymous(again.error().message), HasSubstr("DIR/shop.lock.toml:11:1: `m` was taken by somebody else"));
  EXPECT_EQ(contents("shop.lock.toml"), all) << "nothing is written";
  ASSERT_TRUE(add_to_lock_file(file, {{"m", "c", "2", 0, {"q"}}}, true).ok());
  EXPECT_THAT(read_lock_file(file).value().at("m").taken.keys, ElementsAre("q"));
}

TEST_F(LockFolder, AFileThatCannotBeReadOrReplacedIsLeftAlone) {
  write("shop.lock.toml", "version = 1\n<<<<<<< HEAD\n");
  EXPECT_FALSE(add_to_lock_file(path("shop.lock.toml"), {{"s", "c", "", 0, {}}}, true).ok());
  EXPECT_EQ(contents("shop.lock.toml"), "version = 1\n<<<<<<< HEAD\n");
  EXPECT_FALSE(add_to_lock_file(path("none/shop.lock.toml"), {{"s", "c", "", 0, {}}}, true).ok());
  std::filesystem::create_directory(path("folder.lock.toml"));
  EXPECT_FALSE(read_lock_file(path("folder.lock.toml")).ok());
  std::filesystem::create_symlink(path("nowhere"), path("link.lock.toml"));
  EXPECT_FALSE(read_lock_file(path("link.lock.toml")).ok()) << "a link that leads nowhere is no empty file";

  write("closed/shop.lock.toml", "version = 1\n");
  std::filesystem::permissions(path("closed"), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec |
                                                   std::filesystem::perms::others_read |
                                                   std::filesystem::perms::others_exec);
  {
    const WithoutRights nobody;
    const Status refused = add_to_lock_file(path("closed/shop.lock.toml"), {{"s", "c", "", 0, {}}}, true);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kIo);
  }
  std::filesystem::permissions(path("closed"), std::filesystem::perms::all);
  EXPECT_EQ(contents("closed/shop.lock.toml"), "version = 1\n");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path("closed")), {}), 1) << "no half of a file stays";
}

TEST_F(LockFolder, ReplacingFollowsLinksAndKeepsPermissions) {
  write("real/file.txt", "old");
  std::filesystem::permissions(path("real/file.txt"),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::create_symlink(path("real/file.txt"), path("link.txt"));
  ASSERT_TRUE(replace_file(path("link.txt"), "new").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(path("link.txt")));
  EXPECT_EQ(contents("real/file.txt"), "new");
  struct stat status {};
  ASSERT_EQ(::stat(path("real/file.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path("real")), {}), 1);
}

TEST_F(LockFolder, WhoWritesAtTheSameTimeIsWaitedFor) {
  std::filesystem::create_directory(path("b"));
  constexpr int kThreads = 12, kRounds = 5;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string name = "x" + std::to_string(i) + "_" + std::to_string(round);
        const Status kept = add_to_lock_files(
            {{path("a.lock.toml"), {{name, "c", "", 0, {}}}}, {path("b/b.lock.toml"), {{name, "c", "", 0, {}}}}},
            false);
        EXPECT_TRUE(kept.ok()) << kept.error().message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(read_lock_file(path("a.lock.toml")).value().size(), size_t{kThreads * kRounds});
  EXPECT_EQ(read_lock_file(path("b/b.lock.toml")).value().size(), size_t{kThreads * kRounds});
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder()), {}), 2) << "nothing is left behind";
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path("b")), {}), 1);
}

TEST_F(LockFolder, ReplacingTheSameFileAtTheSameTimeMixesNothing) {
  std::vector<std::thread> threads;
  for (char letter = 'a'; letter < 'i'; ++letter) {
    threads.emplace_back([this, letter] {
      for (int round = 0; round < 20; ++round) {
        const Status replaced = replace_file(path("file.txt"), std::string(100'000, letter));
        EXPECT_TRUE(replaced.ok()) << replaced.error().message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = contents("file.txt");
  ASSERT_EQ(text.size(), 100'000u);
  EXPECT_EQ(text, std::string(text.size(), text[0]));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder()), {}), 1);
}

TEST_F(LockFolder, TwoPathsMayBeOneFile) {
  write("real.lock.toml", "version = 1\n");
  std::filesystem::create_symlink(path("real.lock.toml"), path("link.lock.toml"));
  ASSERT_TRUE(
      add_to_lock_files(
          {{path("real.lock.toml"), {{"a", "c", "", 0, {}}}}, {path("link.lock.toml"), {{"b", "c", "", 0, {}}}}}, false)
          .ok());
  EXPECT_EQ(read_lock_file(path("real.lock.toml")).value().size(), 2u);
}

TEST_F(LockFolder, AllFilesAreReadBeforeOneIsWritten) {
  write("b.lock.toml", "version = 1\n[snapshots.s]\nentity = \"p\"\ntaken = 2026-01-01T00:00:00Z\nmembers = []\n");
  const std::map<std::string, std::vector<TakenSnapshot>> added = {{path("a.lock.toml"), {{"x", "c", "", 0, {}}}},
                                                                   {path("b.lock.toml"), {{"s", "c", "", 0, {}}}}};
  const Status refused = add_to_lock_files(added, false);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(anonymous(refused.error().message),
            "DIR/b.lock.toml:2:1: `s` was of p, and is replaced only when it is taken again; nothing is written");
  EXPECT_FALSE(std::filesystem::exists(path("a.lock.toml")));
  ASSERT_TRUE(add_to_lock_files(added, true).ok());
  EXPECT_EQ(read_lock_file(path("b.lock.toml")).value().at("s").taken.entity, "c");
}

TEST_F(LockFolder, WhatWasWrittenBeforeAFailureIsSaid) {
  write("closed/b.lock.toml", "version = 1\n");
  using Perms = std::filesystem::perms;
  std::filesystem::permissions(path("closed"),
                               Perms::all & ~(Perms::owner_write | Perms::group_write | Perms::others_write));
  {
    const WithoutRights nobody;
    const Status refused = add_to_lock_files(
        {{path("a.lock.toml"), {{"x", "c", "", 0, {}}}}, {path("closed/b.lock.toml"), {{"y", "c", "", 0, {}}}}}, false);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(anonymous(refused.error().message),
              "cannot write `DIR/closed/b.lock.toml`: Permission denied; written before it: `DIR/a.lock.toml`");
  }
  std::filesystem::permissions(path("closed"), Perms::all);
  EXPECT_EQ(read_lock_file(path("a.lock.toml")).value().size(), 1u);
}

}  // namespace
}  // namespace segql::connect
