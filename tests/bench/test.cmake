set(SEGQL_TEST_SOURCES ../bench/report/document.cc ../bench/report/plot_svg.cc ../bench/report/plot_table.cc
  ../bench/report/spread.cc)
