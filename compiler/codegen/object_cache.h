#pragma once
/// `ObjectCache`: compiled objects in files, so that a program that starts anew need not compile what it compiled
/// before. What is wrong with a file, whatever it is, makes it as if it were not there; a file that cannot be written
/// is not.

#include <optional>
#include <string>
#include <string_view>

namespace segql::codegen {

/// Thread-safe, also beside other processes with the same folder. Code is only taken from files, in a folder, that
/// belong to this user and that nobody else may write.
class ObjectCache {
 public:
  /// `folder` is made when the first object is stored. `machine`: what objects are made for, beside their key.
  ObjectCache(std::string folder, std::string machine);

  /// The bytes stored under `key`, if there are any.
  std::optional<std::string> find(std::string_view key) const;
  void store(std::string_view key, std::string_view object) const;

 private:
  std::string path_of(const std::string& whole_key) const;
  std::string whole_key(std::string_view key) const;

  std::string folder_, machine_;
};

}  // namespace segql::codegen
