#pragma once
/// Every limit of the engine in one place. Exceeding one is an error that names the limit, never a crash; the last two
/// bound what is remembered, and exceeding them is no error.

#include <cstddef>
#include <cstdint>

namespace segql {

struct Limits {
  size_t source_bytes = size_t{64} << 20;  ///< one file of definitions
  uint32_t nesting = 200;                  ///< parentheses, blocks, `not`s and row sets inside one another
  uint32_t list_items = 1'000'000;         ///< literals in one `in (...)`
  uint32_t declaration_words = 500'000;    ///< words of one declaration, those in lists of literals not counted
  uint32_t diagnostics = 100;              ///< kept per run; the rest are counted
  uint32_t expansion = 100'000;            ///< typed nodes of one segment after `define`s and parameters are put in
  uint32_t reference_depth = 100;          ///< attributes, defines and segments using one another
  uint32_t instances = 10'000;             ///< segments with arguments that one check or question leads to
  uint32_t past_instants = 1'000;          ///< that one segment looks at: snapshots, and `was in`, inside one another
  uint32_t rule_firings = 100'000;         ///< optimiser, per segment
  size_t regex_memory = size_t{8} << 20;   ///< bytes RE2 may use for one `matches`
  size_t made_text_bytes =
      size_t{1} << 30;  ///< texts that functions make of the distinct texts of columns, for one plan
  uint64_t rows_per_table = UINT32_MAX - 1;  ///< row ids are 32 bits wide

  // What is remembered of questions: segments with arguments, conditions and columns asked for as text. Beyond a limit
  // all of them are forgotten at once, before the next is answered: whatever is asked again is worked out again.
  // (What the files of the project define is kept as long as the Engine, and its answers as long as the Evaluation.)
  size_t question_bytes = size_t{64} << 20;  ///< the texts and their trees, of an Engine
  size_t answer_bytes = size_t{1} << 30;     ///< their bitmaps and columns, of an Evaluation
};

}  // namespace segql
