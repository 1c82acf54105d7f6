#pragma once
/// Paths of definition files, as imports name them: '/'-separated, without `.` and `..` where they can be resolved.

#include <string>
#include <string_view>

namespace segql {

/// `a/./b/../c.segql` is `a/c.segql`; nothing is above `/`.
std::string normal_path(std::string_view path);

/// "std/rfm": a part of the standard library, which is no file.
bool is_library_path(std::string_view path);

/// What `import "<path>"` in the file `from` names: `path` seen from the folder of `from`; a library is the same from
/// everywhere.
std::string import_path(std::string_view from, std::string_view path);

/// How the file `from` imports the file or library `to`: `import_path` of it is `to`. Empty: no import can name it.
std::string path_to_import(std::string_view from, std::string_view to);

}  // namespace segql
