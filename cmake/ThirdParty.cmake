# Every library SegQL links, found once, as an imported target. Debian 12 packages are enough for all of them
# (tools/setup.sh installs them); DuckDB alone may have to be fetched, see DuckDB.cmake.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS container)
find_package(fmt REQUIRED CONFIG)
find_package(date REQUIRED CONFIG)
find_package(roaring REQUIRED CONFIG)
find_package(tomlplusplus REQUIRED CONFIG)
find_package(nlohmann_json REQUIRED CONFIG)
find_package(CLI11 REQUIRED CONFIG)

# Libraries whose Debian package has no CMake description.
function(segql_import target header library package)
  if(TARGET ${target})
    return()
  endif()
  string(MAKE_C_IDENTIFIER "SEGQL_${target}" id)
  find_path(${id}_INCLUDE ${header})
  find_library(${id}_LIBRARY NAMES ${library})
  mark_as_advanced(${id}_INCLUDE ${id}_LIBRARY)
  if(NOT ${id}_INCLUDE OR NOT ${id}_LIBRARY)
    message(FATAL_ERROR "${header} or lib${library} not found: install the Debian package ${package}, or run tools/setup.sh")
  endif()
  add_library(${target} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES
    IMPORTED_LOCATION "${${id}_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${${id}_INCLUDE}")
endfunction()
segql_import(re2::re2 re2/re2.h re2 libre2-dev)
segql_import(utf8proc::utf8proc utf8proc.h utf8proc libutf8proc-dev)
segql_import(xxhash::xxhash xxhash.h xxhash libxxhash-dev)
segql_import(zstd::zstd zstd.h zstd libzstd-dev)
segql_import(zlib::zlib zlib.h z zlib1g-dev)
if(SEGQL_CONNECT)
  segql_import(xlsxwriter::xlsxwriter xlsxwriter.h xlsxwriter libxlsxwriter-dev)
  segql_import(edit::edit histedit.h edit libedit-dev)
endif()

# ANTLR: the tool that generates the parser, and its runtime. Only compiler/syntax may see it.
find_program(SEGQL_ANTLR4 antlr4)
find_package(antlr4-runtime REQUIRED CONFIG)
if(NOT SEGQL_ANTLR4)
  message(FATAL_ERROR "antlr4 not found: install the Debian package antlr4, or run tools/setup.sh")
endif()
add_library(antlr::runtime INTERFACE IMPORTED)
target_link_libraries(antlr::runtime INTERFACE antlr4_shared)
target_include_directories(antlr::runtime SYSTEM INTERFACE "${ANTLR4_INCLUDE_DIR}")

# LLVM: only compiler/codegen may see it. The shared library keeps our link times and binaries small.
if(SEGQL_JIT)
  find_package(LLVM 19.1 REQUIRED CONFIG)
  separate_arguments(llvm_definitions UNIX_COMMAND "${LLVM_DEFINITIONS}")
  # -D_GNU_SOURCE is g++'s default and __STDC_*_MACROS mean nothing to C++11 and later: keep only what changes a header.
  list(FILTER llvm_definitions INCLUDE REGEX "LLVM")
  add_library(llvm::llvm INTERFACE IMPORTED)
  target_link_libraries(llvm::llvm INTERFACE LLVM)
  target_include_directories(llvm::llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
  target_compile_options(llvm::llvm INTERFACE ${llvm_definitions} $<$<NOT:$<BOOL:${LLVM_ENABLE_RTTI}>>:-fno-rtti>)
endif()

if(SEGQL_CONNECT)
  include(DuckDB)
endif()
