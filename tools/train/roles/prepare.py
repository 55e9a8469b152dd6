#!/usr/bin/env python3
"""Writes the public dialogues that roles are learnt from as JSON lines: prepare.py SHARED OUT

BConTrasT (Unbabel, CC BY-SA 4.0): each dialogue once in German and once in English; every turn is there in both.
"""
import json
import lzma
import sys
from pathlib import Path


def main(shared, out):
    with lzma.open(shared / "data/text/de_bcontrast.train.json.xz", "rt", encoding="utf-8") as file:
        dialogues = json.load(file)
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "bcontrast.jsonl", "w", encoding="utf-8") as file:
        for name, turns in dialogues.items():
            for language, of_agent, of_customer in (("de", "target", "source"), ("en", "source", "target")):
                # Agents wrote English and customers German; the other is a translation.
                texts = [{"role": turn["speaker"], "text": turn[of_agent if turn["speaker"] == "agent" else of_customer]}
                         for turn in turns]
                file.write(json.dumps({"id": f"{language}-{name}", "language": language, "turns": texts},
                                      ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
