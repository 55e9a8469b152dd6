"""The lists in the documents are those of the source: packages, settings, verbs, addresses, types of personal data."""
import json
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def section(path, heading):
    """The text below the first heading that begins so, up to the next one of the same level."""
    level = heading.split(" ", 1)[0]
    text = read(path)
    start = text.index("\n" + heading)
    end = text.find(f"\n{level} ", start + 2)
    return text[start:end if end > 0 else len(text)]


def first_cells(text):
    return re.findall(r"^\| `?([^|`]+?)`? \|", text, re.M)


class Documents(unittest.TestCase):
    def test_both_readmes_name_every_package(self):
        lines = [line.split() for line in read("tools/packages").splitlines() if line and not line.startswith("#")]
        manifest = json.loads(read("web/package.json"))
        packages = {line[1].split("/")[0] for line in lines}
        packages |= set(manifest.get("dependencies", {})) | set(manifest["devDependencies"])
        for path, heading in (("README.md", "## Dependencies"), ("README.tr.md", "## Bağımlılıklar")):
            with self.subTest(path):
                listed = set(first_cells(section(path, heading))) - {"package", "paket"}
                self.assertEqual(listed, packages)

    def test_every_setting_is_documented_with_its_built_in_value(self):
        known = dict(re.findall(r'^\s+\{"([a-z_.]+)", (?:text|integer|boolean), "([^"]*)"', read("src/base/config.cpp"),
                                re.M))
        self.assertGreater(len(known), 10)
        listed = dict(re.findall(r"^\| `([a-z_.]+)` \| `([^`]*)` \|", read("docs/configuration.md"), re.M))
        self.assertEqual(listed, known)

    def test_both_readmes_name_every_verb(self):
        code = read("src/cli/run.cpp")
        verbs = set(re.findall(r'add\(app, "([\w-]+)"', code))
        for name, parent in re.findall(r'(\w+)_verb = app\.add_subcommand\("(\w+)"', code):
            verbs |= {f"{parent} {verb}" for verb in re.findall(rf'add\(\*{name}_verb, "([\w-]+)"', code)}
        self.assertIn("analyze", verbs)
        self.assertIn("users add", verbs)
        for path, heading in (("README.md", "## Command line"), ("README.tr.md", "## Komut satırı")):
            with self.subTest(path):
                rows = re.findall(r"^\| (`[a-z][^|]*`) \|", section(path, heading), re.M)
                listed = {" ".join(re.findall(r"\b[a-z]+(?:-[a-z]+)*\b", item)) for row in rows for item in row.split(",")}
                self.assertEqual(listed, verbs)

    def test_every_address_is_documented(self):
        table = read("docs/formats/http-api.md") + read("docs/formats/privacy-api.md") + read("docs/formats/routing-api.md") + read("docs/formats/scorecards.md") + read("docs/formats/rules-api.md")
        patterns = re.findall(r'"(/[^"]*)"', read("src/serve/routes.cpp"))
        self.assertGreater(len(patterns), 15)
        for pattern in patterns:
            head = pattern.split("{format}")[0].replace("/{file...}", "/v1")
            self.assertIn(head, table, f"{pattern} is missing in docs/formats/http-api.md, privacy-api.md, routing-api.md, scorecards.md and rules-api.md")

    def test_every_type_of_personal_data_is_defined(self):
        names = re.search(r"kNames = \{(.*?)\};", read("src/privacy/pii.cpp"), re.S)
        types = set(re.findall(r'"([A-Z_]+)"', names[1]))
        self.assertGreater(len(types), 10)
        text = section("docs/definitions.md", "## 6 Personal data")
        self.assertEqual({name for row in first_cells(text) for name in re.findall(r"[A-Z_]{2,}", row)}, types)

    def test_every_claim_is_defined_and_has_a_shape(self):
        rows = [row.split("|")[1] for row in section("docs/definitions.md", "## 2 Claims").split("\n") if row.startswith("| `")]
        defined = {name for cell in rows for name in re.findall(r"`([a-z_]+)`", cell)}
        shapes = re.search(r"The claims by `field`.*?\n\n(\|.*?)\n\n", read("docs/formats/analysis.md"), re.S)[1]
        shaped = {name for row in shapes.split("\n")[2:] for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])}
        made = {claim["field"] for path in (ROOT / "tests/golden/expected").glob("*.json")
                for claim in json.loads(path.read_text(encoding="utf-8")).get("claims", [])}
        self.assertGreater(len(made), 15)
        self.assertEqual(defined, shaped)
        self.assertEqual(made, defined)

    def test_every_measure_is_defined(self):
        keys = set(re.findall(r'out\["(\w+)"\]', read("src/analysis/measures_json.cpp")))
        text = section("docs/definitions.md", "## 1 Measures")
        for key in sorted(keys):
            self.assertIn(f"`{key}", text, f"{key} has no definition")


if __name__ == "__main__":
    unittest.main()
