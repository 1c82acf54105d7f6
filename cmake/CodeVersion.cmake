# A fingerprint of everything that compiled code depends on, for the cache of compiled objects: what makes code, what code
# calls, and how data lies in memory. As a script (cmake -DOUT=<file> -P CodeVersion.cmake <file>...) it writes the header.

if(CMAKE_SCRIPT_MODE_FILE)
  set(digests "")
  math(EXPR last "${CMAKE_ARGC} - 1")
  foreach(i RANGE 4 ${last})
    file(SHA256 "${CMAKE_ARGV${i}}" digest)
    string(APPEND digests "${digest}")
  endforeach()
  string(SHA256 version "${digests}")
  string(SUBSTRING "${version}" 0 32 version)
  file(WRITE "${OUT}" "#pragma once\n/// Written by cmake/CodeVersion.cmake.\n#define SEGQL_CODE_VERSION \"${version}\"\n")
  return()
endif()

# segql_code_version(<layer target>)
function(segql_code_version layer)
  set(files "")
  foreach(folder base schema compiler/check compiler/plan compiler/codegen runtime/abi)
    file(GLOB found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.h")
    list(APPEND files ${found})
  endforeach()
  foreach(folder compiler/codegen runtime/abi)
    file(GLOB found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cc")
    list(APPEND files ${found})
  endforeach()
  set(out "${PROJECT_BINARY_DIR}/generated/include/compiler/codegen/code_version.h")
  add_custom_command(
    OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${out}" -P "${PROJECT_SOURCE_DIR}/cmake/CodeVersion.cmake" ${files}
    DEPENDS ${files} "${PROJECT_SOURCE_DIR}/cmake/CodeVersion.cmake"
    COMMENT "Fingerprint of what compiled code depends on"
    VERBATIM)
  add_custom_target(segql_code_version_header DEPENDS "${out}")
  add_dependencies(${layer} segql_code_version_header)
endfunction()
