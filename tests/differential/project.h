#pragma once
/// `Project`: random definitions of a world: segments with clauses, parts, lists, snapshots, attributes and defines.
/// What each has in SQL is a table of its members or values, made when something asks for it, for the zone and instant
/// asked.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/differential/calendar.h"
#include "tests/differential/random.h"

namespace segql::testing {

/// A condition or value. SQL conditions are never NULL; SQL values are NULL when missing.
struct Pair {
  std::string segql;
  std::string sql;
};

/// What a parameter stands for: `$n` in the text of a definition; in SQL the value it is called with.
struct Argument {
  std::string name, type;
  Pair value;
  int scale = 0;
};
using Arguments = std::vector<Argument>;

/// One way to call a definition.
struct Call {
  std::string text;  ///< `s3(n: 5)`
  Arguments arguments;
};

/// A definition written once more, for a zone and an instant: its text is the same each time.
struct Written {
  std::string text;   ///< without the name: `of customer { where ... }`
  std::string query;  ///< `select ... as k`, of an attribute `select ... as k, ... as v`
};

struct Definition {
  enum class Kind {
    kSegment,
    kDefine,
    kNumber,
    kMoney,
    kText,
    kTime,
    kDate,
    kFloat,
    kEnum,
    kBool,
    kProduct,
    kCustomer,
    kPoint
  } kind = Kind::kSegment;
  std::string name, entity;
  std::vector<Call> calls;
  int scale = 0;           ///< kNumber, kMoney
  bool of_events = false;  ///< reads nothing but events and keys: its past can be computed
  std::function<Written(const Calendar&, const Arguments&)> write;
};

/// Rows of an entity by the hash of their key under a seed; `table` has them in SQL.
struct Bucketing {
  std::string entity, seed, table;
};

class Project {
 public:
  /// `calendar` is of the project's timezone, and of the instant that dates in the text are near to.
  Project(uint64_t seed, const Calendar& calendar);
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  const std::string& text() const { return text_; }
  /// When the snapshots without `as of` were taken.
  int64_t taken() const { return taken_; }
  const std::string& other_zone() const { return other_zone_; }
  const Calendar& calendar() const { return calendar_; }
  const std::vector<Bucketing>& bucketings() const { return bucketings_; }
  /// The keys of each static segment.
  const std::map<std::string, std::vector<std::string>>& lists() const { return lists_; }
  size_t num_definitions() const { return definitions_.size(); }
  const Definition& definition(size_t index) const { return definitions_[index]; }

  /// A definition of that kind and entity among the first `num_known`, if there is one.
  std::optional<size_t> pick(Random& random, Definition::Kind kind, const std::string& entity, size_t num_known,
                             bool of_events) const;
  /// One of the ways to call a definition; what `around` has may be handed on, `d3(n: $n)`.
  Call some_call(Random& random, size_t index, const Arguments& around) const;
  /// Its table in SQL.
  std::string table(size_t index, const Arguments& arguments, const Calendar& calendar);
  std::string table(size_t index, size_t call, const Calendar& calendar) {
    return table(index, definitions_[index].calls[call].arguments, calendar);
  }
  /// Every segment and define over `entity` as a condition; and what holds for parts whatever their members are: no two
  /// have a row in common, and together they have those of the whole.
  std::vector<Pair> everything(const std::string& entity);
  /// What makes the tables that were asked for since the last time.
  std::vector<std::string> take_statements();

 private:
  using Kind = Definition::Kind;
  enum class Snapshot { kNone, kOfInstant, kTaken };
  /// Definitions by index and call.
  using Ref = std::pair<size_t, size_t>;
  struct Parts {
    std::string entity;
    std::vector<size_t> parts;
    std::vector<Ref> wholes;  ///< together they have the members of the parts; of a split that leaves some out: nothing
  };

  void add(Definition definition);
  std::string some_entity() { return random_.chance(65) ? "customer" : "product"; }
  // project.cc
  void add_attribute();
  void add_define();
  /// Adds the calls and returns what declares the parameters.
  std::string add_parameters(Definition& definition, int percent);
  // project_segments.cc
  void add_segment();
  void add_static_segment();
  void add_split();
  void add_priority_list();
  void add_part(const std::string& name, const std::string& entity, bool of_events,
                std::function<std::string(const Calendar&)> query);
  Written write_segment(uint64_t seed, const std::string& entity, size_t num_known, bool of_events, Snapshot snapshot,
                        const Calendar& calendar, const Arguments& arguments);

  Random random_;
  Calendar calendar_;
  int64_t taken_;
  std::string other_zone_;
  std::string text_;
  std::vector<Definition> definitions_;
  std::vector<Bucketing> bucketings_;
  std::map<std::string, std::vector<std::string>> lists_;
  std::vector<Parts> parts_;
  std::map<std::string, std::string> tables_;  ///< by what they are of
  std::vector<std::string> statements_;
};

/// The name of an entity's key.
inline const char* key_of(const std::string& entity) { return entity == "customer" ? "id" : "sku"; }

}  // namespace segql::testing
