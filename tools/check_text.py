#!/usr/bin/env python3
"""Checks the text files git tracks: UTF-8, final newline, no trailing blanks or tabs, no unfinished marks,
links between documents that lead somewhere, migrations numbered without gaps.

exit 0: fine; 1: broken, each place on a line of its own
"""
import re
import subprocess
import sys
from pathlib import Path

TEXT = {".cpp", ".hpp", ".py", ".sh", ".cmake", ".txt", ".md", ".ts", ".svelte", ".css", ".scss", ".mjs", ".js",
        ".json", ".toml", ".sql", ".html", ".yml", ".yaml", ""}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def main():
    problems = []
    files = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, files):
        path = Path(name)
        if path.suffix not in TEXT or not path.is_file() or "corpus" in path.parts:
            continue
        raw = path.read_bytes()
        if b"\0" in raw:
            continue
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            problems.append(f"{name}: not UTF-8 at byte {error.start}")
            continue
        if text and not text.endswith("\n"):
            problems.append(f"{name}: no newline at the end")
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip() and path.suffix != ".md":
                problems.append(f"{name}:{number}: blanks at the end of the line")
            if UNFINISHED.search(line) and path.name != "check_text.py":
                problems.append(f"{name}:{number}: unfinished mark")
        if path.suffix == ".md":
            for target in LINK.findall(text):
                if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                    problems.append(f"{name}: link to {target}, which is not there")
    numbers = [int(p.name[:4]) for p in sorted(Path("src/store/migrations").glob("*.sql"))]
    if numbers != list(range(1, len(numbers) + 1)):
        problems.append(f"src/store/migrations: numbers are not 1, 2, 3, …: {numbers}")
    print("\n".join(problems) if problems else "text files are in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
