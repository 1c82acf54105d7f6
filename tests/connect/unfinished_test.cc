// What is left of files and folders when a process ends early.
#include "connect/unfinished.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "connect/spill_folder.h"
#include "tests/connect/test_folder.h"

namespace segql::connect {
namespace {

using UnfinishedTest = FolderTest;

TEST_F(UnfinishedTest, IsRemovedAtTheEndOfTheProcessUnlessItWasFinished) {
  write("finished", "whole");
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    {
      const Unfinished finished([&] { return path("finished"); });
    }
    const Unfinished file([&] {
      ::close(::open(path("half").c_str(), O_WRONLY | O_CREAT, 0600));
      return path("half");
    });
    ::setenv("TMPDIR", folder().c_str(), 1);
    const SpillFolder folder;
    std::filesystem::create_directory(folder.path() + "/inner");
    const bool there = std::filesystem::exists(path("half"));
    remove_unfinished();
    ::_exit(there ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  size_t left = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    EXPECT_EQ(entry.path().filename(), "finished");
    ++left;
  }
  EXPECT_EQ(left, 1U);
}

// As a library does that is told a path and opens it when it has something to write.
TEST_F(UnfinishedTest, IsNotMadeAgainByAThreadThatWrites) {
  for (int round = 0; round < 10; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const auto make = [&] {
        ::close(::open(path("half").c_str(), O_WRONLY | O_CREAT, 0600));
        return path("half");
      };
      const Unfinished file(make);
      std::atomic<bool> runs = false;
      std::thread([&] {
        for (runs = true; std::filesystem::exists(path("half"));) std::this_thread::yield();
        make();
      }).detach();
      while (!runs) std::this_thread::yield();
      remove_unfinished();
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(std::filesystem::is_empty(folder())) << round;
  }
}

}  // namespace
}  // namespace segql::connect
