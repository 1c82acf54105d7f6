# What a user of the library does: install it, move it, find_package(segql), build a program, run it.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "failed (${status}): ${command}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/first")
# Moved, so that a path of the build or of the first prefix that was left in any installed file is found out.
file(RENAME "${WORK}/first" "${WORK}/prefix")
file(GLOB_RECURSE texts "${WORK}/prefix/*.cmake" "${WORK}/prefix/*.h")
foreach(file IN LISTS texts)
  file(STRINGS "${file}" left REGEX "${BUILD}|${WORK}")
  if(left)
    message(FATAL_ERROR "${file} names the machine it was built on: ${left}")
  endif()
endforeach()

# Every public header stands on its own.
file(GLOB_RECURSE headers RELATIVE "${WORK}/prefix/include" "${WORK}/prefix/include/segql/*.h")
foreach(header IN LISTS headers)
  file(WRITE "${WORK}/header.cc" "#include <${header}>\n")
  run("${CXX}" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only "-I${WORK}/prefix/include" "${WORK}/header.cc")
endforeach()

run("${CMAKE_COMMAND}" -S "${EMBED}" -B "${WORK}/build" -G Ninja
    "-DCMAKE_PREFIX_PATH=${WORK}/prefix" "-DCMAKE_CXX_COMPILER=${CXX}" -DCMAKE_BUILD_TYPE=Debug)
run("${CMAKE_COMMAND}" --build "${WORK}/build")
run("${WORK}/build/embed")
message("${output}")
if(output STREQUAL "")
  message(FATAL_ERROR "examples/embed printed nothing")
endif()

# Every public function can be linked, and what is private of the public classes cannot.
file(GLOB library "${WORK}/prefix/lib*/libsegql.so")
run("${CXX}" -std=c++20 "-I${WORK}/prefix/include" "-DSEGQL_CONNECT=${CONNECT}" "${CMAKE_CURRENT_LIST_DIR}/every_function.cc"
    "${library}" -o "${WORK}/every_function")
run("${CMAKE_COMMAND}" -E env "LD_LIBRARY_PATH=${WORK}/prefix/lib" "${WORK}/every_function")
run("${NM}" -D --defined-only -C "${library}")
string(REGEX MATCHALL "[^\n]*segql::[A-Za-z]+::(Impl|State)::[^\n]*" private "${output}")
if(private)
  message(FATAL_ERROR "the library shows what is nobody's business: ${private}")
endif()

# A program must not run with a library of other interfaces: before 1.0 those may change with every minor version.
string(REGEX MATCH "^(0\\.[0-9]+|[1-9][0-9]*)" interfaces "${VERSION}")
if(NOT EXISTS "${library}.${interfaces}")
  message(FATAL_ERROR "the library's name at run time is not libsegql.so.${interfaces}")
endif()

# The installed program finds its libraries from where it lies.
if(EXISTS "${WORK}/prefix/bin/segql")
  run("${WORK}/prefix/bin/segql" --help)
endif()
