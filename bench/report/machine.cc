#include "bench/report/machine.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <numeric>
#include <thread>

#include <fmt/format.h>

#include "base/per_machine.h"
#include "runtime/table/buffer.h"
#include "runtime/table/parallel.h"

namespace segql::bench {
namespace {

/// Larger than caches are.
constexpr size_t kBytes = size_t{1} << 30;
constexpr size_t kBytesAtOnce = size_t{1} << 20;
constexpr int kPasses = 5;

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  std::string model = "unknown processor", features;
  for (std::string line; std::getline(file, line) && !line.empty();) {  // the first processor
    const size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    if (line.starts_with("model name")) model = line.substr(colon + 2);
    if (line.starts_with("flags")) features = line.substr(colon + 1) + " ";
  }
  for (const auto& [flag, name] : {std::pair(" avx512bw ", "AVX-512"), std::pair(" avx2 ", "AVX2")}) {
    if (features.find(flag) != std::string::npos) return model + " with " + name;
  }
  return model;
}

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// ", 48 KiB L1d, 2 MiB L2": the caches that data goes through, as the first processor has them.
std::string caches() {
  std::string text;
  for (int index = 0;; ++index) {
    const std::string folder = fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/", index);
    const std::string type = first_line(folder + "type"), size = first_line(folder + "size");
    if (type.empty() || size.empty()) return text;
    if (type == "Instruction") continue;
    const unsigned long kilobytes = std::stoul(size);  // "266240K"
    text += fmt::format(", {} {} L{}{}", kilobytes < 1024 ? kilobytes : kilobytes / 1024,
                        kilobytes < 1024 ? "KiB" : "MiB", first_line(folder + "level"), type == "Data" ? "d" : "");
  }
}

SEGQL_PER_MACHINE
uint64_t sum(const uint64_t* words, size_t count) { return std::accumulate(words, words + count, uint64_t{0}); }

/// Gigabytes a second that `threads` read together, the best of some passes: others may be in the way of one.
double gigabytes_per_second(const runtime::Buffer& buffer, unsigned threads) {
  double best = 0;
  volatile uint64_t read = 0;  // so that nobody leaves out the reading
  for (int pass = 0; pass < kPasses; ++pass) {
    const auto start = std::chrono::steady_clock::now();
    const Status ended = runtime::parallel_for(threads, kBytes / kBytesAtOnce, [&](size_t part, size_t) {
      const auto* const words = reinterpret_cast<const uint64_t*>(buffer.data() + part * kBytesAtOnce);
      read = sum(words, kBytesAtOnce / sizeof(uint64_t));
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (ended.ok()) best = std::max(best, static_cast<double>(kBytes) / seconds / 1e9);
  }
  return best;
}

}  // namespace

std::string machine_line(unsigned threads) {
  runtime::Buffer buffer(kBytes);
  std::memset(buffer.data(), 1, kBytes);  // pages that were never written are all the same one
  std::string line = fmt::format("{}, {} cores{}; reads {:.1f} GB/s with one thread", processor(),
                                 std::thread::hardware_concurrency(), caches(), gigabytes_per_second(buffer, 1));
  if (threads > 1) line += fmt::format(", {:.1f} GB/s with {}", gigabytes_per_second(buffer, threads), threads);
  return line;
}

}  // namespace segql::bench
