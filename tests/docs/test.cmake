# Rows with sets and maps come as Arrow.
set(SEGQL_TEST_SOURCES table/arrow_data.cc)
