#pragma once
/// A small shop in a folder: six customers, two products.

#include <regex>
#include <string>

#include <gtest/gtest.h>

#include "tests/cli/program.h"

namespace segql::testing {

class Shop : public ::testing::Test {
 protected:
  void SetUp() override {
    folder.write("segql.toml",
                 "[project]\nname = \"shop\"\n[sources.customer]\nfile = \"customers.csv\"\n"
                 "[sources.product]\nfile = \"products.csv\"\n");
    folder.write("customers.csv",
                 "id,country,age\namal,SA,41\nbilal,AE,35\nchadi,SA,18\ndana,SA,52\neman,EG,33\nfadi,,\n");
    folder.write("products.csv", "sku,price\na,4\nb,6\n");
    folder.write("shop.segql",
                 "settings { timezone \"UTC\"  currency SAR }\n"
                 "entity customer key id { id: text  country: text?  age: int? }\n"
                 "entity product key sku { sku: text  price: money(SAR) }\n"
                 "segment locals of customer { where country = \"SA\" }\n"
                 "segment older(years: int) of customer { where age > $years }\n");
  }

  TempFolder folder;
};

}  // namespace segql::testing
