#pragma once
/// The text that something was written as: what a fix keeps.

#include <string_view>

#include "compiler/check/env.h"

namespace segql::check {

/// Empty for what is in no file: a condition that was typed in.
std::string_view written(const Env& env, Span at);
std::string_view written_between(const Env& env, Span before, Span after);

/// A comment stands there, or begins there.
bool has_comment(const Env& env, Span at);

}  // namespace segql::check
