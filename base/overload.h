#pragma once
/// `overload`: a set of lambdas as one visitor. Leaving out an alternative of the variant is a compile error.

namespace segql {

template <typename... Fs>
struct overload : Fs... {
  using Fs::operator()...;
};
template <typename... Fs>
overload(Fs...) -> overload<Fs...>;

}  // namespace segql
