#pragma once
/// Door of this folder: a plan becomes native code through LLVM ORC. No LLVM type appears here.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "compiler/plan/plan.h"
#include "runtime/abi/scan.h"
#include "segql/result.h"

namespace segql::codegen {

/// Native code of one shape with the constants of one plan, which outlives it. Move-only; the code is freed with the
/// last user of its shape, of whom the Jit may be one.
class CompiledScan {
 public:
  CompiledScan(CompiledScan&&) noexcept;
  CompiledScan& operator=(CompiledScan&&) noexcept;
  ~CompiledScan();

  /// Evaluates words [args.first_word, args.last_word). Sets args.params and args.tables itself. Thread-safe for
  /// disjoint ranges and own contexts.
  void run(const runtime::ScanArgs& args) const;

  double compile_seconds() const;  ///< also to find it in the cache; 0 when this Jit had the code
  double table_seconds() const;    ///< to make the tables of its lists, which is no part of compiling
  bool shared_code() const;        ///< this Jit had the code
  bool is_best() const;            ///< no better code is to be had; it may come while this is used

 private:
  friend class Jit;
  struct Impl;
  explicit CompiledScan(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct JitOptions {
  std::string cpu = {};  ///< LLVM name; empty: this machine's
  bool simd = true;      ///< false: no vector instructions beyond the target's baseline
  /// Where compiled code is kept for the next program; made if need be. Empty: nowhere. Code is only taken from it
  /// where nobody but this user can write.
  std::string cache_folder = {};
  /// Where better code takes longer to make: makes do with less at first, and compiles better code in the background
  /// once the shape is asked for again. Otherwise the best is made at once.
  bool background = false;
  size_t shapes_kept = 0;  ///< whose code stays without a user, those compiled last: tens of kilobytes each
};

/// Thread-safe. Outlives every CompiledScan it made.
class Jit {
 public:
  static Result<std::unique_ptr<Jit>> create(const JitOptions& options);
  ~Jit();

  /// Compiles, or finds, the code of the plan's shape: constants, lists and code sets are parameters; types, encodings,
  /// nullability and structure are not. The result does not refer to `scan`. kLimitExceeded: the plan has more than
  /// 20,000 parts; the interpreter has no such limit. `nanoseconds`: about what running it will take, of one thread.
  Result<CompiledScan> compile(const plan::Scan& scan, double nanoseconds = 0);

  struct Found {
    std::optional<CompiledScan> compiled;  ///< where this Jit has the code in memory
    double compile_nanoseconds;            ///< about what `compile` would take otherwise
  };
  /// At once. `nanoseconds`: about what the plan takes to evaluate without code. When a shape is asked for again that
  /// has taken longer than handing it to the background does, it is compiled there.
  Found find(const plan::Scan& scan, double nanoseconds);

  /// LLVM IR as emitted, and the machine code as text; for `explain`.
  Result<std::string> ir(const plan::Scan& scan);
  Result<std::string> assembly(const plan::Scan& scan);

 private:
  struct Impl;
  explicit Jit(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace segql::codegen
