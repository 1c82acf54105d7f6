#include "bench/workflow/folders.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

namespace segql::bench {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

constexpr const char* kShop = R"(language 1

settings { currency SAR  timezone "Asia/Riyadh" }

entity customer key id {
  id:      text
  country: text
  city:    text?
  points:  int
}

entity product key sku {
  sku:      text
  category: text
}

event purchase at bought_at {
  buyer:     ref customer
  item:      ref product
  amount:    money(SAR)
  bought_at: timestamp
}

relation customer has many purchases = purchase by buyer
relation product has many sales = purchase by item

attribute spend of customer = sum of amount of purchases
)";

}  // namespace

void write_many_files(const std::string& folder, size_t count) {
  write(fs::path(folder) / "segql.toml", "[project]\ndefinitions = [\"*.segql\", \"segments/*.segql\"]\n");
  write(fs::path(folder) / "base.segql", kShop);
  for (size_t i = 0; i < count; ++i) {
    const std::string name = fmt::format("seg_{:05}", i);
    write(fs::path(folder) / "segments" / (name + ".segql"),
          fmt::format(
              "import \"../base.segql\"\n\n/// Customers of the Gulf, number {0}.\n@owner(\"crm\")\n"
              "segment {1} of customer {{\n"
              "  where country in (\"SA\", \"AE\", \"KW\")\n"
              "    and spend >= {2} SAR\n"
              "    and any of {{\n"
              "      points > {0},\n"
              "      any purchases within last {3} days where (item.category = \"Laptops\" and amount > {0} SAR),\n"
              "      city = \"Riyadh\"\n"
              "    }}\n"
              "}}\n",
              i, name, 100 + i, i % 365 + 1));
  }
}

void write_segments(const std::string& folder, size_t count, int step) {
  std::ifstream workload(fs::path(SEGQL_SOURCE_DIR) / "bench/workload/workload.segql");
  std::string text{std::istreambuf_iterator<char>(workload), {}};
  text.resize(text.find("/// S1:"));  // the tables
  for (size_t i = 0; i < count; ++i) {
    const std::string conditions[] = {
        fmt::format("any purchases within last {} days where (amount > {} SAR)", 30 + i, 100 + i + 5 * step),
        fmt::format("count of purchases within last {} days >= {}", 300 + i + 7 * step, 3 + i % 5),
        fmt::format("spend >= {} SAR and country in (\"SA\", \"AE\", \"KW\")", 500 + 50 * (i + step)),
        fmt::format("points > {} and last_order within last {} days and gender = \"F\"", i % 60 + step, 30 + i),
    };
    text += fmt::format("\nsegment c{} of customer {{\n  where {}\n}}\n", i, conditions[i % std::size(conditions)]);
  }
  write(fs::path(folder) / "workload.segql", text);
  fs::copy_file(fs::path(SEGQL_SOURCE_DIR) / "bench/workload/segql.toml", fs::path(folder) / "segql.toml");
}

}  // namespace segql::bench
