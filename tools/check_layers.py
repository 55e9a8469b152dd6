#!/usr/bin/env python3
"""Holds every #include under src/ against src/LAYERS.

Fails on a room that includes a room its line does not name, on an arrow that points up, on a third-party header
outside its owner room, on a package LAYERS does not know, and on a room folder without a line. Fails too on a private
function of a source that bears the name of one in a header of its room: sources are compiled together, and the
private one would silently be taken for the other in the next source.
Test sources (*_test.cpp, *_contract.*, test_*) may include any room, and tests/support: they are no part of the
architecture.

Usage: check_layers.py [SRC_DIR]      exit 0: fine; 1: broken, each place on a line of its own
"""
import re
import sys
from pathlib import Path

# Headers of the C++ standard library have neither dot nor slash. Of the C library, the kernel and the compiler:
SYSTEM = re.compile(r"^(sys|linux|netinet|arpa|net|bits)/|^(pwd|unistd|fcntl|poll|spawn|signal|dirent|pthread|errno|"
                    r"string|stdlib|stdio|time|math|locale|netdb|sched|syscall|immintrin)\.h$|^cxxabi\.h$")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
FUNCTION = re.compile(r"^(?=[A-Za-z])(?!CXAI_|using|namespace|return|struct|class|enum|template|#|//)[\w:<>,&*\[\] ]*?[ &*>](\w+)\(")


def functions(text):
    return {match.group(1) for line in text.splitlines() if (match := FUNCTION.match(line))}


def hidden_names(folder):
    public = {}
    for header in sorted(folder.rglob("*.hpp")):
        if not re.search(r"^test_|_contract\.hpp$", header.name):
            for name in functions(header.read_text(encoding="utf-8")):
                public.setdefault(name, header.name)
    for source in sorted(folder.rglob("*.cpp")):
        if source.name.endswith("_test.cpp"):
            continue
        for block in re.findall(r"^namespace \{$(.*?)^\}  // namespace$", source.read_text(encoding="utf-8"), re.S | re.M):
            for name in sorted(functions(block) & public.keys()):
                yield f"{source}: the private {name}() hides the one of {public[name]}: give it a name of its own"


def read_layers(path):
    rooms, packages, planned, section, problems = {}, [], set(), None, []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.split("#", 1)[0].strip()
        if not line:
            continue
        if line.startswith("["):
            section = line.strip("[]")
        elif section == "rooms":
            name, _, deps = line.partition(":")
            name, deps = name.strip(), deps.split()
            if name.startswith("~"):
                planned.add(name[1:])
                continue
            for dep in deps:
                if dep not in rooms:
                    problems.append(f"{path}:{number}: {name} may not point to {dep}: only rooms of lines above")
            rooms[name] = set(deps)
        elif section == "packages":
            name, owner, prefixes = (part.strip() for part in line.split(":"))
            if owner not in rooms:
                problems.append(f"{path}:{number}: the owner {owner} of {name} is no room")
            packages.append((name, owner, tuple(prefixes.split())))
    return rooms, packages, planned, problems


def check(src):
    rooms, packages, planned, problems = read_layers(src / "LAYERS")
    for folder in sorted(p for p in src.iterdir() if p.is_dir()):
        if folder.name not in rooms:
            hint = " (take the ~ from its line)" if folder.name in planned else ""
            problems.append(f"{folder}: no line in LAYERS{hint}")
            continue
        problems.extend(hidden_names(folder))
        for file in sorted(folder.rglob("*.[ch]pp")):
            test = re.search(r"^test_|_(test|contract)\.[ch]pp$", file.name) is not None
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                where = f"{file}:{number}"
                if "MaskingAuthority" in line and folder.name != "privacy" and file.name != "masked.hpp":
                    problems.append(f"{where}: only privacy makes Masked<T>")
                match = INCLUDE.match(line)
                if not match:
                    continue
                kind, header = match.groups()
                room = header.split("/", 1)[0]
                if kind == '"':
                    if test and room == "support":
                        continue
                    if room not in rooms:
                        problems.append(f"{where}: \"{header}\" is in no room of LAYERS")
                    elif room != folder.name and room not in rooms[folder.name] and not test:
                        problems.append(f"{where}: {folder.name} may not include {room} (\"{header}\")")
                    continue
                owners = [(n, o) for n, o, prefixes in packages if header.startswith(prefixes)]
                if owners:
                    name, owner = owners[0]
                    if owner != folder.name and not test:
                        problems.append(f"{where}: <{header}> of {name} belongs to {owner}, not to {folder.name}")
                elif "/" in header or "." in header:
                    if test and header.startswith(("gtest/", "gmock/")):
                        continue
                    if not SYSTEM.search(header):
                        problems.append(f"{where}: <{header}> is of no package in LAYERS")
    return problems


if __name__ == "__main__":
    found = check(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "src"))
    print("\n".join(found) if found else "every include keeps to LAYERS")
    sys.exit(1 if found else 0)
