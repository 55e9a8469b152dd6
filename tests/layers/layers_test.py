"""The layers check must fail when what it guards is broken."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).parents[2] / "tools" / "check_layers.py"
LAYERS = """[rooms]
base  :
audio : base
store : base
[packages]
soci : store : soci/
"""


class Layers(unittest.TestCase):
    def run_on(self, files, layers=LAYERS):
        with tempfile.TemporaryDirectory() as folder:
            src = Path(folder)
            (src / "LAYERS").write_text(layers, encoding="utf-8")
            for name, text in files.items():
                (src / name).parent.mkdir(parents=True, exist_ok=True)
                (src / name).write_text(text, encoding="utf-8")
            done = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True, check=False)
            return done.returncode, done.stdout

    def test_what_keeps_to_the_lines_passes(self):
        code, out = self.run_on({"audio/a.cpp": '#include "base/x.hpp"\n#include <vector>\n#include <unistd.h>\n',
                                 "store/s.cpp": "#include <soci/soci.h>\n"})
        self.assertEqual(code, 0, out)

    def assert_broken(self, files, word, layers=LAYERS):
        code, out = self.run_on(files, layers)
        self.assertEqual(code, 1, out)
        self.assertIn(word, out)

    def test_a_stage_may_not_include_another(self):
        self.assert_broken({"audio/a.cpp": '#include "store/s.hpp"\n', "store/s.hpp": ""}, "audio may not include store")

    def test_arrows_do_not_point_up(self):
        self.assert_broken({"base/b.hpp": '#include "audio/a.hpp"\n'}, "base may not include audio")
        self.assert_broken({}, "only rooms of lines above", "[rooms]\nbase : audio\naudio :\n")

    def test_a_third_party_header_stays_with_its_owner(self):
        self.assert_broken({"audio/a.cpp": "#include <soci/soci.h>\n"}, "belongs to store")
        self.assert_broken({"audio/a.cpp": "#include <curl/curl.h>\n"}, "of no package")

    def test_only_tests_take_from_their_support(self):
        code, out = self.run_on({"audio/a_test.cpp": '#include "support/x.hpp"\n'})
        self.assertEqual(code, 0, out)
        self.assert_broken({"audio/a.cpp": '#include "support/x.hpp"\n'}, "in no room")

    def test_a_room_needs_a_line(self):
        self.assert_broken({"attic/a.cpp": "\n"}, "no line in LAYERS")

    def test_only_privacy_makes_masked_values(self):
        self.assert_broken({"audio/a.cpp": "class MaskingAuthority;\n"}, "only privacy")

    def test_a_private_function_does_not_hide_a_public_one(self):
        private = "namespace {\n\nint size_of(int x) {\n  return x;\n}\n\n}  // namespace\n"
        self.assert_broken({"audio/a.hpp": "int size_of(int x);\n", "audio/b.cpp": private}, "hides the one of a.hpp")
        code, out = self.run_on({"audio/a.hpp": "int length_of(int x);\n", "audio/b.cpp": private})
        self.assertEqual(code, 0, out)


if __name__ == "__main__":
    unittest.main()
