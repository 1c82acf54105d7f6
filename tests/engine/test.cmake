# A stream that fails is an Arrow stream.
set(SEGQL_TEST_SOURCES table/arrow_data.cc)
