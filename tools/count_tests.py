#!/usr/bin/env python3
"""Prints the one line that closes ./test: how many passed, failed and were skipped.

Usage: count_tests.py JUNIT_XML FUZZ_PASSED FUZZ_FAILED      exit 1 when anything failed or nothing ran
"""
import sys
import xml.etree.ElementTree as ElementTree


def main(report, fuzz_passed, fuzz_failed):
    passed, failed, skipped = int(fuzz_passed), int(fuzz_failed), 0
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.get("status") in ("notrun", "disabled") or case.find("skipped") is not None:
            skipped += 1
        elif case.get("status") == "run" and case.find("failure") is None:
            passed += 1
        else:
            failed += 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
