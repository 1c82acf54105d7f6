# Each bench/<name>.cc is a program bench_<name>.
find_package(benchmark REQUIRED CONFIG)

file(GLOB bench_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/*.cc")
foreach(source IN LISTS bench_sources)
  get_filename_component(name "${source}" NAME_WE)
  set(target bench_${name})
  add_executable(${target} "${source}")
  segql_setup(${target})
  target_link_libraries(${target} PRIVATE
    segql_engine $<TARGET_NAME_IF_EXISTS:segql_connect> $<TARGET_NAME_IF_EXISTS:duckdb::duckdb> benchmark::benchmark)
  target_compile_definitions(${target} PRIVATE SEGQL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bench")
endforeach()
