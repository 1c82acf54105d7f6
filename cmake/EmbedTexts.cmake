# Files as string literals: each becomes a line `{"<prefix><name>", R"segql(<text>)segql"},` of a file in the build tree. As a
# script (cmake -DOUT=<file> -DPREFIX=<prefix> -P EmbedTexts.cmake <file>...) it writes them.

if(CMAKE_SCRIPT_MODE_FILE)
  set(texts "")
  math(EXPR last "${CMAKE_ARGC} - 1")
  foreach(i RANGE 5 ${last})
    get_filename_component(name "${CMAKE_ARGV${i}}" NAME_WE)
    file(READ "${CMAKE_ARGV${i}}" text)
    string(APPEND texts "{\"${PREFIX}${name}\", R\"segql(${text})segql\"},\n")
  endforeach()
  file(WRITE "${OUT}" "${texts}")
  return()
endif()

# segql_embed_texts(<layer target> <include path of the result> <prefix> <glob>...)
function(segql_embed_texts layer path prefix)
  list(TRANSFORM ARGN PREPEND "${PROJECT_SOURCE_DIR}/" OUTPUT_VARIABLE globs)
  file(GLOB files CONFIGURE_DEPENDS ${globs})
  set(out "${PROJECT_BINARY_DIR}/generated/include/${path}")
  add_custom_command(
    OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${out}" "-DPREFIX=${prefix}" -P "${PROJECT_SOURCE_DIR}/cmake/EmbedTexts.cmake" ${files}
    DEPENDS ${files} "${PROJECT_SOURCE_DIR}/cmake/EmbedTexts.cmake"
    COMMENT "Embedding the texts of ${path}"
    VERBATIM)
  add_custom_target(${layer}_texts DEPENDS "${out}")
  add_dependencies(${layer} ${layer}_texts)
endfunction()
