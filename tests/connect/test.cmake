# DuckDB is opened by nearly every test.
set(SEGQL_TEST_LIBRARIES zstd::zstd)
