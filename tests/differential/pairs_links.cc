/// What is reached through attributes that are references, and calls of host functions.

#include <fmt/format.h>

#include "tests/differential/pairs.h"
#include "tests/differential/sql.h"

namespace segql::testing {

PairMaker::Place PairMaker::followed(const Place& from) {
  Place at = from;
  for (int i = 0; i < 2 && random_.chance(60); ++i) {
    const bool product = random_.chance(60);
    int scale = 0;
    const auto link = attribute(at, product ? Definition::Kind::kProduct : Definition::Kind::kCustomer, scale);
    if (!link) break;
    at = {product ? "product" : "customer", link->segql + ".", link->sql, ""};
  }
  return at;
}

PairMaker::Place PairMaker::referred() {
  const Frame& frame = frames_.back();
  const bool customer = frame.table == "customer", purchase = frame.table == "purchase";
  const Place own{frame.table, "", "", frame.alias};
  if (frame.table == "product" || (customer && (around_.of_events || random_.chance(60)))) return followed(own);
  const bool product = customer || random_.chance(65);
  const std::string name = customer ? "fav" : product ? (purchase ? "item" : "what") : (purchase ? "buyer" : "who");
  const std::string table = product ? "product" : "customer";
  const std::string key =
      fmt::format("(select x.{0} from {1} x where x.{0} = {2}.{3})", key_of(table), table, frame.alias, name);
  return followed({table, name + ".", key, ""});
}

/// A call for the row of `at`, all of whose arguments are of it.
std::optional<Pair> PairMaker::host_call(const Place& at, Scalar type) {
  const auto call = [&](const char* name, Scalar of, const char* sql) -> std::optional<Pair> {
    const auto value = field_of(at, of);
    if (!value) return std::nullopt;
    return Pair{fmt::format("{}({})", name, value->segql), fmt::format(fmt::runtime(sql), value->sql)};
  };
  switch (type) {
    case Scalar::kText: {
      if (random_.chance(40)) return call("host_label", Scalar::kProduct, "({} || '!')");
      const auto text = field_of(at, Scalar::kText);
      if (!text) return std::nullopt;
      if (random_.chance(30)) return Pair{"host_tag(" + text->segql + ")", "(" + text->sql + " || ':1')"};
      auto number = random_.chance(70) ? field_of(at, Scalar::kInt) : std::nullopt;
      if (!number) number = constant(Scalar::kInt);
      const std::string form =
          random_.one_of({"host_tag({0}, {1})", "host_tag({0}, n: {1})", "host_tag(n: {1}, t: {0})"});
      return Pair{fmt::format(fmt::runtime(form), text->segql, number->segql),
                  fmt::format("({} || ':' || coalesce(({})::varchar, '?'))", text->sql, number->sql)};
    }
    case Scalar::kInt:
      if (random_.chance(30)) {
        if (at.table == "customer" && random_.chance(60)) {
          const std::string row =
              at.segql.empty() ? frames_.size() == 1 ? "self" : "" : at.segql.substr(0, at.segql.size() - 1);
          if (!row.empty()) return Pair{"host_rank(" + row + ")", "(" + key_at(at) + " * 3 + 1)"};
        }
        return call("host_rank", Scalar::kCustomer, "({} * 3 + 1)");
      }
      return call("host_double", Scalar::kInt,
                  "(case when {0} is null then -1 when {0} % 5 = 0 then null else {0} * 2 end)");
    case Scalar::kMoney: return call("host_fee", Scalar::kMoney, "({} + 100)");
    case Scalar::kPoint: return call("host_south", Scalar::kPoint, "(2 * (({0}) & 4294967295) - ({0}))");
    case Scalar::kDate: return call("host_next", Scalar::kDate, "({} + 1)");
    case Scalar::kTimestamp: return call("host_later", Scalar::kTimestamp, "({} + interval 1 hour)");
    case Scalar::kFloat: return call("host_ratio", Scalar::kFloat, "coalesce({} * 2::double, 0.5::double)");
    case Scalar::kBool: return call("host_flip", Scalar::kBool, "(not coalesce({}, false))");
    default: return std::nullopt;
  }
}

}  // namespace segql::testing
