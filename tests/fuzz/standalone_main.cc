// Runs a fuzz target without libFuzzer, as a short and repeatable test with any compiler.
//
//   fuzz_<name> [-runs=N] [-seed=N] [-max_len=N] [-timeout=SECONDS] [FILE|FOLDER]...
//
// Every file given is tried as it is; then N inputs are made by mutating them. The generator depends on the seed alone,
// so a run can be repeated. The options are libFuzzer's, and both kinds of program take the same command line. When the
// target crashes or exceeds the timeout, the input is left in crash-<run> in the working directory.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
// NOLINTNEXTLINE(bugprone-reserved-identifier): the name is the sanitizer runtime's
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

using Bytes = std::vector<uint8_t>;

struct Options {
  uint64_t runs = 10'000;
  uint64_t seed = 1;
  uint64_t max_len = 4096;
  uint64_t timeout = 30;
  std::vector<std::filesystem::path> inputs;
};

// The input in flight, for the handlers: they may touch nothing that allocates.
const Bytes* current_input = nullptr;
std::array<char, 32> crash_name{};

void save_current_input() {
  if (current_input == nullptr) return;
  const int file = open(crash_name.data(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0) return;
  const ssize_t written = write(file, current_input->data(), current_input->size());
  close(file);
  constexpr std::string_view kMessage = "fuzz: the input that failed is in ";
  if (written < 0 || write(STDERR_FILENO, kMessage.data(), kMessage.size()) < 0 ||
      write(STDERR_FILENO, crash_name.data(), std::string_view(crash_name.data()).size()) < 0 ||
      write(STDERR_FILENO, "\n", 1) < 0) {
    _exit(3);
  }
  current_input = nullptr;
}

void on_signal(int number) {
  save_current_input();
  signal(number, SIG_DFL);
  raise(number);
}

void run_one(uint64_t run, const Bytes& input, uint64_t timeout) {
  std::snprintf(crash_name.data(), crash_name.size(), "crash-%llu", static_cast<unsigned long long>(run));
  current_input = &input;
  alarm(static_cast<unsigned>(timeout));
  LLVMFuzzerTestOneInput(input.data(), input.size());
  alarm(0);
  current_input = nullptr;
}

// splitmix64: the same sequence on every platform, which <random>'s distributions do not promise.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  size_t below(size_t bound) { return bound == 0 ? 0 : next() % bound; }

 private:
  uint64_t state_;
};

// A run of bytes of `bytes`: short ones more often than long ones.
Bytes piece_of(const Bytes& bytes, Random& random) {
  const size_t first = random.below(bytes.size() + 1);
  const size_t length = random.below(std::min<size_t>(bytes.size() - first, size_t{1} << random.below(9)) + 1);
  const auto begin = bytes.begin() + static_cast<ptrdiff_t>(first);
  return {begin, begin + static_cast<ptrdiff_t>(length)};
}

void insert_at(Bytes& bytes, size_t position, const Bytes& piece) {
  bytes.insert(bytes.begin() + static_cast<ptrdiff_t>(position), piece.begin(), piece.end());
}

void mutate_once(Bytes& bytes, const std::vector<Bytes>& corpus, Random& random) {
  const size_t position = random.below(bytes.size() + 1);
  const bool inside = position < bytes.size();
  switch (random.below(6)) {
    case 0:  // one bit
      if (inside) bytes[position] ^= static_cast<uint8_t>(1u << random.below(8));
      break;
    case 1:  // one byte
      if (inside) bytes[position] = static_cast<uint8_t>(random.next());
      break;
    case 2: {  // a run taken out
      const size_t length = std::min(bytes.size() - position, random.below(64) + 1);
      const auto begin = bytes.begin() + static_cast<ptrdiff_t>(position);
      bytes.erase(begin, begin + static_cast<ptrdiff_t>(length));
      break;
    }
    case 3:  // a run repeated
      insert_at(bytes, position, piece_of(Bytes(bytes), random));
      break;
    case 4:  // a run of another input
      insert_at(bytes, position, piece_of(corpus[random.below(corpus.size())], random));
      break;
    default: {  // characters that mean something to most parsers
      static constexpr std::string_view kTelling = "(){}[]<>\"'\\/*,.:;-+0123456789%\n\r\t \0\xff\xc3\x28";
      insert_at(bytes, position, Bytes{static_cast<uint8_t>(kTelling[random.below(kTelling.size())])});
      break;
    }
  }
}

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Every regular file below the inputs, in name order; at least the empty input.
std::vector<Bytes> read_corpus(const std::vector<std::filesystem::path>& inputs) {
  std::vector<std::filesystem::path> files;
  for (const auto& input : inputs) {
    if (!std::filesystem::is_directory(input)) {
      files.push_back(input);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(input)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Bytes> corpus{Bytes{}};
  for (const auto& file : files) corpus.push_back(read_file(file));
  return corpus;
}

bool read_option(std::string_view argument, std::string_view name, uint64_t& value) {
  if (!argument.starts_with(name)) return false;
  argument.remove_prefix(name.size());
  const auto [end, error] = std::from_chars(argument.data(), argument.data() + argument.size(), value);
  return error == std::errc{} && end == argument.data() + argument.size();
}

bool read_arguments(int count, char** arguments, Options& options) {
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (!argument.starts_with('-')) {
      options.inputs.emplace_back(argument);
    } else if (!read_option(argument, "-runs=", options.runs) && !read_option(argument, "-seed=", options.seed) &&
               !read_option(argument, "-max_len=", options.max_len) &&
               !read_option(argument, "-timeout=", options.timeout)) {
      std::fprintf(stderr, "fuzz: %s: unknown option\n", arguments[i]);
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  if (!read_arguments(count, arguments, options)) return 2;

  for (const int number : {SIGABRT, SIGALRM}) signal(number, on_signal);
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback(save_current_input);
  } else {
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) signal(number, on_signal);
  }

  const std::vector<Bytes> corpus = read_corpus(options.inputs);
  uint64_t run = 0;
  for (const Bytes& input : corpus) run_one(run++, input, options.timeout);

  Random random(options.seed);
  for (uint64_t made = 0; made < options.runs; ++made) {
    Bytes input = corpus[random.below(corpus.size())];
    for (size_t mutations = 1 + random.below(8); mutations > 0; --mutations) mutate_once(input, corpus, random);
    if (input.size() > options.max_len) input.resize(options.max_len);
    run_one(run++, input, options.timeout);
  }
  std::printf("fuzz: %llu inputs, no finding\n", static_cast<unsigned long long>(run));
  return 0;
}
