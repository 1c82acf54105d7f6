#pragma once
/// `PairMaker`: random typed conditions, each as SegQL and, written from language.md and from nothing of the engine, as
/// SQL.

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

/// An exact number; the SQL is a hugeint equal to the value times 10^scale.
struct Number {
  Pair pair;
  int scale = 0;
  bool money = false;
};

class PairMaker {
 public:
  PairMaker(Random& random, const Calendar& calendar) : random_(random), calendar_(calendar) {}

  /// A condition over rows of `entity` ("customer" or "product"), SQL alias r0, nested at most `depth` deep.
  Pair condition(const std::string& entity, int depth);

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
  Pair any(int depth);
  Pair leaf();
  Pair logic(int depth);
  // pairs_values.cc
  Place place(bool own_only = false);
  Pair field(const Place& place, const std::string& name) const;
  Number number(int depth);
  Number number_field(bool money);
  Number literal(bool money);
  Pair compare_numbers(int depth);
  Pair text_value(std::string& column_kind);
  Pair text_field(std::string& column_kind);
  Pair text_condition();
  Pair bool_condition();
  Pair enum_condition();
  Pair real_condition();
  Pair date_condition();
  Pair reference_condition();
  Pair presence_condition();
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
    std::string path, table, owner;
  };
  struct Sequence {
    std::vector<StepRows> steps;
    int matching = 0;   ///< any, first, strict
    std::string segql;  ///< of the steps so far
  };
  StepRows step_rows();
  std::string step_from(const StepRows& rows, const std::string& alias) const;
  Pair sequence(int depth);
  std::string happened(Sequence& all, size_t index, const std::string& window, const std::string& previous, int depth);
  std::string steps_from(Sequence& all, size_t index, const std::string& previous, int depth);
  // pairs_windows.cc
  struct WindowPair {
    std::string segql;  ///< "" when none
    std::string sql;    ///< over a timestamp expression written {}
  };
  WindowPair window(bool for_rows, bool none_allowed);
  Pair instant(bool allow_rows);

  Random& random_;
  const Calendar& calendar_;
  std::vector<Frame> frames_;
  int next_row_ = 1;
};

}  // namespace segql::testing
