/// The command members: a table to look at, or a file.

#include <algorithm>
#include <iostream>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/printable.h"
#include "cli/segment_names.h"
#include "cli/session.h"
#include "cli/table.h"
#include "connect/write_rows.h"

namespace segql::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Those asked for, where `*` stands for all fields; none: the key.
std::vector<std::string> columns_of(const Engine& engine, const std::string& entity, const Options& options) {
  std::vector<std::string> columns;
  for (const std::string& wanted : options.columns) {
    if (wanted != "*") {
      columns.push_back(wanted);
      continue;
    }
    for (const TableInfo& table : engine.tables()) {
      if (table.name == entity) columns.insert(columns.end(), table.fields.begin(), table.fields.end());
    }
  }
  return columns;
}

int print_members(const Session& session, const Members& members, const std::vector<std::string>& columns,
                  const Options& options) {
  const auto listing = session.evaluation->list(members, columns, options.limit);
  if (!listing.ok()) {
    std::cerr << printable_lines(listing.error().message) << '\n';
    return kFindings;
  }
  if (options.format == Format::kJson) {
    Json rows = Json::array();
    for (size_t r = 0; r < listing->rows.size(); ++r) {
      Json row = Json::object();
      for (size_t c = 0; c < listing->columns.size(); ++c) {
        const Value& value = listing->rows[r][c];
        Json& cell = row[listing->columns[c]];
        if (std::holds_alternative<Missing>(value)) continue;  // stays null
        const std::string& text = listing->text[r][c];
        if (const auto* flag = std::get_if<bool>(&value)) {
          cell = *flag;
        } else if (const auto* real = std::get_if<double>(&value)) {
          cell = *real;
        } else if (const auto* integer = std::get_if<int64_t>(&value);
                   integer != nullptr && text == std::to_string(*integer)) {
          cell = *integer;
        } else {
          cell = text;  // exact decimals, money, dates: JSON has no form for them
        }
      }
      rows.push_back(std::move(row));
    }
    std::cout << rows.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return session.exit_code;
  }
  Table table;
  for (const std::string& column : listing->columns) table.columns.push_back({column, false});
  table.rows = listing->text;
  std::cout << print(table, options.format);
  if (options.format == Format::kText && listing->rows.size() < members.count()) {
    std::cerr << grouped(listing->rows.size()) << " of " << grouped(members.count()) << " members\n";
  }
  return session.exit_code;
}

bool is_to_file(const Options& options) { return !options.output.empty() && options.output != "-"; }

/// What file to write; kInvalidArgument when the options go against each other, or the name says nothing.
Result<connect::WrittenFormat> wanted_format(const Options& options) {
  if (!options.output_kind) return connect::written_format_of(options.output);
  return connect::WrittenFormat{*options.output_kind, connect::suffixes_of(options.output).compression};
}

int export_members(const Session& session, const Members& members, const std::vector<std::string>& columns,
                   const Options& options, connect::WrittenFormat format) {
  auto rows = session.evaluation->export_arrow(members, columns, options.limit);
  if (!rows.ok()) {
    std::cerr << printable_lines(rows.error().message) << '\n';
    return kFindings;
  }
  ProgressLine progress;
  connect::WriteOptions how;
  how.path = options.output;
  how.format = format;
  how.num_rows = std::min(members.count(), options.limit);
  how.raw = options.raw;
  how.timezone = session.engine().timezone();
  how.rows_written = [&](uint64_t num_rows) {
    if (!progress.is_seen()) return;
    progress.show("writing " + std::to_string(100 * num_rows / how.num_rows) + "% (" + grouped(num_rows) + " rows)");
  };
  const Status written = connect::write_rows(&*rows, how);
  progress.erase();
  if (!written.ok()) {
    complain(written.error());
    return kUsage;
  }
  std::cerr << "wrote " << grouped(how.num_rows) << (how.num_rows == 1 ? " row to " : " rows to ")
            << printable(options.output) << '\n';
  return session.exit_code;
}

}  // namespace

int members(const Options& options) {
  Result<connect::WrittenFormat> format = connect::WrittenFormat{};
  if (is_to_file(options)) format = wanted_format(options);
  if (!format.ok()) {
    complain(format.error());
    return kUsage;
  }
  int exit_code = kFine;
  const auto session =
      open_session(options, exit_code, [&](Engine& engine) { return knows_segment(engine, options.segments.front()); });
  if (session == nullptr) return exit_code;
  show_problems(session->report);
  const auto found = session->evaluation->members(options.segments.front());
  if (!found.ok()) {
    std::cerr << printable_lines(found.error().message) << '\n';
    return kFindings;
  }
  const std::vector<std::string> columns = columns_of(session->engine(), found->entity(), options);
  return is_to_file(options) ? export_members(*session, *found, columns, options, *format)
                             : print_members(*session, *found, columns, options);
}

}  // namespace segql::cli
