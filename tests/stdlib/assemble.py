"""Reads the libraries of stdlib/, and writes projects that import them under names of their own."""

import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIBRARIES = os.path.join(ROOT, "stdlib")
INTERFACE = re.compile(r"^//   (\w+)\s+(?:entity|relation|field|time)\b")
TOKEN = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|\$\w+|\w+')
DEFINITION = re.compile(r"^(?:attribute|define|segment|snapshot segment) (\w+)", re.M)

DESCRIBED = re.compile(r"((?:^///[^\n]*\n)+)(attribute|define|segment) (\w+)(?: \"[^\"]*\")?"
                       r"(\((?:[^()]|\([^()]*\))*\))? of (\w+)", re.M)


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


def reference():
    """The page stdlib/README.md: each library's first line, interface and definitions with their descriptions."""
    lines = ["# The standard library", "",
             "Libraries of definitions, written in the language and in nothing else. Each file says at its top what it means and",
             "expects. `tests/stdlib/reference.py` writes this page from their text.", ""]
    for library in libraries():
        text = source(library)
        lines += [f"## std/{library}", ""]
        for paragraph in re.findall(r"(?:^// (?!  )[^\n]*\n)+", text.split("\nlanguage ")[0] + "\n", re.M):
            if not paragraph.startswith("// Interface:"):
                lines += [paragraph.replace("// ", "").rstrip("\n"), ""]
        lines += ["| Interface | Kind | Type | Meaning |", "|---|---|---|---|"]
        for line in text.splitlines():
            if INTERFACE.match(line):
                cells = re.split(r"  +", line[5:].strip())
                lines.append("| `" + cells[0] + "` | " + " | ".join([cells[1], *([""] * (4 - len(cells))), *cells[2:]]) + " |")
        lines += ["", "| Definition | Of | Meaning |", "|---|---|---|"]
        for description, kind, name, parameters, of in DESCRIBED.findall(text):
            given = re.sub(r"\( | ?,? \)", lambda match: match[0].strip(" ,"), " ".join(parameters.split()))
            meaning = " ".join(re.sub(r"^/// ?", "", description, flags=re.M).split())
            lines.append(f"| {kind} `{name}{given}` | {of} | {meaning} |")
        lines.append("")
    return "\n".join(lines)


def code_tokens(text):
    return [token for token in TOKEN.findall(text) if token[0] not in '/"']


def renamed(text, names):
    """The text of a project that has `names` for those of the libraries; comments and texts stay."""
    return TOKEN.sub(lambda match: names.get(match[0], match[0]), text)


def assemble(folder, names):
    """Writes std.segql, which imports every library, into `folder`."""
    with open(os.path.join(folder, "std.segql"), "w", encoding="utf-8") as file:
        for library in libraries():
            own = [f"{name}: {names[name]}" for name in interface(library) if names.get(name, name) != name]
            file.write(f'import "std/{library}"' + (f" with ({', '.join(own)})" if own else "") + "\n")
