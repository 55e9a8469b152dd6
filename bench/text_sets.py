#!/usr/bin/env python3
"""Public sets of texts with labels, as cxai-bench-text-classifier reads them: label, tab, text.

    bench/text_sets.py DATA OUT      writes OUT/NAME.train.tsv and OUT/NAME.dev.tsv

DATA is the folder `data/text` of the shared sets (CXAI_SHARED). Sets without a dev part give up 15 % of their texts.
"""
import csv
import json
import lzma
import random
import re
import sys
from pathlib import Path

BRANDS = r"(turkcell|arçelik|samsung|vodafone|iş bank|işbank|isbank|vak[ıi]f|ziraat)\w*"


def lines(path):
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def document(path):
    with (lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else open(path, encoding="utf-8")) as file:
        return json.load(file)


def split(rows, share=0.15):
    """The same text stands on one side only."""
    texts = sorted({text for _, text in rows})
    random.Random(1).shuffle(texts)
    held = set(texts[: int(len(texts) * share)])
    return {"train": [row for row in rows if row[1] not in held], "dev": [row for row in rows if row[1] in held]}


def without_leaks(text):
    """No names of accounts, links and signatures, from which the company could be read."""
    text = re.sub(r"https?://\S+", "<url>", re.sub(r"@\w+", " ", text))
    return re.sub(r"\s[\^\-]\s?[A-Za-z]{1,12}\.?\s*(\d/\d)?\s*$", " ", text)


def sets(data):
    official = data / "official"
    with lzma.open(official / "banking77/train.csv.xz", "rt", encoding="utf-8") as file:
        yield "banking77", split([(row["category"], row["text"]) for row in csv.DictReader(file)])
    clinc = official / "clinc150"
    yield "clinc150", {part: [(label, text) for text, label in document(clinc / name)]
                       for part, name in (("train", "train.json.xz"), ("dev", "val.json.xz"))}
    yield "clinc150-outside", {"dev": [("oos", text) for name in ("oos_train.json", "oos_val.json")
                                       for text, _ in document(clinc / name)]}
    yield "tr-atis", {part: [(row["intent"], row["text"]) for row in document(official / f"tr-atis/atis_{part}.json.xz")]
                      for part in ("train", "dev")}
    yield "massive-tr", split([(row["label"], row["text"])
                               for row in lines(official / "tr-seed-intents/massive_tr.jsonl.xz")])
    yield "customer-intents-tr", split([(row["completion_tr"], row["prompt_tr"])
                                        for row in lines(official / "tr-seed-intents/customer_intent_tr.jsonl.xz")])
    complaints = {part: lines(data / f"tr_complaints.{part}.jsonl.xz") for part in ("train", "dev")}
    yield "tr_complaints-sector", {part: [(row["sector"], row["text"]) for row in rows]
                                   for part, rows in complaints.items()}
    companies = {part: [(row["company"], row["text"]) for row in rows if row.get("company")]
                 for part, rows in complaints.items()}
    yield "tr_complaints-company", companies
    yield "tr_complaints-masked", {part: [(label, re.sub(BRANDS, " ", text, flags=re.I)) for label, text in rows]
                                   for part, rows in companies.items()}
    telecom = {part: lines(data / f"tr_telecom_sentiment_reason.{part}.jsonl.xz") for part in ("train", "dev")}
    for field in ("reason", "sentiment"):
        yield f"tr_telecom-{field}", {part: [(row[field], row["text"]) for row in rows if row.get(field)]
                                      for part, rows in telecom.items()}
    yield "tweetsumm", {part: [(row["company"], " ".join(without_leaks(turn["text"]) for turn in row["turns"]))
                               for row in lines(data / f"tweetsumm.{part}.jsonl.xz")] for part in ("train", "dev")}


def main():
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for name, parts in sets(data):
        for part, rows in parts.items():
            with open(out / f"{name}.{part}.tsv", "w", encoding="utf-8") as file:
                for label, text in rows:
                    file.write(re.sub(r"\s+", "_", label) + "\t" + re.sub(r"\s+", " ", text) + "\n")
            print(name, part, len(rows))


if __name__ == "__main__":
    main()
