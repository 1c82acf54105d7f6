"""The libraries of stdlib/: what can be proven of their text, their own tests, and their segments over real data beside SQL.

Environment, each of which leaves something out when it is missing: SEGQL_PROGRAM (the program), SEGQL_SHARED_DATA (the folder with
online_retail and completejourney; else ../shared/data beside the repository), SEGQL_DUCKDB (libduckdb).
"""

import csv
import glob
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import assemble  # noqa: E402
import duck  # noqa: E402
import questions  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get("SEGQL_PROGRAM")
DATA = os.environ.get("SEGQL_SHARED_DATA") or os.path.join(os.path.dirname(assemble.ROOT), "shared", "data")
DUCKDB = os.environ.get("SEGQL_DUCKDB")
SCORES = range(1, 6)
TOML = '[project]\nname = "stdlib"\ndefinitions = ["*.segql"]\n'


def segql(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)


def segments_of(library):
    """The name and condition of each segment."""
    return dict(re.findall(r"^segment (\w+)[^{]*\{\s*where (.*?)\n\}", assemble.source(library), re.M | re.S))


def holds(condition, r, f, m):
    """Whether a conjunction of conditions on the scores is true of a cell; fails on anything else."""
    values = {"recency_score": r, "frequency_score": f, "monetary_score": m, "rfm_cell": r * 100 + f * 10 + m}
    results = []
    for part in re.split(r"\n\s*and ", condition):
        name, operator, rest = re.fullmatch(r"(\w+) (in|between|>=|<=|=) (.*)", part.strip(), re.S).groups()
        numbers = [int(number) for number in re.findall(r"\d+", rest)]
        value = values[name]
        results.append({"in": value in numbers, "between": numbers[0] <= value <= numbers[-1], ">=": value >= numbers[0],
                        "<=": value <= numbers[0], "=": value == numbers[0]}[operator])
    return all(results)


class Text(unittest.TestCase):
    """What needs no program."""

    def test_each_of_the_125_cells_has_one_name_in_each_grid(self):
        for prefix, count in (("rfm_", 11), ("rfm25_v1_", 10)):
            grid = {name: condition for name, condition in segments_of("rfm").items() if name.startswith(prefix)}
            self.assertEqual(len(grid), count)
            used = set()
            for cell in itertools.product(SCORES, SCORES, SCORES):
                names = [name for name, condition in grid.items() if holds(condition, *cell)]
                self.assertEqual(len(names), 1, f"{prefix} {cell}: {names}")
                used.update(names)
            self.assertEqual(used, set(grid))

    def test_a_cell_is_listed_once(self):
        cells = re.findall(r"\b[1-5]{3}\b", " ".join(c for c in segments_of("rfm").values() if "rfm_cell" in c))
        self.assertEqual(sorted(cells), ["".join(cell) for cell in itertools.product("12345", repeat=3)])

    def test_names(self):
        conventional = {name for library in assemble.libraries() for name in assemble.interface(library)}
        seen = set()
        for library in assemble.libraries():
            tokens = assemble.code_tokens(assemble.source(library))
            own = set(assemble.interface(library))
            self.assertFalse(own - set(tokens) - {"bought_at"}, f"{library} does not use some of its interface")
            self.assertFalse((conventional - own) & set(tokens), f"{library} uses names that its table lacks")
            for name in assemble.definitions(library):
                self.assertNotIn(name, conventional | seen)
                seen.add(name)
            parameters = {token[1:] for token in tokens if token.startswith("$")}
            self.assertFalse(parameters & (conventional | seen), library)

    def test_every_definition_is_described(self):
        for library in assemble.libraries():
            text = assemble.source(library)
            described = re.findall(r"^///[^\n]*\n(?:attribute|define|segment) (\w+)", text, re.M)
            self.assertEqual(described, assemble.definitions(library))

    def test_the_reference_is_of_this_text(self):
        self.assertEqual(assemble.read(os.path.join(assemble.LIBRARIES, "README.md")), assemble.reference(),
                         "run tests/stdlib/reference.py")

    def test_no_amount_of_any_currency(self):
        for library in assemble.libraries():
            self.assertNotRegex(re.sub(r"//[^\n]*", "", assemble.source(library)), r"\d [A-Z]{3}\b")


class Project(unittest.TestCase):
    def setUp(self):
        if not PROGRAM:
            self.skipTest("SEGQL_PROGRAM is not set")
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def add(self, path, names):
        self.write(os.path.basename(path), assemble.renamed(assemble.read(path), names))

    def succeeds(self, *arguments):
        done = segql(*arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done


class Libraries(Project):
    def test_canonical_form(self):
        files = glob.glob(os.path.join(assemble.LIBRARIES, "**", "*.segql"), recursive=True)
        self.succeeds("fmt", "--check", *files, os.path.join(HERE, "probes.segql"))

    def test_whatever_may_be_missing(self):
        """No warning, whether the fields of the interface may be missing or not."""
        schema = assemble.read(os.path.join(assemble.LIBRARIES, "tests", "schema.segql"))
        assemble.assemble(self.folder, {})
        self.write("segql.toml", TOML)
        whole = re.sub(r" = 0 SAR| = [01]$|\?$", "", schema, flags=re.M)
        for text in (whole, re.sub(r"(?<=  )((?!bought_at|id|sku)\w+: [^=?\n]+)$", r"\1?", whole, flags=re.M)):
            self.write("schema.segql", text)
            done = self.succeeds("check", "--strict", "-p", self.folder)
            self.assertIn("no problems", done.stdout + done.stderr)

    def test_their_tests(self):
        assemble.assemble(self.folder, {})
        for path in glob.glob(os.path.join(assemble.LIBRARIES, "tests", "*.segql")):
            self.add(path, {})
        self.write("segql.toml", TOML)
        done = self.succeeds("check", "--strict", "-p", self.folder)
        self.assertIn("no problems", done.stdout + done.stderr)
        self.succeeds("test", "-p", self.folder)


class RealData:
    """Segments beside SQL over the same rows. One class per data set says where the rows are."""

    def setUp(self):
        super().setUp()
        self.data = os.path.join(DATA, self.name)
        if not os.path.isdir(self.data) or not DUCKDB:
            self.skipTest("no data, or SEGQL_DUCKDB is not set")
        self.names = json.loads(assemble.read(os.path.join(HERE, self.name, "names.json")))
        shutil.copy(os.path.join(HERE, self.name, "segql.toml"), self.folder)
        shutil.copy(os.path.join(HERE, self.name, "schema.segql"), self.folder)
        assemble.assemble(self.folder, self.names)
        self.add(os.path.join(HERE, "probes.segql"), self.names)
        done = self.succeeds("check", "--strict", "-p", self.folder)
        self.assertIn("no problems", done.stdout + done.stderr)

    def answers(self, as_of):
        """DuckDB with the rows of the project under conventional names."""
        database = duck.Duck(DUCKDB)
        toml = assemble.read(os.path.join(self.folder, "segql.toml"))
        for source, query in re.findall(r'\[sources\.(\w+)\]\s*query = """(.*?)"""', toml, re.S):
            query = re.sub(r"'([\w.]+\.csv\.zst)'", lambda match: "'" + os.path.join(self.data, match[1]) + "'", query)
            columns = ", ".join(f"{own} as {name}" for own, name in self.columns[source].items())
            table = {"line": "purchase", "article": "product"}.get(source, "customer")
            database.query(f"create table {table} as select {columns} from ({query})")
        for statement in questions.SETUP:
            database.query(self.said(statement, as_of))
        return database

    def table(self, population, key, as_of, columns):
        """The values of columns for each row of a segment, in one run of the program."""
        done = self.succeeds("members", population, "-p", self.folder, "--data", self.data, "--as-of", as_of, "--format", "csv",
                             "--columns", ", ".join([key, *columns]))
        return {row[0]: row[1:] for row in list(csv.reader(io.StringIO(done.stdout)))[1:]}

    def members(self, population, key, as_of, segments):
        """The keys of the members of each segment."""
        segments = list(segments)
        rows = self.table(population, key, as_of, ["in segment " + segment for segment in segments])
        return {segment: {row for row, cells in rows.items() if cells[place] == "true"} for place, segment in enumerate(segments)}

    def compared(self, as_of):
        database = self.answers(as_of)
        sizes = {}
        with self.subTest("segments beside SQL"):
            for population, key, asked in (("probe_customers", "id", questions.CUSTOMERS),
                                           ("probe_products", "code", questions.PRODUCTS)):
                expected = {self.filled(segment, '"'): {row[0] for row in database.query(self.said(sql, as_of))}
                            for segment, sql in asked.items()}
                found = self.members(population, key, as_of, expected)
                different = [f"{name}: {len(found[name])} found, {len(rows)} expected, such as {sorted(rows ^ found[name])[:5]}"
                             for name, rows in expected.items() if rows != found[name]]
                sizes.update((name, len(rows)) for name, rows in found.items())
                self.assertFalse(different, "\n".join(different))
        scores = {row[0]: list(row[1:]) for row in database.query("select id, r, f, m, r || '' || f || m from s")}
        with self.subTest("scores beside SQL"):
            columns = ["recency_score", "frequency_score", "monetary_score", "rfm_cell"]
            self.assertEqual(self.table("commerce_buyers", "id", as_of, columns), scores)
        for prefix, library in (("rfm_", "rfm"), ("rfm25_v1_", "rfm"), ("lifecycle_", "lifecycle")):
            with self.subTest("parts", prefix=prefix):
                parts = {name: condition for name, condition in segments_of(library).items()
                         if name.startswith(prefix) and name not in ("lifecycle_prospects", "lifecycle_second_order_due")}
                found = self.members("probe_customers", "id", as_of, parts)
                sizes.update((name, len(rows)) for name, rows in found.items())
                self.assertEqual(sorted(itertools.chain.from_iterable(found.values())), sorted(scores))
                for name, condition in parts.items() if library == "rfm" else ():
                    cells = {key for key, (r, f, m, _) in scores.items() if holds(condition, int(r), int(f), int(m))}
                    self.assertEqual(found[name], cells, name)
        if os.environ.get("SEGQL_STDLIB_VERBOSE"):
            print(f"\n{self.name} as of {as_of}: {len(scores)} buyers")
            print("\n".join(f"  {count:6} {segment}" for segment, count in sizes.items()))

    def filled(self, text, quote=""):
        for name, value in self.texts.items():
            text = text.replace("{" + name + "}", quote + value + quote)
        return text

    def said(self, sql, as_of):
        return self.filled(sql).replace("{as_of}", f"timestamp '{as_of}'").replace("{today}", f"date '{as_of[:10]}'")


ARTICLE = {"code": "sku", "price_now": "price", "full_price": "list_price", "on_hand": "stock"}


class OnlineRetail(RealData, Project):
    name = "online_retail"
    texts = {"product": "85123A", "other_product": "22423", "category": "22", "other_category": "85"}
    columns = {
        "client": {"id": "id", "born_on": "birthday"},
        "article": {**ARTICLE, "kind": "category"},
        "line": {"client": "buyer", "article": "item", "invoice": "order_no", "units": "quantity", "total": "amount",
                 "invoiced_at": "bought_at"},
    }

    def test_after_the_last_row(self):
        self.compared("2011-12-10T00:00:00")

    def test_in_summer_time(self):
        self.compared("2011-07-01T09:30:00")


class CompleteJourney(RealData, Project):
    name = "completejourney"
    texts = {"product": "1082185", "other_product": "981760", "category": "GROCERY", "other_category": "DRUG GM"}
    columns = {
        "household": {"id": "id", "born_on": "birthday"},
        "article": {**ARTICLE, "department": "category"},
        "line": {"household": "buyer", "article": "item", "basket": "order_no", "units": "quantity", "paid": "amount",
                 "bought_at": "bought_at"},
    }

    def test_after_the_last_row(self):
        self.compared("2018-01-02T00:00:00")

    def test_on_a_saturday(self):
        self.compared("2017-07-15T12:00:00")


if __name__ == "__main__":
    unittest.main()
