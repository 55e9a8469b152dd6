#!/usr/bin/env python3
"""`cxai ingest` may not write another byte at some point: it says so and ends; with space again nothing is missing.

A full disk is played by a limit on the size of files (RLIMIT_FSIZE), under which writing fails as on a full one.
"""
import resource
import signal
import tempfile
import unittest
from pathlib import Path

import centre


def limited(bytes_):
    def before_exec():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))
    return {"preexec_fn": before_exec, "restore_signals": False}


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.root = Path(self.temporary.name)
        self.folder = self.root / "in"
        centre.make_folder(self.folder)

    def tearDown(self):
        self.temporary.cleanup()

    def complete(self, data):
        code, out, err = centre.ingest(data, self.folder)
        self.assertEqual(code, 0, out + err)
        centre.assert_whole(self, data)

    def refuse(self, bytes_):
        data = self.root / "data"
        code, out, err = centre.ingest(data, self.folder, timeout=60, **limited(bytes_))
        self.assertGreater(code, 0, f"there was space enough, or it died of a signal ({code}): {err[-500:]}")
        self.assertRegex(err + out, "(?i)file too large|no space|disk|full", "the reason is said")
        self.complete(data)

    def test_no_space_for_recordings(self):
        self.refuse(40_000)

    def test_no_space_at_all(self):
        self.refuse(0)

    def test_space_ends_while_results_are_stored(self):
        self.refuse(300_000)


if __name__ == "__main__":
    unittest.main(verbosity=2)
