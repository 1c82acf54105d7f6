#pragma once
/// Container aliases; the only place that names Boost. Small vectors are for short lists.

#include <boost/container/small_vector.hpp>

namespace segql {

template <typename T, size_t N>
using small_vector = boost::container::small_vector<T, N>;

}  // namespace segql
