# How SegQL's own code is compiled. Everything reaches a target through segql_flags, which every SegQL target links
# privately, so nothing leaks into a program that embeds the library.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)  # a user of libsegql.so sees what is marked SEGQL_EXPORT
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug, RelWithDebInfo" FORCE)
endif()

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(SEGQL_CCACHE ccache)
  mark_as_advanced(SEGQL_CCACHE)
  if(SEGQL_CCACHE)
    # Paths relative to the source folder, so that build folders with the same options share their objects.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" "${SEGQL_CCACHE}")
    set(CMAKE_C_COMPILER_LAUNCHER "${CMAKE_CXX_COMPILER_LAUNCHER}")
  endif()
endif()

add_library(segql_flags INTERFACE)

# ---- warnings ----
# Not here: -Wconversion and -Wsign-conversion. Arithmetic on int32 columns, masks and shifts would drown in casts, and a
# cast silences what the undefined-behaviour sanitizer would have caught. -Wfloat-conversion keeps the part that finds bugs.
target_compile_options(segql_flags INTERFACE
  -Wall -Wextra -Wpedantic
  -Wshadow -Wcast-align -Wformat=2 -Wimplicit-fallthrough -Wfloat-conversion -Wundef -Wvla
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
  $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  $<$<COMPILE_LANGUAGE:CXX>:-Wsuggest-override>
  $<$<COMPILE_LANGUAGE:CXX>:-Wextra-semi>
  $<$<BOOL:${SEGQL_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(segql_flags INTERFACE -Wduplicated-cond -Wlogical-op
    # g++ 12 reports these inside its own <string> at -O2 and above (GCC bugs 105651 and 105329).
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>
    # Guesses about memory that depend on what was inlined, wrong for boost's small vectors at -O3 and for anything under a
    # sanitizer. What is uninitialised for certain is still -Wuninitialized, in -Wall.
    -Wno-maybe-uninitialized)
else()
  # clang reports std::get_temporary_buffer inside g++ 12's own std::stable_sort.
  target_compile_options(segql_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-deprecated-declarations>)
endif()

# ---- sanitizers ---- for every target, generated code included, because the runtimes must see every allocation
if(SEGQL_SANITIZE)
  add_compile_options(-fsanitize=${SEGQL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SEGQL_SANITIZE})
else()
  add_link_options(LINKER:--as-needed LINKER:--no-undefined)
endif()

# ---- libFuzzer ---- everything is instrumented for coverage; only the fuzz targets link its main
if(SEGQL_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SEGQL_FUZZ needs clang, not ${CMAKE_CXX_COMPILER_ID}: configure with `cmake --preset fuzz`")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
