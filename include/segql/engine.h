#pragma once
/// `Engine`: definitions in, rows in, members out. The embedding API; the `segql` program uses nothing else.
///
///     auto engine = segql::Engine::create({}).value();
///     engine->add_source("shop.segql", text);
///     if (!engine->check()) for (auto& d : engine->diagnostics()) std::cerr << engine->render(d);
///     engine->import_arrow("customer", &stream);      // or append(...)
///     auto report = engine->finish_load().value();
///     auto evaluation = engine->evaluate_at(engine->now()).value();
///     auto vip = evaluation->members("vip_customers").value();
///     std::cout << vip.count() << '\n';
///
/// Thread-safety: an Engine together with all its Evaluations is used by one thread at a time, because what an
/// Evaluation is asked becomes part of the Engine. Only Members, which are immutable, may be read by any thread. (One
/// scan uses `EngineOptions::threads` by itself.)

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segql/arrow.h"
#include "segql/claim.h"
#include "segql/declaration.h"
#include "segql/diagnostic.h"
#include "segql/explanation.h"
#include "segql/export.h"
#include "segql/function.h"
#include "segql/limits.h"
#include "segql/load_report.h"
#include "segql/prompt.h"
#include "segql/result.h"
#include "segql/test.h"
#include "segql/value.h"

namespace segql {

/// Microseconds since 1970-01-01T00:00Z.
using Instant = int64_t;

enum class EngineKind : uint8_t {
  kAuto,         ///< compiled code, except where plain evaluation is faster
  kInterpreter,  ///< the plain evaluator
  /// Compiled code, except for plans too large to compile in reasonable time (more than 20,000 parts), which are
  /// evaluated plainly; kUnsupported in a build without LLVM.
  kJit,
};

struct EngineOptions {
  Limits limits;
  EngineKind engine = EngineKind::kAuto;
  /// 0: as many as the machine has. They are started when they are first needed and stay until the Engine is gone. They
  /// do not survive fork(): a host that forks opens its Engine in the child, after the fork.
  unsigned threads = 0;
  bool strict = false;  ///< L-NULL, L-HIST and L-UNPROVED are errors
  bool optimise = true;
  std::vector<std::string> disabled_rules;  ///< optimiser rules by name
  /// A folder where compiled code is kept for the next program; empty: nowhere. It is made if need be, and holds at
  /// most some 256 MB. Code is only taken from it where nobody but this user can write; what is damaged is compiled
  /// anew.
  std::string code_cache;
  /// LLVM's name of the processor that code is compiled for, one whose instructions this machine has; `baseline`: the
  /// oldest of its architecture. Empty: this machine. Answers do not depend on it.
  std::string cpu;
  /// A thread compiles what is asked for again better, or at all where the plain evaluator answered so far, while
  /// evaluations go on. False: whatever is compiled is compiled when it is asked for, and as well as can be.
  bool background_compile = true;
  /// While this is true what is evaluated or loaded ends with kCancelled, usually within 10 ms; a call of a host
  /// function, a stream that is waited for and what LLVM compiles (some 20 ms) are not interrupted, and memory is given
  /// back first: some 30 ms for each gigabyte of a load. What is in an Evaluation already stays, and it can be asked
  /// again; a load is begun again. Set by any thread, or by a signal
  /// handler. Null: never. It outlives the Engine.
  const std::atomic<bool>* cancelled = nullptr;
};

/// A segment as it can be listed: one that needs no arguments, or one that was asked for with some.
struct SegmentInfo {
  std::string name;   ///< canonical, with its arguments
  std::string title;  ///< may be empty
  std::string doc;    ///< may be empty
  std::string entity;
  SourceId source = 0;
  Span span;
};

/// Seconds spent on one segment, what it uses included unless that was evaluated before.
struct Timing {
  double plan = 0;
  double compile = 0;
  double scan = 0;
};

/// Who is in a segment. Cheap to copy, and a value of its own: it may outlive the Evaluation and the Engine.
class SEGQL_EXPORT Members {
 public:
  // Moving copies, so that there is no such thing as Members of nothing.
  Members(const Members&) = default;
  Members& operator=(const Members&) = default;

  uint64_t count() const;
  uint64_t num_rows() const;  ///< of the entity
  bool contains(uint64_t row) const;
  /// Bit i of word w stands for row 64 * w + i; no bit beyond the last row.
  std::span<const uint64_t> words() const;
  /// Row numbers in ascending order, at most `limit`.
  std::vector<uint32_t> rows(uint64_t limit = UINT64_MAX) const;
  /// The members in the portable serialisation of Roaring bitmaps.
  std::string roaring() const;
  /// Those of them that are not among `others`, whose rows are the same: of an Evaluation of the same Engine, or of one
  /// that shares its rows.
  Members without(const Members& others) const;
  const std::string& entity() const;
  const Timing& timing() const;
  /// Values that became missing because they did not fit (language law 8).
  uint64_t num_overflows() const;
  /// Values that became missing because a host function gave an error for them, or what does not fit its type.
  uint64_t num_failed_calls() const;

  struct SEGQL_HIDDEN State;

 private:
  friend struct MembersAccess;
  explicit Members(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

/// Called with the place of a segment among those asked for, and its members or why there are none.
using MembersReady = std::function<void(size_t index, const Result<Members>& members)>;

/// How many are in a segment.
struct SegmentCount {
  std::string entity;
  uint64_t count = 0;
  uint64_t num_rows = 0;  ///< of the entity
  // As `Members` says.
  Timing timing;
  uint64_t num_overflows = 0;
  uint64_t num_failed_calls = 0;
};
using CountReady = std::function<void(size_t index, const Result<SegmentCount>& count)>;

/// A table: what `members --columns` prints. Both forms of a cell are there, because neither can be had from the other
/// without the types of the project.
struct Listing {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;        ///< as `Value` says
  std::vector<std::vector<std::string>> text;  ///< the same cells as people read them; "" when missing
};

enum class ExplainStage : uint8_t { kSource, kAst, kTyped, kPlan, kIr, kAsm };

/// A segment, attribute or field, and what of these its definition names.
struct DefinitionInfo {
  enum class Kind : uint8_t { kSegment, kAttribute, kField };
  Kind kind = Kind::kSegment;
  std::string
      name;  ///< of a segment canonical, with its arguments; of others with the entity or event: `customer.spend`
  std::string table;  ///< the entity or event
  SourceId source = 0;
  Span span;                 ///< of the name
  Span declaration;          ///< of all that is written of it; of a field as `span`
  std::vector<size_t> uses;  ///< places in the list of all, ascending
  /// What it says by itself, without its name, as text: equal for two texts of the same meaning, where what they use by
  /// the same names has the same meaning, too. Of a field its type.
  std::string meaning;
};

/// "segment", "attribute" or "field".
SEGQL_EXPORT std::string_view kind_name(DefinitionInfo::Kind kind);

/// A snapshot without `as of`. Its members are those of the instant it was taken at, and somebody keeps them: the host,
/// or a lock file beside the definition (`Project`).
struct SnapshotInfo {
  std::string segment;  ///< canonical, with its arguments
  std::string entity;
  std::string definition;  ///< a fingerprint: another one when what is written of it changed
  SourceId source = 0;
  Span span;                     ///< of the name
  std::optional<Instant> taken;  ///< of what `add_snapshot` was given; nothing: it has not been taken
  uint64_t num_keys = 0;         ///< likewise
};

/// Who was in a snapshot when it was taken: what a host keeps, and gives to `add_snapshot` with every load.
struct TakenSnapshot {
  std::string segment;  ///< canonical, with its arguments
  std::string entity;
  std::string definition;  ///< `SnapshotInfo::definition` when it was taken; empty: not known, and not compared
  Instant taken = 0;
  std::vector<std::string> keys;  ///< in order of key; an int and an enum as text
  /// Values that became missing when it was taken because they did not fit (language law 8). For whoever takes it.
  uint64_t num_overflows = 0;
  uint64_t num_failed_calls = 0;  ///< likewise, because a host function had nothing that fits
};

/// Everything evaluated for one instant over one state of the data: what several segments share is computed once.
class SEGQL_EXPORT Evaluation {
 public:
  ~Evaluation();
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  Instant as_of() const;

  /// Who is in `segment`, written as in the language: `vip` or `slipping_away(days: 30)`. kInvalidSource with rendered
  /// diagnostics when there is no such segment or it has errors.
  Result<Members> members(std::string_view segment);
  /// Who is in each of several, in their order: what they have in common is evaluated once, in one pass over the rows
  /// where only cells of the row decide. Each as `members` says. One that fails holds up none of the others; one that
  /// takes longer than a second is put off until the others are there. `ready` is called with each as soon as it is
  /// there: in the order given, those that were put off last.
  std::vector<Result<Members>> members_of_all(std::span<const std::string> segments, const MembersReady& ready = {});
  /// The same, for who wants to know how many they are: a thousand segments of ten million rows are a gigabyte that
  /// nobody writes.
  std::vector<Result<SegmentCount>> counts_of_all(std::span<const std::string> segments, const CountReady& ready = {});
  /// Who satisfies a condition over rows of `entity`, such as `country = "SA" and any purchases`. The entity and
  /// `where` may stand before it, as somebody types it: `customer where country = "SA"`.
  Result<Members> members_where(std::string_view entity, std::string_view condition);
  /// Members in order of their key, with fields, attributes or expressions as columns (none: the key). `members` may be
  /// of another Evaluation of the same Engine; those of another Engine are kInvalidArgument.
  Result<Listing> list(const Members& members, const std::vector<std::string>& columns, uint64_t limit = UINT64_MAX);
  /// The same for any number of members: their rows as an Arrow stream, 2,048 at a time, whose columns keep their
  /// types. int: int64; decimal and money: decimal128 of 19 digits, money with the metadata `segql.currency`; float:
  /// double; date: date32; timestamp: microseconds in UTC; text, enums and points: large_utf8; a reference: the key of
  /// its row; sets and lists: list; maps: map. The caller releases the stream. The Engine must outlive it, and to read
  /// it is to use the Engine; a wish to cancel (EngineOptions::cancelled) ends it with ECANCELED.
  Result<ArrowArrayStream> export_arrow(const Members& members, const std::vector<std::string>& columns,
                                        uint64_t limit = UINT64_MAX);
  /// Takes a snapshot without `as of`: who satisfies its definition now. This changes nothing; `Engine::add_snapshot`
  /// makes them its members.
  Result<TakenSnapshot> take_snapshot(std::string_view segment);
  /// Why the row with this key (an int and an enum as text) is in `segment` or not, condition by condition, and when
  /// time alone changes that. kNotFound when no row has the key.
  /// With `looks_ahead` false the latter is not looked for, which takes most of the time.
  Result<Explanation> why(std::string_view segment, std::string_view key, bool looks_ahead = true);
  /// How `segment` is evaluated, as text for people: any stage.
  Result<std::string> explain(std::string_view segment, ExplainStage stage);
  /// The same of a condition over rows of `entity`, written as for `members_where`.
  Result<std::string> explain_where(std::string_view entity, std::string_view condition, ExplainStage stage);

 private:
  friend class Engine;
  struct SEGQL_HIDDEN Impl;
  explicit Evaluation(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A field of an entity or event read from a column of another name.
struct ColumnName {
  std::string field;
  std::string column;
};

/// A declared entity or event.
struct TableInfo {
  std::string name;
  bool is_event = false;
  std::vector<std::string> fields;
  std::vector<std::string> types;  ///< beside `fields`, as written: `money(SAR)?`
  uint64_t num_rows = 0;           ///< once loaded
};

/// A static segment, whose members are a list of keys that comes with the data.
struct KeyListInfo {
  std::string segment;
  std::string file;    ///< with the keys: a path as `add_source` names definitions, seen from where it is written
  std::string column;  ///< of the file; the key of the segment's entity
  SourceId source = 0;
  Span span;  ///< of the file's name in the definition
};

/// What holds between the members of two segments, whatever the data and the instant.
struct SegmentRelation {
  enum class Kind : uint8_t { kImplies, kEqual, kDisjoint } kind;  ///< kImplies: whoever is in a is in b
  std::string a, b;
};

/// Definitions; `name` is their path as imports and diagnostics name it, also where they stand in no file.
struct DefinitionText {
  std::string name;
  std::string text;
};

class SEGQL_EXPORT Engine {
 public:
  static Result<std::unique_ptr<Engine>> create(EngineOptions options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // ---- definitions ----

  /// Adds and parses one file of definitions; `name` is its path as imports and diagnostics name it. Before `check`.
  /// Mistakes in it are diagnostics, not errors.
  /// With `sees_all` it needs no imports, as what somebody types: it sees what every file defines.
  Result<SourceId> add_source(std::string name, std::string text, bool sees_all = false);
  /// As `add_source` for each of them, in their order, with `EngineOptions::threads` to parse them. When one cannot be
  /// a source, none is added.
  Status add_sources(std::vector<DefinitionText> texts);
  /// Paths that the files added so far import and that were not added, relative to nothing but the names given.
  std::vector<std::string> missing_imports() const;
  /// After `check`: the names of the sources that one which sees all would have to import.
  std::vector<std::string> sources_used_by(SourceId source) const;
  /// Checks everything added. False when something has errors; what is sound can be used all the same. A file that does
  /// not parse takes with it those that import it, and all when it may declare entities, events, relations or settings:
  /// they are not checked, because the names they would miss are no mistakes of theirs.
  bool check();
  /// After `check`: looks for segments that nobody or everybody is in (L-NEVER, L-ALWAYS), and whether the claims of
  /// the definitions hold (E0710, L-UNPROVED), and adds what it finds to `diagnostics`, once; `Limits::diagnostics`
  /// hold for that by itself. `EngineOptions::threads`
  /// work on it, and are gone afterwards. A thousand segments take milliseconds; what is hard to prove takes at most
  /// seconds in all, and half a second for each pair of segments in a claim.
  Status prove();
  /// What is found out about the sound claims of one source, in its order, without `prove`. After `check`.
  Result<std::vector<ClaimAnswer>> answer_claims(SourceId source) const;
  /// Of `add_source`, `check` and `prove`, in order of source and position.
  const std::vector<Diagnostic>& diagnostics() const;
  uint64_t num_errors() const;
  uint64_t num_warnings() const;
  /// Code, place, the line with carets, hint and fixes.
  std::string render(const Diagnostic& diagnostic, bool colour = false) const;
  std::string_view source_name(SourceId id) const;
  std::string_view source_text(SourceId id) const;
  /// A file in canonical form, as `format_source` writes it. kInvalidSource: it does not parse, with what is wrong;
  /// before `check`.
  Result<std::string> canonical(SourceId id) const;
  /// 1-based line and column (in code points) of a byte offset.
  std::pair<uint32_t, uint32_t> locate(SourceId id, uint32_t offset) const;
  /// Segments that need no arguments and have no errors, in source order.
  std::vector<SegmentInfo> segments() const;
  /// One written as in the language, also with arguments; `members` says when there is none.
  Result<SegmentInfo> find_segment(std::string_view segment);
  /// The sound segments that cannot be evaluated without arguments, as they are called: `slipping(days: int)`.
  std::vector<std::string> segments_with_arguments() const;
  std::vector<TableInfo> tables() const;
  /// Everything that is proved about pairs of the segments that `segments` lists, each pair at most once, after
  /// `check`. Segments that nobody or everybody is in are left out, which `check` warns of.
  std::vector<SegmentRelation> relations() const;
  /// What the definitions are made of, after `check`: the sound segments that need no arguments, the sound attributes,
  /// the segments with arguments that these use, and the fields of all tables. A snapshot uses the segment it is of.
  std::vector<DefinitionInfo> definitions() const;
  /// What the files declare, whether sound or not, in source order; without settings and tests. After `check`.
  std::vector<DeclarationInfo> declarations() const;
  /// The windows in a segment or attribute of `definitions()`, and what they stand for at an instant; those of
  /// attributes it uses of its own rows, too. Empty for fields. After `check`.
  Result<std::vector<TestWindow>> windows(const DefinitionInfo& definition, Instant as_of);
  /// The static segments that have no errors, in source order: `add_keys` and `import_keys` give them their members.
  std::vector<KeyListInfo> key_lists() const;
  /// The snapshots without `as of` that have no errors, in an order in which they can be taken: each after those it
  /// uses. With arguments: those that something in the definitions gives.
  std::vector<SnapshotInfo> snapshots() const;
  /// The same of one, written as in the language: also with other arguments. kNotFound when the segment is no snapshot
  /// without `as of`.
  Result<SnapshotInfo> find_snapshot(std::string_view segment);
  /// The same of several, each once and after those of them it uses. What `find_snapshot` does not find is left out.
  std::vector<SnapshotInfo> find_snapshots(const std::vector<std::string>& segments);
  /// The stages of Evaluation::explain that need no rows: kSource, kAst and kTyped. After `check`.
  Result<std::string> explain(std::string_view segment, ExplainStage stage);
  const std::string& timezone() const;  ///< of the project
  /// Which words may follow `text`: definitions that are begun, a question such as `customer where ...`, a segment, or
  /// a condition over rows of `entity` (empty: of none). Each is accepted by the checker with something after it, and
  /// of words, names and keywords that are, hardly one is missing; signs, numbers and texts in quotes are not looked
  /// for. Takes milliseconds. After `check`.
  Completions complete(std::string_view text, std::string_view entity = {});

  // ---- data ----

  /// Reads a stream to its end into an entity or event and releases it. After `check`, before `finish_load`.
  Status import_arrow(std::string_view table, ArrowArrayStream* stream, const std::vector<ColumnName>& mapping = {},
                      std::string origin = "host");
  /// Appends one row; fields that are not named take their default or are missing.
  Status append(std::string_view table, const std::vector<std::pair<std::string, Value>>& cells);
  /// The keys of a static segment; an int and an enum as text. After `check`, before `finish_load`, which finds their
  /// rows and reports those that no row has. Further calls add to the list. A static segment that is given no list, not
  /// even one without keys, cannot be evaluated.
  Status add_keys(std::string_view segment, const std::vector<std::string>& keys);
  /// The same from a stream with a column of the name of the key; reads it to its end and releases it.
  Status import_keys(std::string_view segment, ArrowArrayStream* stream, std::string origin = "host");
  /// The functions that the definitions declare with `extern`, by name. After `check`.
  std::vector<FunctionInfo> functions() const;
  /// What `extern` declares. After `check`; a later one of the same name replaces it, but for what an Evaluation has
  /// computed. A segment that uses a function which was not given cannot be evaluated; the others can. kNotFound when
  /// nothing declares it.
  Status add_function(std::string_view name, HostFunction function);
  /// The members of a snapshot, as they were when it was taken; the last given count. After `check`. Before
  /// `finish_load`, that finds their rows and reports the keys that no row has; later they are found at once, and an
  /// Evaluation there is keeps what it has computed. A snapshot that is given none cannot be evaluated.
  Status add_snapshot(TakenSnapshot taken, std::string origin = "host");
  /// Takes the rows of another Engine, which has loaded them, in place of rows that are added: two sets of definitions
  /// over the same rows, in memory once. Keys and snapshots are given to each. After `check`, before `finish_load`.
  /// From then on both belong to the same thread, and what is compiled for the one serves the other: this one evaluates
  /// with the engine, threads and processor of the other's options. kInvalidArgument unless both declare the same
  /// entities, events and relations, in the same order, and the same timezone.
  Status share_rows(const Engine& loaded);
  /// Whether the declarations of both allow that. After `check`.
  bool can_share_rows(const Engine& loaded) const;
  /// Forgets the rows, keys and snapshots added since `check`, for a host that starts over when one of its sources
  /// fails. Before `finish_load`; afterwards nothing changes.
  void discard_rows();
  /// Resolves references and sorts. Everything is ready to be evaluated afterwards; the report says what was not kept.
  /// After an error the rows are gone, and have to be added again.
  Result<LoadReport> finish_load();

  /// The key of a row of an entity; an int and an enum as text. After `finish_load`. kNotFound when there is no such
  /// row.
  Result<std::string> key_of(std::string_view entity, uint64_t row) const;

  // ---- evaluation ----

  /// The current instant, whole seconds.
  static Instant now();
  /// `now`, `2026-03-31` (start of that day), `2026-03-31T12:00[:30][Z|+03:00]`; local to the project's timezone.
  Result<Instant> parse_instant(std::string_view text) const;
  std::string format_instant(Instant instant) const;
  /// REQUIRES: finish_load. The Engine must outlive the Evaluation.
  Result<std::unique_ptr<Evaluation>> evaluate_at(Instant as_of);

  // ---- tests ----

  /// The sound tests of the definitions, in source order. After `check`.
  std::vector<TestInfo> tests() const;
  /// Runs test number `index` of `tests()` over the rows it gives, whatever data there is, with both engines unless
  /// `EngineOptions::engine` names one. An error, not a failure of the test, when it cannot be run.
  /// `covers`: what it sees of each condition is told, too, which takes some time.
  Result<TestResult> run_test(size_t index, bool covers = false);
  /// The segments that tests can be about, with what is to be seen of them, in source order. After `check`.
  std::vector<WrittenSegment> written_segments() const;

  const EngineOptions& options() const;

  struct SEGQL_HIDDEN Impl;

 private:
  friend class Evaluation;
  friend struct EngineAccess;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Canonical text of one file (`segql fmt`); kInvalidSource with rendered diagnostics when it does not parse.
SEGQL_EXPORT Result<std::string> format_source(std::string name, std::string text, const Limits& limits = {});

/// "0.1.0".
SEGQL_EXPORT const char* version();

}  // namespace segql
