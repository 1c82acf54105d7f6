"""Writes stdlib/README.md from the text of the libraries."""

import os

import assemble

if __name__ == "__main__":
    with open(os.path.join(assemble.LIBRARIES, "README.md"), "w", encoding="utf-8") as file:
        file.write(assemble.reference())
