set(SEGQL_TEST_TIMEOUT 1200)
set(SEGQL_TEST_REQUIRES SEGQL_CONNECT)
# The oracle of the differential tests.
set(SEGQL_TEST_SOURCES differential/sql.cc)
