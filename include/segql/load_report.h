#pragma once
/// What happened to the rows of each source: nothing is dropped or changed without standing here.

#include <cstdint>
#include <string>
#include <vector>

#include "segql/export.h"

namespace segql {

enum class ProblemKind : uint8_t {
  kMissingColumn,  ///< the source has no column for a field that may be missing: every row is taken as missing
  kMalformedLine,  ///< a line of a text file that is no row of its table: not kept; `row` is its line number
  kMissingValue,   ///< a required value is missing: the row is not kept
  kWrongType,      ///< a value that is not of the field's type: missing if the field may be missing, else row not kept
  kOutOfRange,     ///< a number, date or decimal that the type cannot hold exactly: likewise
  kNotANumber,     ///< NaN: missing if the field may be missing, and then informational, else row not kept
  kUnknownEnumValue,   ///< as for kWrongType
  kDuplicateKey,       ///< an earlier row with the same key is replaced by this one
  kDanglingReference,  ///< a reference to a row that does not exist: kept as missing (also where the field is required)
  kMissingReference,   ///< an event without the owner a relation needs: kept, and in no row set of that relation
  kUnknownKey,         ///< a key of a static segment or snapshot that no row has: not kept; where it stood is not known
  kChangedDefinition,  ///< a snapshot was taken of another definition than the one there is: its members are those of
                       ///< then; the example is the instant
  kUnusedSnapshot,     ///< what is written down of a snapshot is not used; the example says why
};
/// Name of a kind as printed by the program, such as "missing-value".
SEGQL_EXPORT const char* problem_kind_name(ProblemKind kind);

struct ProblemExample {
  /// 1-based. Of kMalformedLine the line in its file, where a record with line breaks inside quotes counts as one;
  /// otherwise the row in its source, for which only lines that could be split into columns count. So a row that comes
  /// after a malformed line has a smaller number than its line.
  /// 0: not known.
  uint64_t row = 0;
  std::string value;  ///< as it stood in the source, shortened
};
/// One class of problem in one column.
struct Problem {
  ProblemKind kind;
  std::string column;
  uint64_t count = 0;
  bool drops_row = false;  ///< rows with it were not kept
  bool informational =
      false;  ///< expected by the schema (a missing reference in a `ref x?` field); never an error under --strict
  std::vector<ProblemExample> examples;  ///< the first few
};

struct SourceReport {
  std::string table;               ///< entity, event, static segment or snapshot
  std::string origin;              ///< file, glob, query or "host"
  bool is_static_segment = false;  ///< the rows are its keys
  bool is_snapshot = false;        ///< likewise
  uint64_t rows_read = 0;
  uint64_t rows_kept = 0;
  std::vector<Problem> problems;
  double seconds = 0;
};

struct LoadReport {
  std::vector<SourceReport> sources;
  double seconds = 0;
  uint64_t memory_bytes = 0;  ///< of all tables when done
  /// True when some problem is not informational.
  SEGQL_EXPORT bool has_problems() const;
};

}  // namespace segql
