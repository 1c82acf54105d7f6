# One static library per layer folder, named segql_<name>.

set(SEGQL_LAYERS "" CACHE INTERNAL "layers, lowest first")

# The flags and the two include roots every SegQL target is compiled with.
function(segql_setup target)
  target_link_libraries(${target} PRIVATE segql_flags)
  target_include_directories(${target} PRIVATE
    "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/generated/include")
endfunction()

# segql_layer(<name> <folder> [EXCEPT <file>...] [USES <target>...])
function(segql_layer name folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "EXCEPT;USES")
  set(target segql_${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cc")
  foreach(file IN LISTS arg_EXCEPT)
    list(REMOVE_ITEM sources "${PROJECT_SOURCE_DIR}/${folder}/${file}")
  endforeach()
  add_library(${target} STATIC ${sources})
  segql_setup(${target})
  target_link_libraries(${target} PUBLIC ${arg_USES})
  set(SEGQL_LAYERS ${SEGQL_LAYERS} ${target} CACHE INTERNAL "")
endfunction()
