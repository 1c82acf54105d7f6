#pragma once
/// `SEGQL_TRY(auto x, f())`: x is f()'s value, or the enclosing function returns f()'s error.
/// `SEGQL_CHECK(c)`: aborts with the location when an invariant of ours does not hold (never for user input).

#include <cstdio>
#include <cstdlib>

#define SEGQL_CONCAT_(a, b) a##b
#define SEGQL_CONCAT(a, b) SEGQL_CONCAT_(a, b)
#define SEGQL_TRY_(tmp, decl, expr)                    \
  auto tmp = (expr);                                   \
  if (!tmp.ok()) return ::std::move(tmp).take_error(); \
  decl = ::std::move(tmp).value()
#define SEGQL_TRY(decl, expr) SEGQL_TRY_(SEGQL_CONCAT(segql_try_, __COUNTER__), decl, expr)
#define SEGQL_TRY_VOID_(tmp, expr) \
  if (auto tmp = (expr); !tmp.ok()) return ::std::move(tmp).take_error()
#define SEGQL_TRY_VOID(expr) SEGQL_TRY_VOID_(SEGQL_CONCAT(segql_try_, __COUNTER__), expr)

#define SEGQL_CHECK(condition)                                                                        \
  do {                                                                                                \
    if (!(condition)) {                                                                               \
      ::std::fprintf(stderr, "segql: internal error at %s:%d: %s\n", __FILE__, __LINE__, #condition); \
      ::std::abort();                                                                                 \
    }                                                                                                 \
  } while (false)
