"""The files of the source tree that the check scripts look at: what people write, not what tools generate or fetch."""

import os

# Folders that hold no source of ours, wherever they are: build trees, downloads, git's own.
def _is_foreign(folder):
    return folder.startswith(".") or folder == "build" or folder.startswith("build-") or folder == "__pycache__"


def source_files(root, suffixes):
    """Paths below `root` ending in one of `suffixes`, relative to it, with '/' and sorted."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not _is_foreign(name)]
        for name in files:
            if name.endswith(tuple(suffixes)):
                found.append(os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/"))
    return sorted(found)


def repository_root():
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
