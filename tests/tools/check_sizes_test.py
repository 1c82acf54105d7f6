"""The size check: what is too long fails, what is long is only reported, data and generated files are not counted."""

import os
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools"))

import check_sizes  # noqa: E402


class CheckSizes(unittest.TestCase):
    def check(self, sizes):
        with tempfile.TemporaryDirectory() as root:
            for path, lines in sizes.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write("\n" * lines)
            return check_sizes.check(root)

    def test_limits(self):
        sizes = {"base/a.cc": 400, "base/b.cc": 401, "base/c.h": 600, "base/d.cc": 601, "tools/e.py": 700}
        too_long, long = self.check(sizes)
        self.assertEqual(too_long, [("tools/e.py", 700), ("base/d.cc", 601)])
        self.assertEqual(long, [("base/c.h", 600), ("base/b.cc", 401)])

    def test_generated_files_and_data_are_not_counted(self):
        sizes = {"build/generated/a.cc": 5000, "build-asan/b.cc": 5000, ".cache/c.h": 5000, "docs/d.md": 5000,
                 "tests/golden/ast/e.segql": 5000, "tests/data/f.csv": 5000}
        self.assertEqual(self.check(sizes), ([], []))

    def test_segql_that_people_read_is_counted(self):
        self.assertEqual(self.check({"examples/shop/a.segql": 601})[0], [("examples/shop/a.segql", 601)])

    def test_the_project_keeps_the_limit(self):
        self.assertEqual(check_sizes.check(ROOT)[0], [])


if __name__ == "__main__":
    unittest.main()
