#pragma once
/// `take`, `sample` and parts of splits: which rows of a population are kept (language.md section 4); `ntile` and
/// `percentile`: which place each has.

#include <cstdint>
#include <span>
#include <string_view>

#include "compiler/check/hir.h"
#include "engine/scan_runner.h"
#include "runtime/bitmap/bitmap.h"
#include "runtime/table/table.h"

namespace segql::engine {

/// The rows of `population` that `take` keeps. `by` and `per` (null without one) hold values for at least those rows.
/// A percentage counts every row of the population (of its group), also those without a score, which never rank; rows
/// whose `per` is missing are a group of their own. A cut among equal scores goes by key; `keys`:
/// those of the table.
runtime::Bitmap take(const hir::Take& take, const runtime::Bitmap& population, const ScanOutput& by,
                     const ScanOutput* per, const runtime::Column& keys);

/// The rows of `members` whose hash of (seed, key) lies where `sample` says: a row's place never depends on the others.
runtime::Bitmap sample(const hir::Sample& sample, const runtime::Bitmap& members, const runtime::Table& table,
                       schema::FieldId key);

/// The place of each row of `population` among the scores of that population, by `ranking`. With n scores of which
/// `below` are smaller and `up_to` smaller or equal: of N tiles the place is below * N / n + 1, rounded down, so that
/// equal scores share a tile; the percentile is up_to / n (the cumulative distribution, 1 for the highest).
ScanOutput places(const hir::Ranking& ranking, const runtime::Bitmap& population, const ScanOutput& scores);

}  // namespace segql::engine
