# The cases ask DuckDB too, where SQL can say the same.
set(SEGQL_TEST_REQUIRES SEGQL_CONNECT)
set(SEGQL_TEST_SOURCES differential/sql.cc table/arrow_data.cc)
set(SEGQL_TEST_LIBRARIES tomlplusplus::tomlplusplus)
