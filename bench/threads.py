#!/usr/bin/env python3
"""How fast do messages become conversations, measured against Python merely reading the same file?

    build/bench/bench/cxai-bench-messages 3000000 > messages.csv
    bench/threads.py --binary build/release/cxai messages.csv

In every round, one after the other: `csv.reader` over the whole file in a process of its own, and `cxai threads build`
with its output thrown away and into a file. Prints wall and CPU seconds (median, least) and the ratios, which a busy
machine disturbs less than the seconds, and the peak memory as a share of the file.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

READ = "import csv, sys\nfor row in csv.reader(open(sys.argv[1], newline='', encoding='utf-8')): pass"


def run(command, stdout):
    """Wall seconds, CPU seconds, peak bytes, stderr."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} failed: {errors.decode()}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, errors.decode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--binary", default="build/release/cxai")
    parser.add_argument("--format", default="jsonl")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    size = os.path.getsize(arguments.file)
    with open(arguments.file, "rb") as file:  # into the page cache
        while file.read(1 << 24):
            pass
    build = [arguments.binary, "threads", "build", arguments.file, "--format", arguments.format]
    reads, builds, files, counts = [], [], [], ""
    with tempfile.TemporaryFile() as out:
        for _ in range(arguments.rounds):
            reads.append(run([sys.executable, "-c", READ, arguments.file], subprocess.DEVNULL))
            *measured, counts = run(build, subprocess.DEVNULL)
            builds.append(measured)
            out.seek(0)
            out.truncate()
            files.append(run(build, out))
    print(f"{size / 1e6:.0f} MB; " + ", ".join(counts.split("\n")).strip(", "))
    for name, rounds in (("csv.reader", reads), ("cxai", builds), ("cxai, into a file", files)):
        walls, cpus = [r[0] for r in rounds], [r[1] for r in rounds]
        print(f"{name:18} wall {statistics.median(walls):6.2f} s (least {min(walls):.2f}), CPU "
              f"{statistics.median(cpus):5.2f} s (least {min(cpus):.2f}), peak {max(r[2] for r in rounds) / size:.2f} of the file")
    for name, rounds in (("cxai", builds), ("cxai, into a file", files)):
        ratios = [read[0] / built[0] for read, built in zip(reads, rounds)]
        print(f"{name:18} {statistics.median(ratios):.2f} times as fast as csv.reader (least {min(ratios):.2f}, "
              f"most {max(ratios):.2f}, n = {len(ratios)}); of CPU seconds "
              f"{statistics.median(r[1] for r in reads) / statistics.median(r[1] for r in rounds):.2f}")


if __name__ == "__main__":
    main()
