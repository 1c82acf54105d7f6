"""The layer check must catch each kind of violation: a tree with one seeded fault per case, and the clean tree beside it."""

import os
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools"))

import check_layers  # noqa: E402


class CheckLayers(unittest.TestCase):
    def violations(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return check_layers.check(root)[0]

    def assert_allowed(self, path, include):
        self.assertEqual(self.violations({path: f"#include {include}\n"}), [])

    def assert_refused(self, path, include, reason):
        found = self.violations({path: f"// A comment.\n#include {include}\n"})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(f"{path}:2: "), found[0])
        self.assertIn(reason, found[0])

    def test_downward_includes_are_allowed(self):
        self.assert_allowed("compiler/plan/rewrite.cc", '"compiler/check/hir.h"')
        self.assert_allowed("compiler/plan/rules/push_not.cc", '"compiler/plan/rewrite.h"')
        self.assert_allowed("compiler/interp/interp.cc", '"runtime/abi/scan.h"')
        self.assert_allowed("engine/engine.cc", '"runtime/table/table.h"')
        self.assert_allowed("engine/engine.cc", '"compiler/compile/compile.h"')
        self.assert_allowed("base/arena.h", '"segql/result.h"')
        self.assert_allowed("base/arena.h", "<vector>")
        self.assert_allowed("cli/main.cc", '"connect/project.h"')
        self.assert_allowed("cli/main.cc", '"segql/engine.h"')
        self.assert_allowed("examples/embed/main.cc", "<segql/engine.h>")

    def test_upward_includes_are_refused(self):
        self.assert_refused("base/arena.h", '"schema/types.h"', "base (layer 1) may not include schema (layer 2)")
        self.assert_refused("compiler/syntax/parse.cc", '"compiler/check/check.h"', "layer 6")
        self.assert_refused("compiler/plan/plan.cc", '"engine/engine.h"', "layer 10")
        self.assert_refused("schema/types.h", '"engine/engine.h"', "layer 10")

    def test_siblings_are_refused(self):
        self.assert_refused("compiler/interp/interp.cc", '"compiler/codegen/codegen.h"', "layer 8")
        self.assert_refused("compiler/source/source.cc", '"runtime/abi/scan.h"', "layer 3")

    def test_runtime_and_compiler_stay_apart(self):
        self.assert_refused("runtime/table/table.cc", '"compiler/diag/sink.h"', "runtime/table does not see compiler/diag, only include/segql, base, schema, runtime/*")
        self.assert_refused("compiler/codegen/jit.cc", '"runtime/table/table.h"', "compiler/codegen does not see")

    def test_outer_layers_stand_on_the_public_interface(self):
        self.assert_refused("cli/run.cc", '"engine/engine.h"', "cli does not see")
        self.assert_refused("examples/embed/main.cc", '"base/arena.h"', "examples does not see")
        self.assert_refused("connect/reader.cc", '"compiler/plan/plan.h"', "connect does not see")

    def test_libraries_are_confined(self):
        self.assert_allowed("compiler/syntax/parse.cc", '"antlr4-runtime.h"')
        self.assert_allowed("compiler/syntax/parse.cc", '"SegQLParser.h"')
        self.assert_allowed("compiler/codegen/jit.h", "<llvm/IR/Module.h>")
        self.assert_allowed("base/containers.h", "<boost/container/flat_map.hpp>")
        self.assert_allowed("connect/reader.h", "<duckdb.h>")
        self.assert_refused("compiler/check/check.cc", '"SegQLParser.h"', "ANTLR")
        self.assert_refused("compiler/compile/compile.cc", '"llvm/IR/Module.h"', "LLVM")
        self.assert_refused("base/arena.h", "<boost/container/vector.hpp>", "Boost")
        self.assert_refused("engine/load.cc", "<duckdb.h>", "DuckDB")
        self.assert_refused("cli/run.cc", '"duckdb.h"', "DuckDB")

    def test_no_header_carries_a_library_over_its_fence(self):
        tree = {
            "compiler/codegen/codegen.h": '#include "compiler/codegen/jit.h"\n',
            "compiler/codegen/jit.h": '#include "compiler/codegen/types.h"\n',
            "compiler/codegen/types.h": "#include <llvm/IR/Type.h>\n",
            "compiler/compile/compile.cc": '#include "compiler/codegen/codegen.h"\n',
        }
        found = self.violations(tree)
        self.assertEqual(len(found), 1, found)
        self.assertIn("compiler/compile/compile.cc:1: ", found[0])
        self.assertIn("LLVM stays inside compiler/codegen, and this header brings it along", found[0])

        tree["compiler/codegen/codegen.h"] = "#include <memory>\n"  # the door hides what is behind it
        self.assertEqual(self.violations(tree), [])

    def test_public_headers_need_the_standard_library_only(self):
        self.assert_allowed("include/segql/result.h", "<string_view>")
        self.assert_allowed("include/segql/c.h", "<stdint.h>")
        self.assert_allowed("include/segql/engine.h", '"segql/result.h"')
        self.assert_refused("include/segql/engine.h", "<fmt/format.h>", "standard library only")
        self.assert_refused("include/segql/engine.h", '"base/arena.h"', "layer 1")

    def test_paths_are_written_from_the_root(self):
        self.assert_refused("base/arena.cc", '"arena.h"', "from the repository root")
        self.assert_refused("base/arena.cc", '"include/segql/result.h"', "<segql/...>")

    def test_a_folder_outside_the_layers_is_refused(self):
        self.assertEqual(self.violations({"misc/a.h": ""}), ["misc/a.h:1: this folder belongs to no layer"])

    def test_tests_and_tools_see_everything(self):
        self.assert_allowed("tests/codegen/jit_test.cc", '"compiler/codegen/jit.h"')
        self.assert_allowed("tools/generate/main.cc", "<duckdb.h>")

    def test_build_trees_are_not_read(self):
        self.assert_allowed("build-dev/generated/a.h", '"engine/engine.h"')

    def test_the_project_keeps_the_rule(self):
        self.assertEqual(check_layers.check(ROOT)[0], [])


if __name__ == "__main__":
    unittest.main()
