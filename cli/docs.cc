/// The command docs: the project as a folder of pages to read.

#include <filesystem>
#include <iostream>

#include "cli/catalogue/pages.h"
#include "cli/commands.h"
#include "cli/printable.h"
#include "cli/session.h"
#include "cli/table.h"
#include "connect/new_folder.h"

namespace segql::cli {

int docs(const Options& options) {
  int exit_code = kFine;
  const auto session = open_definitions(options, exit_code);
  if (session == nullptr) return exit_code;
  const auto as_of = session->engine().parse_instant(options.as_of);
  if (!as_of.ok()) {
    complain(as_of.error());
    return kUsage;
  }
  const auto folder = connect::NewFolder::beside(options.output, "index.html");
  if (!folder.ok()) {
    complain(folder.error());
    return kUsage;
  }
  if (options.with_data) {
    if (load_data(*session, options, *as_of)) {
      show_problems(session->report);
    } else {
      std::cerr << "segql: without its data the catalogue has no counts (--no-data: they are not wanted)\n";
    }
  }
  size_t num_pages = 0;
  const auto write = [&](const std::string& path, const std::string& html) {
    ++num_pages;
    return (*folder)->write(path, html);
  };
  Status written = make_pages(make_catalogue(*session, *as_of, options.project), write);
  if (written.ok()) written = (*folder)->take_place();
  if (!written.ok()) {
    complain(written.error());
    return kUsage;
  }
  std::cerr << "wrote " << grouped(num_pages) << (num_pages == 1 ? " page to " : " pages to ")
            << printable(options.output) << "; open "
            << printable((std::filesystem::path(options.output) / "index.html").string()) << '\n';
  return session->exit_code;
}

}  // namespace segql::cli
