# The standard library: stdlib/*.segql as string literals in the build tree, seen by stdlib/library.cc only. As a script
# (cmake -DOUT=<file> -P Stdlib.cmake <file.segql>...) it writes them.

if(CMAKE_SCRIPT_MODE_FILE)
  set(texts "")
  math(EXPR last "${CMAKE_ARGC} - 1")
  foreach(i RANGE 4 ${last})
    get_filename_component(name "${CMAKE_ARGV${i}}" NAME_WE)
    file(READ "${CMAKE_ARGV${i}}" text)
    string(APPEND texts "{\"std/${name}\", R\"segql(${text})segql\"},\n")
  endforeach()
  file(WRITE "${OUT}" "${texts}")
  return()
endif()

# segql_stdlib(<layer target>)
function(segql_stdlib layer)
  file(GLOB files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/stdlib/*.segql")
  set(out "${PROJECT_BINARY_DIR}/generated/include/stdlib/texts.inc")
  add_custom_command(
    OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${out}" -P "${PROJECT_SOURCE_DIR}/cmake/Stdlib.cmake" ${files}
    DEPENDS ${files} "${PROJECT_SOURCE_DIR}/cmake/Stdlib.cmake"
    COMMENT "Embedding the standard library"
    VERBATIM)
  add_custom_target(segql_stdlib_texts DEPENDS "${out}")
  add_dependencies(${layer} segql_stdlib_texts)
endfunction()
