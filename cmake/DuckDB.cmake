# duckdb::duckdb, the C API of DuckDB: a system installation if there is one, otherwise two packages of the npm registry,
# fetched by name, checked by digest and kept in SEGQL_CACHE_DIR so that every build tree shares one download:
#   @duckdb/node-bindings-<platform>   the shared library
#   duckdb                             duckdb.h, of the same DuckDB version
# Sets SEGQL_DUCKDB_FETCHED; a fetched library is installed beside libsegql.so.

set(SEGQL_DUCKDB_VERSION 1.4.4)
set(SEGQL_DUCKDB_HEADER_SHA256 5bb967dcbcd517670ba5f169f238fb9d6787e53752c60ebe24386169d76941ed)
set(SEGQL_DUCKDB_x86_64 linux-x64 1.4.4-r.4 732fac4dc6b8f198870b9c4bb6ddf13544466daca00ad28ba2f1d80de5d7aa4b)
set(SEGQL_DUCKDB_aarch64 linux-arm64 1.4.4-r.3 7a3b62c524849af848b2d4e278bad56324e20f5e8b1d3fe3acd324ead28e1e0c)

# Fetches one npm package and unpacks one of its files to `destination`.
function(segql_fetch_npm package version sha256 file destination)
  find_program(SEGQL_NPM npm)
  mark_as_advanced(SEGQL_NPM)
  if(NOT SEGQL_NPM)
    message(FATAL_ERROR "DuckDB is not installed and npm, which would fetch it, is not either: run tools/setup.sh")
  endif()
  string(MAKE_C_IDENTIFIER "${package}" id)
  string(RANDOM LENGTH 8 suffix)
  set(work "${SEGQL_CACHE_DIR}/tmp-${id}-${suffix}")
  file(MAKE_DIRECTORY "${work}")
  message(STATUS "Fetching ${package}@${version} from the npm registry")
  execute_process(
    COMMAND "${SEGQL_NPM}" pack --loglevel=error "${package}@${version}"
    WORKING_DIRECTORY "${work}" RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  file(GLOB archive "${work}/*.tgz")
  if(NOT status EQUAL 0 OR NOT archive)
    file(REMOVE_RECURSE "${work}")
    message(FATAL_ERROR "`npm pack ${package}@${version}` failed (${status}). Is the npm registry reachable?\n${output}")
  endif()
  file(SHA256 "${archive}" digest)
  if(NOT digest STREQUAL sha256)
    file(REMOVE_RECURSE "${work}")
    message(FATAL_ERROR "${package}@${version} has SHA-256 ${digest}, expected ${sha256}")
  endif()
  file(ARCHIVE_EXTRACT INPUT "${archive}" DESTINATION "${work}" PATTERNS "package/${file}")
  if(NOT EXISTS "${work}/package/${file}")
    file(REMOVE_RECURSE "${work}")
    message(FATAL_ERROR "${package}@${version} holds no ${file}")
  endif()
  # Renamed into place last: a file that exists is whole, whatever interrupted an earlier run.
  get_filename_component(folder "${destination}" DIRECTORY)
  file(MAKE_DIRECTORY "${folder}")
  file(RENAME "${work}/package/${file}" "${destination}")
  file(REMOVE_RECURSE "${work}")
endfunction()

find_path(SEGQL_DUCKDB_INCLUDE duckdb.h)
find_library(SEGQL_DUCKDB_LIBRARY duckdb)
mark_as_advanced(SEGQL_DUCKDB_INCLUDE SEGQL_DUCKDB_LIBRARY)

if(SEGQL_DUCKDB_INCLUDE AND SEGQL_DUCKDB_LIBRARY)
  set(SEGQL_DUCKDB_FETCHED OFF)
  set(duckdb_include "${SEGQL_DUCKDB_INCLUDE}")
  set(duckdb_library "${SEGQL_DUCKDB_LIBRARY}")
else()
  set(SEGQL_DUCKDB_FETCHED ON)
  if(NOT DEFINED SEGQL_DUCKDB_${CMAKE_SYSTEM_PROCESSOR})
    message(FATAL_ERROR "No DuckDB package is known for ${CMAKE_SYSTEM_PROCESSOR}: install DuckDB ${SEGQL_DUCKDB_VERSION} "
                        "(duckdb.h and libduckdb.so), or configure with -DSEGQL_CONNECT=OFF")
  endif()
  list(GET SEGQL_DUCKDB_${CMAKE_SYSTEM_PROCESSOR} 0 platform)
  list(GET SEGQL_DUCKDB_${CMAKE_SYSTEM_PROCESSOR} 1 version)
  list(GET SEGQL_DUCKDB_${CMAKE_SYSTEM_PROCESSOR} 2 sha256)
  set(duckdb_root "${SEGQL_CACHE_DIR}/duckdb-${version}-${platform}")
  set(duckdb_include "${duckdb_root}/include")
  if(NOT EXISTS "${duckdb_include}/duckdb.h")
    segql_fetch_npm(duckdb ${SEGQL_DUCKDB_VERSION} ${SEGQL_DUCKDB_HEADER_SHA256}
                    src/duckdb/src/include/duckdb.h "${duckdb_include}/duckdb.h")
  endif()
  if(NOT EXISTS "${duckdb_root}/lib/libduckdb.so")
    segql_fetch_npm(@duckdb/node-bindings-${platform} ${version} ${sha256}
                    libduckdb.so "${duckdb_root}/lib/libduckdb.so")
  endif()
  # A link in the build tree, so that programs find it relative to themselves.
  set(duckdb_library "${PROJECT_BINARY_DIR}/lib/libduckdb.so")
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
  file(CREATE_LINK "${duckdb_root}/lib/libduckdb.so" "${duckdb_library}" COPY_ON_ERROR SYMBOLIC)
endif()

add_library(duckdb::duckdb SHARED IMPORTED GLOBAL)
set_target_properties(duckdb::duckdb PROPERTIES
  IMPORTED_LOCATION "${duckdb_library}" IMPORTED_NO_SONAME ON
  INTERFACE_INCLUDE_DIRECTORIES "${duckdb_include}")

# The library must export what the header declares and connect/ calls: of the two Arrow interfaces, the one not deprecated.
if(NOT SEGQL_DUCKDB_CHECKED STREQUAL duckdb_library)
  file(WRITE "${PROJECT_BINARY_DIR}/CMakeFiles/duckdb_check.c" [[
#include <duckdb.h>
#include <stdio.h>
int main(void) {
  const void *volatile used[] = {(const void *)duckdb_open_ext, (const void *)duckdb_query,
      (const void *)duckdb_fetch_chunk, (const void *)duckdb_to_arrow_schema, (const void *)duckdb_data_chunk_to_arrow,
      (const void *)duckdb_connection_get_arrow_options, (const void *)duckdb_appender_create};
  puts(duckdb_library_version());
  return used[0] == 0;
}
]])
  try_run(duckdb_ran duckdb_links "${PROJECT_BINARY_DIR}" "${PROJECT_BINARY_DIR}/CMakeFiles/duckdb_check.c"
    LINK_LIBRARIES duckdb::duckdb
    COMPILE_OUTPUT_VARIABLE duckdb_log RUN_OUTPUT_VARIABLE duckdb_version)
  unset(duckdb_ran CACHE)
  if(NOT duckdb_links)
    message(FATAL_ERROR "${duckdb_library} does not offer the C API of DuckDB ${SEGQL_DUCKDB_VERSION} "
                        "that ${duckdb_include}/duckdb.h declares:\n${duckdb_log}")
  endif()
  string(STRIP "${duckdb_version}" duckdb_version)
  message(STATUS "DuckDB ${duckdb_version}: ${duckdb_library}")
  set(SEGQL_DUCKDB_CHECKED "${duckdb_library}" CACHE INTERNAL "the DuckDB library that passed the check")
endif()
