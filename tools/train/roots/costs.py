#!/usr/bin/env python3
"""Says how seldom each root is: costs.py READINGS ROOTS DIALOGUES… , writes ROOTS anew with a figure behind each mark.

READINGS is the program cxai-turkish-readings. The Turkish words of the dialogues (JSON lines with "turns"; marked text)
are shared out among their readings by expectation maximisation, each form by the logarithm of its count.
"""
import collections
import json
import math
import re
import subprocess
import sys
from pathlib import Path

STEP = 0.5       # of cost, as the program counts a figure
WEIGHT = 0.7     # of the logarithm of the count
SHARPNESS = 1.5
ROUNDS = 8
FROZEN = 0.7     # more for a noun that is also a plain form of a verb ("beğendi", "çıkar", "olmadık")


def lower(text):
    return text.replace("I", "ı").replace("İ", "i").lower()


def texts(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            if path.suffix == ".jsonl":
                dialogue = json.loads(line)
                if dialogue["language"] == "tr":
                    yield from (turn["text"] for turn in dialogue["turns"])
            else:
                yield re.sub(r"\{[A-Z_]+~?:[^}]*\}", " ", re.sub(r"^[AC]: ", "", line))


def readings(program, words):
    done = subprocess.run([program], input="\n".join(words) + "\n", capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        yield [one.split(" ") for one in line.split("\t")[1:]]


def main(program, roots, paths):
    lines = [line.split(" ") for line in roots.read_text(encoding="utf-8").splitlines()]
    figures = {root: dict(re.findall(r"([nv])(\d)", marks)) for root, marks in lines}
    count = collections.Counter(word for path in paths for text in texts(path)
                                for word in re.findall(r"[a-zçğıöşüâîû]+", lower(text)))
    print(sum(count.values()), "words,", len(count), "forms", file=sys.stderr)
    plain = [root for root, marks in lines
             if "n" in marks and re.search(r"([dt][ıiuü]k?|m[ae]|[ıiuüae]r)$", root)]
    frozen = {root for root, found in zip(plain, readings(program, plain)) if any(one[1] == "v" for one in found)}

    def extra(root):
        return FROZEN if root[1] == "n" and root[0] in frozen else 0.0

    analysed = []
    for word, found in zip(count, readings(program, list(count))):
        each = [((root, kind), float(cost) - STEP * int(figures[root].get(kind, 0) if root in figures else 0))
                for root, kind, _, cost in found]
        if each:
            analysed.append((math.log2(1 + count[word]), each))
    costs = collections.defaultdict(float)
    for _ in range(ROUNDS):
        shares = collections.Counter()
        for weight, each in analysed:
            scores = [math.exp(-SHARPNESS * (cost + costs[root] + extra(root))) for root, cost in each]
            for (root, _), score in zip(each, scores):
                shares[root] += weight * score / sum(scores)
        top = max(shares.values())
        costs = collections.defaultdict(lambda top=top: WEIGHT * math.log(top / 0.3),
                                        {root: WEIGHT * math.log(top / (share + 0.3)) for root, share in shares.items()})
    with open(roots, "w", encoding="utf-8") as file:
        for root, marks in lines:
            marks = re.sub(r"\d", "", marks)
            for kind in "nv":
                figure = round((costs[(root, kind)] + extra((root, kind))) / STEP)
                marks = marks.replace(kind, f"{kind}{min(9, max(0, figure))}")
            file.write(f"{root} {marks}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [Path(path) for path in sys.argv[3:]])
