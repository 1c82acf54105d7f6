#pragma once
/// SEGQL_PER_MACHINE before a function of plain loops: it is compiled for several generations of processors, and the
/// one there is chosen when the program starts. Nothing where the compiler cannot, or a sanitizer is in the way.

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define SEGQL_PER_MACHINE __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
/// Also for processors that count the bits of vectors.
#define SEGQL_PER_MACHINE_COUNTING \
  __attribute__((target_clones("arch=icelake-server", "arch=x86-64-v4", "avx2", "default")))
#else
#define SEGQL_PER_MACHINE
#define SEGQL_PER_MACHINE_COUNTING
#endif
