#!/usr/bin/env python3
"""Holds every #include to the layers of docs/architecture.md.

usage: check_layers.py [ROOT]

A file may include its own folder and folders of a smaller number. Beyond the numbers, some folders see less (SEES) and some
libraries are confined to a few files (CONFINED). tests/, bench/ and tools/ stand outside the layers and see everything.
Prints `path:line: reason` for each violation and fails if there is one.
"""

import os
import re
import sys
from collections import namedtuple

from source_tree import repository_root, source_files

LAYERS = {
    "include/segql": 0,
    "base": 1,
    "schema": 2,
    "stdlib": 2,
    "compiler/source": 3,
    "runtime/abi": 3,
    "compiler/diag": 4,
    "runtime/bitmap": 4,
    "compiler/syntax": 5,
    "runtime/table": 5,
    "compiler/check": 6,
    "compiler/plan": 7,
    "compiler/prove": 7,
    "compiler/interp": 8,
    "compiler/codegen": 8,
    "compiler/compile": 9,
    "engine": 10,
    "connect": 11,
    "cli": 12,
}

COMPILER = tuple(folder for folder in LAYERS if folder.startswith("compiler/"))
RUNTIME = tuple(folder for folder in LAYERS if folder.startswith("runtime/"))
GROUND = ("include/segql", "base", "schema")

# Folders that see less than their number allows.
SEES = {
    **{folder: GROUND + RUNTIME for folder in RUNTIME},  # the runtime knows no compiler
    "stdlib": (),  # texts, which know nobody
    "compiler/interp": GROUND + COMPILER + ("runtime/abi",),  # both engines know how columns lie in memory,
    "compiler/codegen": GROUND + COMPILER + ("runtime/abi",),  # and nothing of who keeps them
    "connect": GROUND,  # readers and writers stand on the public interface
    "cli": ("include/segql", "connect"),
    "examples": ("include/segql",),  # a host program has nothing else
}

OUTSIDE = ("tests", "bench", "tools")

# Libraries that only some files may name: (header pattern, allowed path pattern, the rule in words, fence). A library behind a
# fence is also out of reach: no file outside `fence` may come to its headers by way of a header of that folder.
Confined = namedtuple("Confined", "header allowed rule fence", defaults=(None,))
CONFINED = (
    Confined(r"antlr4|SegQL(Lexer|Parser)", r"compiler/syntax/", "ANTLR stays inside compiler/syntax", "compiler/syntax"),
    Confined(r"llvm(-c)?/", r"compiler/codegen/", "LLVM stays inside compiler/codegen", "compiler/codegen"),
    Confined(r"duckdb", r"connect/", "DuckDB stays inside connect", "connect"),
    Confined(r"xlsxwriter", r"connect/", "files of Excel are written in connect/"),
    Confined(r"boost/", r"base/containers\.h$", "Boost comes through base/containers.h"),
    Confined(r"CLI/", r"cli/", "CLI11 is for the program"),
    Confined(r"histedit", r"cli/repl/terminal_input\.cc$", "the line library stays behind cli/repl/input.h"),
    Confined(r"toml\+\+/", r"connect/", "TOML is read in connect/"),
)

# The public headers are read by programs that have none of our libraries: the C++ and C standard libraries only.
STANDARD = re.compile(r"[a-z0-9_]+$|(assert|ctype|errno|inttypes|limits|math|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|time)\.h$")

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
SUFFIXES = (".h", ".cc", ".c", ".def", ".inc")


def folder_of(path):
    """The layer folder (or `examples`) that holds `path`; None when it is outside the layers or in none."""
    parts = path.split("/")
    for depth in (2, 1):
        folder = "/".join(parts[:depth])
        if len(parts) > depth and (folder in LAYERS or folder == "examples"):
            return folder
    return None


def target_folder(header):
    """The layer folder an include names: by the repository root, or by include/ for the public headers."""
    return "include/segql" if header.startswith("segql/") else folder_of(header)


def describe(folders):
    """The folders in few words: a whole family is named once."""
    for family, members in (("compiler/*", COMPILER), ("runtime/*", RUNTIME)):
        if set(members) <= set(folders):
            folders = [folder for folder in folders if folder not in members] + [family]
    return ", ".join(folders)


def judge(path, header, quoted):
    """Why `path` may not include `header`, or None."""
    home = folder_of(path)
    for confined in CONFINED:
        if re.match(confined.header, header) and not re.match(confined.allowed, path):
            return confined.rule
    target = target_folder(header)
    if target is None:
        if home == "include/segql" and not STANDARD.match(header):
            return "a public header includes the standard library only"
        in_examples = home == "examples"
        if quoted and not in_examples and not any(re.match(confined.header, header) for confined in CONFINED):
            return "write the path from the repository root, in a folder of the layers"
        return None
    if header.startswith("include/"):
        return "write <segql/...> or \"segql/...\""
    if target == home:
        return None
    if home in SEES and target not in SEES[home]:
        return f"{home} does not see {target}, only {describe(SEES[home])} and itself"
    if home in LAYERS and LAYERS[target] >= LAYERS[home]:
        return f"{home} (layer {LAYERS[home]}) may not include {target} (layer {LAYERS[target]})"
    return None


def read_includes(root, path):
    """The includes of a file: (line number, line, header, whether it was quoted)."""
    includes = []
    with open(os.path.join(root, path), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            match = INCLUDE.match(line)
            if match:
                includes.append((number, line.strip(), match[1] or match[2], match[1] is not None))
    return includes


def headers_that_reach(confined, includes):
    """The files of the fence that include the confined library, themselves or by way of each other."""
    inside = [path for path in includes if folder_of(path) == confined.fence]
    reached = {path for path in inside if any(re.match(confined.header, header) for _, _, header, _ in includes[path])}
    while True:
        more = {path for path in inside if any(header in reached for _, _, header, _ in includes[path])} - reached
        if not more:
            return reached
        reached |= more


def check(root):
    """(violations, files): the violations as `path:line: reason`, and how many files were read."""
    paths = [path for path in source_files(root, SUFFIXES) if path.split("/")[0] not in OUTSIDE]
    includes = {path: read_includes(root, path) for path in paths}
    fenced = {}
    for confined in CONFINED:
        if confined.fence:
            fenced.update({path: confined for path in headers_that_reach(confined, includes)})

    violations = []
    for path in paths:
        if folder_of(path) is None:
            violations.append(f"{path}:1: this folder belongs to no layer")
            continue
        for number, line, header, quoted in includes[path]:
            reason = judge(path, header, quoted)
            if reason is None and header in fenced and folder_of(path) != fenced[header].fence:
                reason = f"{fenced[header].rule}, and this header brings it along"
            if reason:
                violations.append(f"{path}:{number}: {line}: {reason}")
    return violations, len(paths)


def main(arguments):
    violations, files = check(arguments[0] if arguments else repository_root())
    for violation in violations:
        print(violation)
    if violations:
        print(f"layers: {len(violations)} include(s) break the layer rule")
        return 1
    print(f"layers: {files} files, every include points down")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
