# `cmake --install`: the program, the library with its headers, and a package so that find_package(segql) gives segql::segql.
include(CMakePackageConfigHelpers)

if(TARGET segql)
  install(TARGETS segql EXPORT segqlTargets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/segql" "${PROJECT_BINARY_DIR}/generated/include/segql"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
  set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/segql")
  install(EXPORT segqlTargets NAMESPACE segql:: DESTINATION "${package_dir}")
  configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/segqlConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/segqlConfig.cmake" INSTALL_DESTINATION "${package_dir}")
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/segqlConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
  install(FILES "${PROJECT_BINARY_DIR}/segqlConfig.cmake" "${PROJECT_BINARY_DIR}/segqlConfigVersion.cmake"
    DESTINATION "${package_dir}")
endif()
if(TARGET segql_program)
  install(TARGETS segql_program RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
if(SEGQL_CONNECT AND SEGQL_DUCKDB_FETCHED)
  install(FILES "${duckdb_root}/lib/libduckdb.so" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
endif()
