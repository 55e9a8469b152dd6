#!/usr/bin/env python3
"""Writes the list of Turkish roots that the lemmatiser knows: turkish_roots.py SHARED > src/language/roots/tr.txt

From Zemberek's dictionaries (Apache-2.0) and the verbs of turkish-morph-lexicon (MIT), with own additions.
A line is a root and its marks:
  n  takes the suffixes of nouns        v  is a verb (without -mak, -mek)     x  stands as it is
  s  its last consonant softens before a vowel (kitap, kitabı)    d  its last vowel drops (burun, burnu)
  g  its last consonant doubles (his, hissi)    f  its suffixes are front though its last vowel is back (saat, saati)
  p  a compound that ends in a possessive already (buzdolabı)
"""
import lzma
import re
import sys
from pathlib import Path

VOWELS = "aeıioöuü"
PLAIN = str.maketrans("âîû", "aiu")
# Words of contact centres that the dictionaries lack.
ADDITIONS = {
    "internet": "n", "havale": "n", "online": "n", "sms": "n", "mesaj": "n", "mail": "n", "e-posta": "n", "eposta": "n", "wifi": "n",
    "modem": "n", "link": "n", "app": "n", "mobil": "n", "chat": "n", "bot": "n", "iban": "n", "pos": "n",
    "atm": "n", "pin": "n", "sim": "n", "puk": "n", "whatsapp": "n", "instagram": "n", "twitter": "n", "google": "n",
    "fiber": "n", "kvkk": "n", "tc": "n", "tl": "n", "gb": "n", "mb": "n", "sayın": "n", "kurye": "n", "onay": "n",
    "hanım": "n", "bey": "n", "beyefendi": "n", "hanımefendi": "n", "abi": "n", "abla": "n", "kanka": "n", "hocam": "x",
    "güncelleme": "n", "yükleme": "n", "yönlendirme": "n", "uygulama": "n", "ödeme": "n", "teslimat": "n", "arama": "n",
    "aktivasyon": "n", "opsiyon": "n", "provizyon": "n", "ekstre": "n", "faiz": "n", "limit": "n", "rezervasyon": "n",
    "değil": "n", "var": "n", "yok": "n", "evet": "x", "hayır": "x", "tamam": "n", "merhaba": "x", "lütfen": "x",
    "bura": "n", "ora": "n", "şura": "n", "nere": "n", "hangi": "n", "kim": "n", "ne": "n", "kendi": "n", "biri": "n",
    "bazı": "n", "hep": "n", "hepsi": "n", "şey": "n", "hiç": "n", "öyle": "n", "böyle": "n", "şöyle": "n",
}


def marks_of(word, attributes):
    kinds = re.search(r"P:(\w+)", attributes)
    kind = kinds[1] if kinds else ""
    verb = word.endswith(("mak", "mek")) and not kind and len(word) > 4 or word in ("demek", "yemek") and not kind
    if verb:
        marks = "v"
        if "Voicing" in attributes and "NoVoicing" not in attributes:
            marks += "s"
        if "LastVowelDrop" in attributes:
            marks += "d"
        return word[:-3], marks
    if kind in ("Punc", "Ques"):
        return None
    marks = "x" if kind in ("Conj", "Interj", "Dup") or "NoSuffix" in attributes else "n"
    if marks == "n":
        many = sum(word.count(v) for v in VOWELS) > 1
        soft = many or "Voicing" in attributes or word.endswith("nk")
        if "NoVoicing" not in attributes and word[-1] in "pçtk" and soft:
            marks += "s"
        if "LastVowelDrop" in attributes:
            marks += "d"
        if "Doubling" in attributes:
            marks += "g"
        if "InverseHarmony" in attributes:
            marks += "f"
        if "CompoundP3sg" in attributes:
            marks += "p"
    return word, marks


def lines(path):
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def main(shared):
    resources = shared / "data/text/resources"
    roots = {}

    def add(root, marks):
        root = root.translate(PLAIN)
        if not re.fullmatch(r"[a-zçğıöşü-]{1,24}", root):
            return
        known = roots.setdefault(root, set())
        # A root that softens in one entry and not in the other may do either.
        known.update(marks)

    zemberek = resources / "res-zemberek"
    for name in ("master-dictionary.dict.xz", "non-tdk.dict"):
        for line in lines(zemberek / f"morphology__src__main__resources__tr__{name}"):
            entry = re.match(r"(\S+)(?: \[(.*)\])?\s*$", line)
            if not entry or line.startswith("#"):
                continue
            found = marks_of(entry[1], entry[2] or "")
            if found:
                add(*found)
    for line in lines(resources / "res-tr-morph-lexicon/lemmas__verb__verb_roots.txt"):
        root = line.split(" ")[0]
        if root.endswith(("ma", "me")) and "v" in roots.get(root[:-2], ()):
            continue  # a negation
        if root.translate(PLAIN) not in roots or "v" not in roots[root.translate(PLAIN)]:
            add(root, "v")
    for root, marks in ADDITIONS.items():
        if root not in roots:
            add(root, marks)
        elif "x" in roots[root] and "n" in marks:
            add(root, "n")
    for root in sorted(roots):
        marks = "".join(mark for mark in "nvxsdgfp" if mark in roots[root])
        print(root, marks)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
