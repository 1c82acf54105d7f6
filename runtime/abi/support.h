#pragma once
/// Support functions: what compiled code calls and the interpreter uses too, so that both engines share one meaning of
/// time, exact arithmetic, text order, lists and collections. This header is the door; each part has its own.
///
/// Common to all of them:
/// - `extern "C"`, plain types only. Flags and answers are uint32_t, 0 or 1. A 128-bit integer travels by pointer,
///   aligned to 16 bytes.
/// - Total: no input is undefined behaviour, because compiled code may call them with the arbitrary cells of missing
///   rows. What they answer then is specified or irrelevant; pointers must be good.
/// - A function that can have no result returns 1 and writes `*out`, or returns 0 (missing) and leaves `*out` alone.
/// - Values that do not fit are counted in EvalContext::num_overflows (law 8). Engines may evaluate a value for a row
///   whose membership is already decided, so the number says "there were some", not how many rows are concerned.

#include "runtime/abi/support_collect.h"
#include "runtime/abi/support_items.h"
#include "runtime/abi/support_tally.h"
#include "runtime/abi/support_time.h"
#include "runtime/abi/support_wide.h"
