# Text files as string literals in the build tree: the standard library, the pages of codes, the assets of the catalogue. As a script
# (cmake -DOUT=<file> -DPREFIX=<text> -DSUFFIXES=ON|OFF -P Embed.cmake <file>...) it writes a line
# `{"name", R"segql(text)segql"},` for each; with suffixes, as files of the web, each has its SHA-256 behind the text.

if(CMAKE_SCRIPT_MODE_FILE)
  set(texts "")
  math(EXPR last "${CMAKE_ARGC} - 1")
  foreach(i RANGE 6 ${last})
    file(READ "${CMAKE_ARGV${i}}" text)
    if(SUFFIXES)
      get_filename_component(name "${CMAKE_ARGV${i}}" NAME)
      string(SHA256 digest "${text}")
      set(digest ", \"${digest}\"")
    else()
      get_filename_component(name "${CMAKE_ARGV${i}}" NAME_WE)
      set(digest "")
    endif()
    string(APPEND texts "{\"${PREFIX}${name}\", R\"segql(${text})segql\"${digest}},\n")
  endforeach()
  file(WRITE "${OUT}" "${texts}")
  return()
endif()

# segql_embed(<layer target> <file below generated/include> [PREFIX <text>] [SUFFIXES] GLOBS <glob>...): texts are named after
# their files, behind the prefix, and without their suffixes unless those are wanted.
function(segql_embed layer path)
  cmake_parse_arguments(PARSE_ARGV 2 arg "SUFFIXES" "PREFIX" "GLOBS")
  list(TRANSFORM arg_GLOBS PREPEND "${PROJECT_SOURCE_DIR}/")
  file(GLOB files CONFIGURE_DEPENDS ${arg_GLOBS})
  set(out "${PROJECT_BINARY_DIR}/generated/include/${path}")
  add_custom_command(
    OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${out}" "-DPREFIX=${arg_PREFIX}" "-DSUFFIXES=${arg_SUFFIXES}" -P "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake" ${files}
    DEPENDS ${files} "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake"
    COMMENT "Embedding the texts of ${path}"
    VERBATIM)
  string(MAKE_C_IDENTIFIER "${layer}_${path}" target)
  add_custom_target(${target} DEPENDS "${out}")
  add_dependencies(${layer} ${target})
endfunction()
