# Text files as string literals in the build tree: the standard library, the pages of the catalogue. As a script
# (cmake -DOUT=<file> -DPREFIX=<text> -DSUFFIXES=ON|OFF -P Embed.cmake <file>...) it writes a line
# `{"name", R"(text)", "SHA-256"},`
# for each.

if(CMAKE_SCRIPT_MODE_FILE)
  set(texts "")
  math(EXPR last "${CMAKE_ARGC} - 1")
  foreach(i RANGE 6 ${last})
    if(SUFFIXES)
      get_filename_component(name "${CMAKE_ARGV${i}}" NAME)
    else()
      get_filename_component(name "${CMAKE_ARGV${i}}" NAME_WE)
    endif()
    file(READ "${CMAKE_ARGV${i}}" text)
    string(SHA256 digest "${text}")
    string(APPEND texts "{\"${PREFIX}${name}\", R\"segql(${text})segql\", \"${digest}\"},\n")
  endforeach()
  file(WRITE "${OUT}" "${texts}")
  return()
endif()

# segql_embed(<layer target> <file below generated/include> <glob> [PREFIX <text>] [SUFFIXES]): texts are named after their files,
# behind the prefix, and without their suffixes unless those are wanted.
function(segql_embed layer path glob)
  cmake_parse_arguments(PARSE_ARGV 3 arg "SUFFIXES" "PREFIX" "")
  file(GLOB files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${glob}")
  set(out "${PROJECT_BINARY_DIR}/generated/include/${path}")
  add_custom_command(
    OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${out}" "-DPREFIX=${arg_PREFIX}" "-DSUFFIXES=${arg_SUFFIXES}" -P "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake" ${files}
    DEPENDS ${files} "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake"
    COMMENT "Embedding ${glob}"
    VERBATIM)
  add_custom_target(${layer}_texts DEPENDS "${out}")
  add_dependencies(${layer} ${layer}_texts)
endfunction()
