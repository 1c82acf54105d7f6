# Each bench/<name>.cc is a program bench_<name>, left beside the program `segql`. They compare with DuckDB and look into the
# compiler, so they exist where both do.
if(NOT SEGQL_JIT OR NOT SEGQL_CONNECT)
  message(STATUS "No benchmarks: they need SEGQL_JIT and SEGQL_CONNECT")
  return()
endif()
find_package(benchmark REQUIRED CONFIG)

file(GLOB bench_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/*.cc")
foreach(source IN LISTS bench_sources)
  get_filename_component(name "${source}" NAME_WE)
  set(target bench_${name})
  add_executable(${target} "${source}")
  segql_setup(${target})
  target_compile_definitions(${target} PRIVATE SEGQL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE segql_connect duckdb::duckdb benchmark::benchmark)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endforeach()
