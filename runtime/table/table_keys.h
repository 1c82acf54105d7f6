#pragma once
/// `Table::Keys`: the key look-up of an entity, and its rows in order of key once somebody asks.

#include <memory>
#include <mutex>
#include <vector>

#include "runtime/table/key_index.h"
#include "runtime/table/table.h"

namespace segql::runtime {

struct Table::Keys {
  std::shared_ptr<const KeyIndex> index;
  schema::FieldId field;
  std::mutex sorting;
  std::vector<uint32_t> rows_by_key;  ///< empty until somebody asks; written with `sorting` held, and then no more
};

}  // namespace segql::runtime
