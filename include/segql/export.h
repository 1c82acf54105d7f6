#pragma once
/// Marks what the shared library shows to its users.

#if defined(_WIN32)
#define SEGQL_EXPORT
#else
#define SEGQL_EXPORT __attribute__((visibility("default")))
#endif
