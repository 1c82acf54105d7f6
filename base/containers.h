#pragma once
/// Container aliases; the only place that names Boost. Small vectors for short lists, flat maps for small sorted
/// tables.

#include <boost/container/flat_map.hpp>
#include <boost/container/flat_set.hpp>
#include <boost/container/small_vector.hpp>

namespace segql {

template <typename T, size_t N>
using small_vector = boost::container::small_vector<T, N>;
template <typename K, typename V, typename Less = std::less<K>>
using flat_map = boost::container::flat_map<K, V, Less>;
template <typename T, typename Less = std::less<T>>
using flat_set = boost::container::flat_set<T, Less>;

}  // namespace segql
