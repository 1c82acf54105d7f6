#!/usr/bin/env python3
"""Fails when a source file is longer than a reader should be asked to hold in mind.

usage: check_sizes.py [ROOT]

Over 600 lines fails, over 400 is reported. A file that is too long is split by idea, not by length.
"""

import os
import sys

from source_tree import repository_root, source_files

SUFFIXES = (".h", ".cc", ".c", ".py", ".sh", ".g4", ".segql", ".cmake", "CMakeLists.txt")
LONGEST = 600
LONG = 400


def count_lines(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def check(root):
    """(too long, long): lists of (path, lines), longest first."""
    sizes = [(path, count_lines(os.path.join(root, path))) for path in source_files(root, SUFFIXES)]
    # Inputs of tests are data: a program of 10,000 terms is a legitimate one.
    sizes = [(path, lines) for path, lines in sizes if not (path.startswith("tests/") and path.endswith(".segql"))]
    sizes.sort(key=lambda entry: (-entry[1], entry[0]))
    too_long = [entry for entry in sizes if entry[1] > LONGEST]
    long = [entry for entry in sizes if LONG < entry[1] <= LONGEST]
    return too_long, long


def main(arguments):
    root = arguments[0] if arguments else repository_root()
    too_long, long = check(root)
    for path, lines in too_long:
        print(f"{path}: {lines} lines, more than {LONGEST}: split it by idea")
    for path, lines in long:
        print(f"note: {path}: {lines} lines, more than {LONG}")
    if too_long:
        print(f"sizes: {len(too_long)} file(s) too long")
        return 1
    print(f"sizes: no file is longer than {LONGEST} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
