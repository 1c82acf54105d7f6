/// The program `segql`.

#include "cli/app.h"

int main(int argc, char** argv) { return segql::cli::run_program(argc, argv); }
