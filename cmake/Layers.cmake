# One static library per layer folder, named segql_<name>. A folder that holds no .cc yet is an INTERFACE library, so that a
# layer which is headers only, or not begun, links like any other.

set(SEGQL_LAYERS "" CACHE INTERNAL "layers that have object code, lowest first")

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
  if(sources)
    add_library(${target} STATIC ${sources})
    segql_setup(${target})
    target_link_libraries(${target} PUBLIC ${arg_USES})
    set(SEGQL_LAYERS ${SEGQL_LAYERS} ${target} CACHE INTERNAL "")
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${arg_USES})
  endif()
endfunction()

# A library only this layer may include from; those above still link it.
function(segql_link_privately target)
  get_target_property(type ${target} TYPE)
  if(NOT type STREQUAL "INTERFACE_LIBRARY")
    target_link_libraries(${target} PRIVATE ${ARGN})
  endif()
endfunction()
