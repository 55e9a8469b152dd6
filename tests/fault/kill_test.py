#!/usr/bin/env python3
"""`cxai ingest` is killed (SIGKILL) at random moments and started again, until it may run to its end: then every
conversation is there once, analysed once, as if nothing had happened.

CXAI_BINARY names the program; CXAI_FAULT_SEED another course of events.
"""
import os
import random
import signal
import sqlite3
import tempfile
import time
import unittest
from pathlib import Path

import centre

KILLS = 14


class Kill(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.root = Path(self.temporary.name)
        self.folder = self.root / "in"
        centre.make_folder(self.folder)

    def tearDown(self):
        self.temporary.cleanup()

    def ready(self, data):
        rows = centre.query(data, "SELECT COUNT(*) FROM conversation WHERE state = 'ready'")
        return rows[0][0] if rows else 0

    def is_in_its_last_attempt(self, data):
        try:
            return centre.query(data, "SELECT id FROM job WHERE state = 'running' AND attempts >= 3", patience_s=0.2) != []
        except sqlite3.OperationalError:
            return True  # stopped while it holds the database for itself: nobody can tell

    def kill_somewhere(self, process, data, chance):
        """At a moment drawn by chance: some time after the start, or after some more conversations. False: it ended."""
        deadline = time.monotonic() + chance.uniform(0, 0.6)
        patience = deadline + 20  # a start that gets nowhere is killed too, and the last one then fails
        before = self.ready(data)
        goal = before + chance.choice((0, 1, 2))
        while process.poll() is None and time.monotonic() < patience:
            ready = self.ready(data)
            # At most two more at each start, so that a quick machine too leaves enough for the next.
            if ready >= before + 2 or (time.monotonic() >= deadline and ready >= goal):
                break
            time.sleep(0.003)
        time.sleep(chance.uniform(0, 0.02))
        while process.poll() is None:
            # A job has three attempts, and this is no test of that: one in its third is spared.
            process.send_signal(signal.SIGSTOP)
            if not self.is_in_its_last_attempt(data):
                process.kill()
                process.communicate()
                return True
            process.send_signal(signal.SIGCONT)
            time.sleep(0.02)
        process.communicate()
        return False

    def test_nothing_is_lost_and_nothing_done_twice(self):
        chance = random.Random(int(os.environ.get("CXAI_FAULT_SEED", "20260314")))
        data = self.root / "data"
        kills = taken_over = 0
        while kills < KILLS:
            process = centre.start_ingest(data, self.folder)
            if not self.kill_somewhere(process, data, chance):
                break
            kills += 1
            taken_over += len(centre.query(data, "SELECT id FROM job WHERE state = 'running'"))
        before = self.ready(data)
        print(f"{kills} kills; {taken_over} times a job lost its worker; {before} conversations ready before the last start")
        self.assertGreaterEqual(kills, 12, f"a start ended by itself with {before} conversations ready")
        self.assertGreater(taken_over, 0, "no kill met a job at work")
        self.assertLess(before, centre.CALLS + centre.TWEETS, "nothing was left to do")

        code, out, err = centre.ingest(data, self.folder)
        self.assertEqual(code, 0, err)
        centre.assert_whole(self, data)

        quiet = self.root / "quiet"
        self.assertEqual(centre.ingest(quiet, self.folder)[0], 0)
        self.assertEqual(centre.documents(data), centre.documents(quiet), "the same as without a single kill")

        # What the killed ones left lying is cleared away once it is a day old.
        scratch = list((data / "blobs" / "scratch").iterdir())
        for leftover in scratch:
            os.utime(leftover, (time.time() - 2 * 86400,) * 2)
        code, out, err = centre.ingest(data, self.folder)
        self.assertEqual(code, 0, err)
        self.assertIn('"conversations": 0', out)
        self.assertEqual(list((data / "blobs" / "scratch").iterdir()), [], f"{len(scratch)} were left lying")
        centre.assert_whole(self, data)


if __name__ == "__main__":
    unittest.main(verbosity=2)
