"""Puts the libraries of stdlib/ into the folder of a project.

Until `import "std/rfm" with (...)` is there, this does what it will do: it replaces the names of the interface in the text of the
libraries, but for comments and texts, and makes `import "std/rfm"` an import of the file beside it.
"""

import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIBRARIES = os.path.join(ROOT, "stdlib")
INTERFACE = re.compile(r"^//   (\w+)\s+(?:entity|relation|field|time)\b")
TOKEN = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|\$\w+|\w+')
DEFINITION = re.compile(r"^(?:attribute|define|segment|snapshot segment) (\w+)", re.M)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def libraries():
    return sorted(name[:-6] for name in os.listdir(LIBRARIES) if name.endswith(".segql"))


def source(library):
    return read(os.path.join(LIBRARIES, library + ".segql"))


def interface(library):
    """The names that a library takes from the project, of its own table."""
    return [match[1] for match in map(INTERFACE.match, source(library).splitlines()) if match]


def definitions(library):
    return DEFINITION.findall(source(library))


def code_tokens(text):
    return [token for token in TOKEN.findall(text) if token[0] not in '/"']


def renamed(text, names):
    def replaced(match):
        token = match[0]
        if token.startswith('"std/'):
            return '"std_' + token[5:-1] + '.segql"'
        return names.get(token, token)
    return TOKEN.sub(replaced, text)


def assemble(folder, names, chosen=None):
    """Writes std_<library>.segql for each library into `folder`, with `names` in place of those of the interface."""
    for library in chosen or libraries():
        with open(os.path.join(folder, f"std_{library}.segql"), "w", encoding="utf-8") as file:
            file.write(renamed(source(library), names))
