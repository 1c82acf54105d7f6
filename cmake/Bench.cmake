# The programs of bench/: they compare with other systems and look into the compiler, so they exist where both do.
if(NOT SEGQL_JIT OR NOT SEGQL_CONNECT)
  message(STATUS "No benchmarks: they need SEGQL_JIT and SEGQL_CONNECT")
  return()
endif()
find_package(benchmark REQUIRED CONFIG)

# ClickHouse, embedded: a package of the npm registry, loaded when the benchmark runs. 180 MB, so only where it is asked for.
set(SEGQL_CHDB_VERSION 26.7.3-stable.1)
set(SEGQL_CHDB_SHA256 c0d32b129e988f2b9a9a31c9141aecf5e1e2453f9a079efc4d36ab8e3f92b2ad)
option(SEGQL_CLICKHOUSE "Fetch ClickHouse for the benchmark" OFF)
set(chdb_library "${SEGQL_CACHE_DIR}/chdb-${SEGQL_CHDB_VERSION}/libchdb.so")
if(SEGQL_CLICKHOUSE AND NOT EXISTS "${chdb_library}" AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  segql_fetch_npm(@chdb/lib-linux-x64-gnu ${SEGQL_CHDB_VERSION} ${SEGQL_CHDB_SHA256} libchdb.so "${chdb_library}")
endif()

# What the programs have in common: all but their main.cc.
file(GLOB common_sources CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/bench/asker/*.cc" "${PROJECT_SOURCE_DIR}/bench/growth/*.cc"
  "${PROJECT_SOURCE_DIR}/bench/kernels/*.cc"
  "${PROJECT_SOURCE_DIR}/bench/peers/*.cc" "${PROJECT_SOURCE_DIR}/bench/report/*.cc")
list(FILTER common_sources EXCLUDE REGEX "/main\\.cc$")
add_library(segql_bench STATIC ${common_sources})
segql_setup(segql_bench)
target_compile_definitions(segql_bench PUBLIC
  SEGQL_SOURCE_DIR="${PROJECT_SOURCE_DIR}" SEGQL_CHDB="${chdb_library}")
target_link_libraries(segql_bench PUBLIC segql_connect duckdb::duckdb ${CMAKE_DL_LIBS})

function(segql_bench target)
  add_executable(${target} ${ARGN})
  segql_setup(${target})
  target_link_libraries(${target} PRIVATE segql_bench CLI11::CLI11)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endfunction()

segql_bench(bench_peers "${PROJECT_SOURCE_DIR}/bench/peers/main.cc")
segql_bench(bench_growth "${PROJECT_SOURCE_DIR}/bench/growth/main.cc")
segql_bench(bench_micro "${PROJECT_SOURCE_DIR}/bench/micro/main.cc" "${PROJECT_SOURCE_DIR}/bench/micro/table_reporter.cc")
target_link_libraries(bench_micro PRIVATE benchmark::benchmark)
segql_bench(bench_order "${PROJECT_SOURCE_DIR}/bench/order/main.cc" "${PROJECT_SOURCE_DIR}/bench/order/costs.cc")
segql_bench(bench_rules "${PROJECT_SOURCE_DIR}/bench/rules/main.cc")
segql_bench(bench_workflow "${PROJECT_SOURCE_DIR}/bench/workflow/main.cc"
  "${PROJECT_SOURCE_DIR}/bench/workflow/folders.cc" "${PROJECT_SOURCE_DIR}/bench/workflow/program.cc")
target_link_libraries(bench_workflow PRIVATE nlohmann_json::nlohmann_json)
