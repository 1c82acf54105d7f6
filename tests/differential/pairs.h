#pragma once
/// `PairMaker`: random typed conditions, each as SegQL and, written from language.md and from nothing of the engine, as
/// SQL.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/differential/calendar.h"
#include "tests/differential/project.h"
#include "tests/differential/random.h"

namespace segql::testing {

/// An exact number; the SQL is a hugeint equal to the value times 10^scale.
struct Number {
  Pair pair;
  int scale = 0;
  bool money = false;
};

/// The types of single values; references by what they refer to.
enum class Scalar : uint8_t {
  kText,
  kInt,
  kDecimal,
  kFloat,
  kBool,
  kDate,
  kTimestamp,
  kMoney,
  kEnum,
  kProduct,
  kCustomer,
  kPoint
};

/// A point as it is written, and what it is in SQL: an integer, those further south first, and of these the first going
/// east from Greenwich.
struct PointText {
  const char* text;
  int64_t latitude, longitude;  ///< in units of 1e-7 degree
  int64_t cell() const { return latitude * 4'294'967'296 + (longitude < 0 ? longitude + 4'294'967'296 : longitude); }
};
inline const std::vector<PointText> kPoints{
    {"24.7136,46.6753", 247'136'000, 466'753'000},   {" 24.71360004 , 46.67529996 ", 247'136'000, 466'753'000},
    {"24.7136,-46.6753", 247'136'000, -466'753'000}, {"-33.8688,151.2093", -338'688'000, 1'512'093'000},
    {"-0.0000001,180", -1, 1'800'000'000},           {"0,0", 0, 0},
    {"90,-180", 900'000'000, -1'800'000'000}};

/// An instant that is known before rows are looked at.
struct FixedInstant {
  std::string segql;
  int64_t micros = 0;
  bool is_day = false;  ///< it stands for the start of a local day
};

/// What a text stands in.
struct Surroundings {
  Project* project = nullptr;  ///< what else there is; null: nothing
  size_t num_known = 0;        ///< its first definitions, which may be used
  Arguments arguments;         ///< of the definition that is written
  bool of_events = false;      ///< nothing is read but events and keys
};

class PairMaker {
 public:
  PairMaker(Random& random, const Calendar& calendar, Surroundings around = {})
      : random_(random),
        calendar_(calendar),
        around_(std::move(around)),
        written_today_(around_.project != nullptr ? around_.project->calendar().today() : calendar.today()) {}

  /// A condition over rows of `entity` ("customer" or "product"), SQL alias r0, nested at most `depth` deep.
  Pair condition(const std::string& entity, int depth);
  /// Values of the same, as of an attribute: not too large, not with too many digits.
  Number attribute_number(const std::string& entity, bool money);
  Pair attribute_value(const std::string& entity, Definition::Kind kind);
  /// What `take` goes by: a number, a date or an instant; and a field it goes `per`.
  Pair score(const std::string& entity);
  Pair group(const std::string& entity);
  /// What is another thing in another zone.
  Pair of_the_clock(const std::string& entity);
  /// A date or a time; with `relative` also one that counts from the as-of.
  FixedInstant fixed_instant(bool relative);

 private:
  /// A row in scope: the subject, or the row of a row set.
  struct Frame {
    std::string table;
    std::string alias;
    std::string label;  ///< how inner scopes reach it: "self" or the row set's label; "": they cannot
  };
  struct Rows {
    std::string segql;  ///< `p1: purchases within last 3 days where (...)`
    std::string sql;    ///< `from purchase r1 where ...`
  };
  /// Something a name leads to: the row itself (frame) or a product or customer through a reference.
  struct Place {
    std::string table;
    std::string segql;  ///< prefix with dot, or ""
    std::string key;    ///< SQL of the row's key; "" for a frame's own row
    std::string alias;  ///< of a frame's own row
  };

  // pairs.cc
  void begin(const std::string& entity);
  Pair any(int depth);
  /// Only the subject is in scope, and its fields must not be read.
  bool closed() const { return around_.of_events && frames_.size() == 1; }
  /// A parameter of the definition that is written, of this name.
  const Argument* argument(const char* name) const;
  Pair leaf();
  Pair logic(int depth);
  // pairs_values.cc
  Place place(bool own_only = false);
  Place nearby(bool own_only);
  Pair field(const Place& place, const std::string& name) const;
  Number number(int depth);
  Number number_field(bool money);
  Number literal(bool money);
  Pair compare_numbers(int depth);
  Pair text_value(std::string& column_kind);
  Pair text_field(std::string& column_kind);
  Pair text_condition();
  // pairs_links.cc
  /// What a link of the innermost row leads to; without a key when there is none that may be followed.
  Place referred();
  /// What an attribute of `from` leads to, by chance; else `from`.
  Place followed(const Place& from);
  std::optional<Pair> host_call(const Place& at, Scalar type);
  // pairs_conditions.cc
  Pair bool_condition();
  Pair enum_condition();
  Pair real_condition();
  Pair date_condition();
  Pair reference_condition();
  Pair presence_condition();
  /// SQL of the key of the row that `place` is.
  static std::string key_at(const Place& place);
  /// `count`: a number from 1 on, or a parameter.
  Pair count(int64_t number);
  // pairs_members.cc
  std::optional<Pair> attribute(const Place& place, Definition::Kind kind, int& scale);
  Pair member_condition();
  Pair define_condition();
  Pair was_in_condition();
  /// A segment of `entity` and the SQL query of its members' keys.
  Pair some_segment(const std::string& entity);
  // pairs_sets.cc
  Pair set_condition();
  Pair map_condition();
  // pairs_times.cc
  Pair anniversary_condition();
  Pair time_comparison();
  Pair time_aggregate(int depth);
  Pair real_aggregate(int depth);
  Pair same_row_condition();
  // pairs_functions.cc
  /// A date or timestamp field; events have no date, which `date` then says.
  Pair time_field(bool& date);
  Pair time_function(bool& date);
  Number calendar_part();
  Number rounded(const Number& a);
  Number number_function(int depth, bool money);
  Pair text_function(const Pair& a, const Pair& b);
  // pairs_rows.cc
  bool has_rows() const;
  Rows rows(int depth, bool satisfiable_scope = false);
  Pair quantified(int depth);
  Number aggregate(int depth, bool money);
  Pair text_aggregate(int depth);
  // pairs_populations.cc
  Number place_in_population();
  // pairs_sequences.cc
  struct StepRows {
    std::string path, table, owner, owner_key;
  };
  struct Sequence {
    std::vector<StepRows> steps;
    int matching = 0;  ///< any, first, strict, any in words
    int percent_limited = 50;
    std::string segql;  ///< of the steps so far
  };
  StepRows step_rows();
  Pair step_limit();
  std::string step_from(const StepRows& rows, const std::string& alias) const;
  Pair sequence(int depth);
  std::string happened(Sequence& all, size_t index, const std::string& window, const std::string& previous, int depth);
  std::string steps_from(Sequence& all, size_t index, const std::string& previous, int depth);
  // pairs_typed.cc
  std::optional<Pair> field_of(const Place& at, Scalar type);
  Pair constant(Scalar type);
  std::optional<Pair> aggregate_of(Scalar type);
  std::optional<Pair> typed_value(Scalar type, int depth);
  Pair typed_condition();
  Pair typed_set_condition();
  // pairs_windows.cc
  struct WindowPair {
    std::string segql;  ///< "" when none
    std::string sql;    ///< over a timestamp expression written {}
  };
  /// A bound of a window: a fixed instant, a parameter, or what is in a row.
  struct Bound {
    Pair at;
    std::string next_day;  ///< SQL of the start of the day after; "": `at` is no day
  };
  WindowPair window(bool for_rows, bool none_allowed);
  WindowPair within(bool days_only);
  WindowPair bounded(bool for_rows);
  WindowPair during(const std::string& clip);
  Bound bound();
  /// The day `count` units from now, by the same time of the clock.
  int64_t rolled(const std::string& unit, int count) const;

  Random& random_;
  const Calendar calendar_;
  const Surroundings around_;
  const date::local_days written_today_;  ///< dates in the text are near to it, whatever the calendar
  std::vector<Frame> frames_;
  int next_row_ = 1;
};

}  // namespace segql::testing
