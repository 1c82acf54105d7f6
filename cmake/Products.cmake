# What the layers become: the shared library `segql`, the program `segql` and the generator of sample data.

# segql/version.h, the one generated public header.
configure_file("${PROJECT_SOURCE_DIR}/cmake/version.h.in" "${PROJECT_BINARY_DIR}/generated/include/segql/version.h" @ONLY)

# Everything `make build` promises, without tests and benchmarks.
add_custom_target(product)

if(SEGQL_LAYERS)
  # Every object of every layer but the program's. The archives, named too, then only bring what they link themselves.
  set(layers ${SEGQL_LAYERS})
  list(REMOVE_ITEM layers segql_cli)
  list(TRANSFORM layers REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
  add_library(segql SHARED ${objects})
  target_link_libraries(segql PRIVATE ${layers})
  target_include_directories(segql INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated/include>)
  target_compile_features(segql INTERFACE cxx_std_20)
  target_link_options(segql PRIVATE "LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/segql.map")
  # Before 1.0 a minor version may change the interfaces (CHANGELOG.md), as SameMinorVersion in Install.cmake says too.
  if(PROJECT_VERSION_MAJOR EQUAL 0)
    set(soversion ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  else()
    set(soversion ${PROJECT_VERSION_MAJOR})
  endif()
  set_target_properties(segql PROPERTIES
    LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION} SOVERSION ${soversion}
    LINK_DEPENDS "${PROJECT_SOURCE_DIR}/cmake/segql.map"
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib"
    INSTALL_RPATH "$ORIGIN")
  add_library(segql::segql ALIAS segql)
  add_dependencies(product segql)
endif()

if(SEGQL_CONNECT AND EXISTS "${PROJECT_SOURCE_DIR}/cli/main.cc")
  add_executable(segql_program cli/main.cc)
  segql_setup(segql_program)
  target_link_libraries(segql_program PRIVATE segql_cli)
  set_target_properties(segql_program PROPERTIES
    OUTPUT_NAME segql RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}"
    INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  add_dependencies(product segql_program)
endif()

# The generator writes Parquet through DuckDB and knows nothing of the engine.
file(GLOB generator_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tools/generate/*.cc")
if(SEGQL_CONNECT AND generator_sources)
  add_executable(segql_generate ${generator_sources})
  segql_setup(segql_generate)
  target_link_libraries(segql_generate PRIVATE segql_base duckdb::duckdb CLI11::CLI11)
  set_target_properties(segql_generate PROPERTIES
    OUTPUT_NAME segql-generate RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  add_dependencies(product segql_generate)
endif()
