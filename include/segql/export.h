#pragma once
/// Marks what the shared library shows to its users, and the parts of it that are nobody's business.

#if defined(_WIN32)
#define SEGQL_EXPORT
#define SEGQL_HIDDEN
#else
#define SEGQL_EXPORT __attribute__((visibility("default")))
#define SEGQL_HIDDEN __attribute__((visibility("hidden")))
#endif
