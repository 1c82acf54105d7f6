"""DuckDB through its C interface: what the checks are compared with, without a module to install."""

import ctypes


class Result(ctypes.Structure):
    _fields_ = [("a", ctypes.c_uint64), ("b", ctypes.c_uint64), ("c", ctypes.c_uint64), ("columns", ctypes.c_void_p),
                ("error", ctypes.c_char_p), ("internal", ctypes.c_void_p)]


class Duck:
    def __init__(self, library):
        self.api = ctypes.CDLL(library)
        self.api.duckdb_result_error.restype = ctypes.c_char_p
        self.api.duckdb_value_varchar.restype = ctypes.c_void_p
        self.api.duckdb_value_varchar.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint64]
        self.api.duckdb_free.argtypes = [ctypes.c_void_p]
        for name in ("duckdb_row_count", "duckdb_column_count"):
            getattr(self.api, name).restype = ctypes.c_uint64
        database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        if self.api.duckdb_open(None, ctypes.byref(database)):
            raise RuntimeError("DuckDB does not open")
        if self.api.duckdb_connect(database, ctypes.byref(self.connection)):
            raise RuntimeError("DuckDB does not connect")

    def query(self, sql):
        """The rows of the answer, every value a text or None."""
        result = Result()
        try:
            if self.api.duckdb_query(self.connection, sql.encode(), ctypes.byref(result)):
                raise RuntimeError(f"{self.api.duckdb_result_error(ctypes.byref(result)).decode()}\n{sql}")
            columns = self.api.duckdb_column_count(ctypes.byref(result))
            rows = self.api.duckdb_row_count(ctypes.byref(result))
            return [tuple(self.value(result, column, row) for column in range(columns)) for row in range(rows)]
        finally:
            self.api.duckdb_destroy_result(ctypes.byref(result))

    def value(self, result, column, row):
        text = self.api.duckdb_value_varchar(ctypes.byref(result), column, row)
        if not text:
            return None
        try:
            return ctypes.string_at(text).decode()
        finally:
            self.api.duckdb_free(text)
