#!/usr/bin/env python3
"""Makes the training text and the lexicon of the finder of names: prepare.py PUBLIC OUT [SEED [K/N]]

PUBLIC is a folder with the public sets and lists that README.md names; OUT receives lexicon.tsv, training.tsv and
held-out parts of the public sets as marked text; part K of N of the marked conversations is left out, to see with
`cxai-measure-privacy --hold K/N` how the model does on conversations it never saw. The same input and seed give the same files.
"""
import collections
import csv
import itertools
import json
import lzma
import pathlib
import random
import re
import sys

import registers
import slots
from plain import plain

HERE = pathlib.Path(__file__).parent
CLASSES = ["first_name", "frequent_first_name", "surname", "frequent_surname", "place", "organisation", "turkish",
           "turkish_core", "english", "english_core", "german", "german_core", "title", "relative",
           "particle"]
BIT = {name: 1 << i for i, name in enumerate(CLASSES)}
TURKISH_TITLES = "bey hanım hoca abi ağabey abla teyze amca dayı hala yenge nine dede usta beyefendi hanımefendi kardeş kaptan doktor"
# Marked conversations are what it is for; the rest teaches what words there are.
WEIGHTS = {"conversations": 1, "own": 0.25, "ner": 0.3, "multidogo": 0.3, "massive": 0.3, "framed": 0.3, "without": 0.3}
LANGUAGES = {"tr": "turkish", "en": "english", "de": "german"}


def read_text(path):
    """The file, or its .xz twin."""
    packed = path.with_name(path.name + ".xz")
    if packed.exists():
        return lzma.open(packed, "rt", encoding="utf-8-sig", errors="replace").read()
    return path.read_text(encoding="utf-8-sig", errors="replace")


# ---- lexicon


def lexicon(public, names, rng):
    words = collections.defaultdict(int)
    own = {"first": set(), "surname": set()}
    ambiguous = set()
    for section, entries in names.items():
        kind = "first" if section.endswith("first") else "surname"
        for entry in entries:
            for part in re.split(r"[ \-']", entry.text):
                if len(part) < 2:
                    continue
                own[kind].add(plain(part))
                if entry.word:
                    ambiguous.add(plain(part))
    listed = {"first": set(), "surname": set()}  # names/: many more, the rare ones too
    for path in sorted((HERE / "names").glob("*.txt")):
        kind = path.name.split(".")[1]
        for line in path.read_text(encoding="utf-8").split():
            for part in re.split(r"[-']", line.rstrip("*")):
                if len(part) < 2:
                    continue
                listed[kind].add(plain(part))
                if line.endswith("*"):
                    ambiguous.add(plain(part))
    res = public / "resources"
    known = set()  # words that are words, whoever bears them as a name
    for line in read_text(res / "res-zemberek/morphology__src__main__resources__tr__master-dictionary.dict").split("\n"):
        word = line.split(" ")[0].split("\t")[0]
        if word and word[0].islower():
            known.add(plain(word))
            if word.endswith(("mak", "mek")):
                known.add(plain(word[:-3]))
    for line in read_text(res / "res-hunspell/dictionaries__en__index.dic").split("\n"):
        word = line.split("/")[0]
        if word and word[0].islower():
            known.add(plain(word))
    known |= ambiguous
    firsts, surnames = listed["first"], listed["surname"]
    for line in read_text(res / "res-zemberek/morphology__src__main__resources__tr__person-names.dict").split("\n"):
        firsts.add(plain(line.split(" ")[0]))
    for name in ("first names__all.txt", "first names__us.txt"):
        firsts |= {plain(w) for w in read_text(res / ("res-names/smashew__NamesDatabases__" + name)).split()}
    for name in ("surnames__us.txt", "surnames__de.txt"):
        surnames |= {plain(w) for w in read_text(res / ("res-names/smashew__NamesDatabases__" + name)).split()}
    # A share stays out of the lexicon, so that the model learns names it does not know.
    def kept(group):
        return {w for w in sorted(group) if len(w) > 1 and w.isascii() and rng.random() < 0.9}
    for word in kept(firsts):
        words[word] |= BIT["first_name"]
    for word in kept(surnames):
        words[word] |= BIT["surname"]
    for word in own["first"]:
        words[word] |= BIT["first_name"] | BIT["frequent_first_name"]
    for word in own["surname"]:
        words[word] |= BIT["surname"] | BIT["frequent_surname"]
    is_name = own["first"] | own["surname"] | firsts
    for code, language in LANGUAGES.items():
        rank = 0
        for line in read_text(res / f"res-freqwords/content__2018__{code}__{code}_50k.txt").split("\n")[:20000]:
            word = plain(line.split(" ")[0])
            rank += 1
            if len(word) < 2 or (word in is_name and word not in known and rank > 150):
                continue
            words[word] |= BIT[language]
            if rank <= 500:
                words[word] |= BIT[language + "_core"]
    for word in known:
        if words.get(word):  # only what has another class already; the rest is rare
            words[word] |= BIT["turkish"] if word in ambiguous and not words[word] & BIT["english"] else 0
    for table in ("provinces", "districts"):
        for place in json.loads(read_text(res / f"res-places/ubeydeozdmr__datasets__{table}.json")):
            for part in place["name"].split():
                if len(part) > 3:
                    words[plain(part)] |= BIT["place"]
    for section, entries in sections(HERE / "words.txt").items():
        for entry in entries:
            for part in entry.replace("_", " ").split():
                words[plain(part)] |= BIT[section]
    # Titles stand behind Turkish names and take the suffixes: "ayşe teyzenin", "serdar hocadan".
    for title in TURKISH_TITLES.split():
        for case in ("gen", "dat", "acc", "loc", "abl", "ins", "pl"):
            words[plain(title + slots.suffix(title, case))] |= BIT["title"]
        for own in ("m", "ciğim", "ciim", "cim", "nım"):
            words[plain(title + own)] |= BIT["title"] if len(title) > 3 or own != "m" else 0
    return {w: c for w, c in words.items() if c}


def ordinary_words(public, words):
    """Words of each language that are neither names nor places nor firms; half of them are not in the lexicon."""
    out = {}
    no = BIT["first_name"] | BIT["surname"] | BIT["place"] | BIT["organisation"] | BIT["title"] | BIT["relative"]
    for code in LANGUAGES:
        path = public / f"resources/res-freqwords/content__2018__{code}__{code}_50k.txt"
        listed = [line.split(" ")[0] for line in read_text(path).split("\n")[300:40000]]
        out[code] = [w for w in listed if len(w) > 3 and w.isalpha() and not words.get(plain(w), 0) & no]
    return out


OTHER = re.compile(r"\{(?!PERSON)[A-Z_]+~?:([^{}]*)\}")


def key_of(line):
    """FNV-1a, as tests/quality/privacy_suite.hpp has it."""
    value = 0xCBF29CE484222325
    for byte in line.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def marked(hold):
    """(language, text) of marked conversations, names alone marked; less part hold[0] of hold[1]."""
    suite = HERE.parents[2] / "tests/quality/privacy"
    for language, folder in itertools.product(LANGUAGES, [HERE.parent / "marked", *sorted(suite.glob("dev*"))]):
        files = sorted(folder.glob(f"*.{language}.txt")) + sorted(folder.glob(f"{language}.txt"))
        for path in files + sorted((folder / language).glob("call-*.txt")):
            call, first = path.name.startswith("call-"), None
            for line in path.read_text(encoding="utf-8").split("\n"):
                if len(line.encode()) < 4 or line.startswith("#"):
                    continue
                if first is None or not call:
                    first = line
                if hold and key_of(first) % hold[1] == hold[0]:
                    continue
                text = OTHER.sub(r"\1", line[3:] if call else line)
                yield language, text.replace("{PERSON~:", "{PERSON:")


def listed_names():
    """"tr.first" and so on: names of the longer lists."""
    return {path.name.removesuffix(".txt"): [w.rstrip("*") for w in path.read_text(encoding="utf-8").split()]
            for path in sorted((HERE / "names").glob("*.txt"))}


def sections(path):
    out, section = {}, None
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            section = line.strip("[]")
            out[section] = []
        elif line and not line.startswith("#"):
            out[section] += line.split()
    return out


# ---- public sets, as lists of (token, tag) with tag O, B, I


def columns(text, word_at, tag_at, person, separator=None):
    sentence = []
    for line in text.split("\n") + [""]:
        parts = line.rstrip("\r").split(separator)
        if len(parts) <= max(word_at, tag_at if tag_at >= 0 else 0) or not parts[word_at]:
            if sentence:
                yield sentence
            sentence = []
            continue
        if separator == "\t" and parts[0] == "#":
            continue
        prefix, _, kind = parts[tag_at].partition("-")
        tag = prefix if kind in person else "O"
        if tag == "I" and (not sentence or sentence[-1][1] == "O"):
            tag = "B"
        sentence.append((parts[word_at], tag))


def detokenise(sentence):
    """Marked text with the blanks a writer would have put."""
    out, open_mark, glue, quote = "", False, True, False
    handles = {i for i, (token, _) in enumerate(sentence) if token[0] == "@" or (i > 0 and sentence[i - 1][0] == "@")}
    for i, (token, tag) in enumerate(sentence):
        token = token.replace("{", "(").replace("}", ")")
        if i in handles:
            tag = "O"
        elif tag == "I" and not open_mark:
            tag = "B"
        left = token in (".", ",", "!", "?", ":", ";", ")", "]", "%", "...", "''") or \
            token.lower() in ("'s", "n't", "'m", "'re", "'ll", "'ve", "'d", "’s")
        if token == '"':
            left = quote
        if open_mark and tag != "I":
            out += "}"
            open_mark = False
        if not glue and not left:
            out += " "
        if tag == "B":
            out += "{PERSON:"
            open_mark = True
        stem = re.match(r"^(\w{2,})(['’]\w+)$", token)
        if open_mark and stem and not (i + 1 < len(sentence) and sentence[i + 1][1] == "I"):
            out += stem[1] + "}" + stem[2]
            open_mark = False
        else:
            out += token
        glue = token in ("(", "[", "#", "@", "``", "$") or (token == '"' and not quote)
        if token == '"':
            quote = not quote
    return titles_outside(out + ("}" if open_mark else ""))


BEFORE = re.compile(r"\{PERSON:((?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lady|Lord|Herr|Frau|Bay|Bayan|President|Doctor|Sayın|Dr\.|Mr\.|Mrs\.|Prof\.) )+)", re.I)
BEHIND = re.compile(r"( (?:Bey|Hanım|Efendi|Paşa|Hoca|Usta))\}", re.I)


def titles_outside(text):
    return BEHIND.sub(r"}\1", BEFORE.sub(r"\1{PERSON:", text))


def ner(public, held):
    """(language, weight, marked text); the held-out parts go to `held`."""
    official = public / "official"
    person = {"PER", "PERSON", "person"}

    def read(name, text, *args, hold=0):
        sentences = [detokenise(s) for s in columns(text, *args)]
        if hold:
            held[name] += sentences[-hold:]
            sentences = sentences[:-hold]
        return sentences

    for line in read("tr-wiki-ner", read_text(official / "tr-wiki-ner/train.conll"), 0, -1, person, "\t"):
        yield "tr", 0.5, line
    held["tr-wiki-ner"] = read("", read_text(official / "tr-wiki-ner/dev.conll"), 0, -1, person, "\t")
    for line in read("", read_text(official / "en-wnut17/wnut17train.conll"), 0, -1, person, "\t"):
        yield "en", 0.7, line
    held["en-wnut17"] = read("", read_text(official / "en-wnut17/emerging.dev.conll"), 0, -1, person, "\t")
    for part, hold in (("a", 0), ("b", 0), ("e", 0), ("g", 0), ("h", 500)):
        for line in read("en-btc", read_text(official / f"en-ner-juand/btc_{part}.conll"), 0, -1, person, "\t", hold=hold):
            yield "en", 0.7, line
    for line in read("en-wikigold", read_text(official / "en-ner-juand/wikigold.conll.txt"), 0, -1, person, hold=200):
        yield "en", 0.7, line
    for line in read("de-germeval", read_text(official / "de-germeval2014/NER-de-dev.tsv"), 1, 2, person, "\t", hold=500):
        yield "de", 0.7, line


# ---- conversational public sets; names in them are marked only in part, so doubtful lines are left out


class Doubt:
    def __init__(self, words):
        self.words = words

    def names(self, text):
        """Whether a name may stand in the text unmarked."""
        common = BIT["turkish"] | BIT["english"] | BIT["german"] | BIT["place"] | BIT["organisation"]
        for i, token in enumerate(re.findall(r"\w+", text)):
            classes = self.words.get(plain(token), 0)
            if classes & BIT["frequent_first_name"] and (not classes & common or (i > 0 and token[0].isupper())):
                return True
            if classes & BIT["first_name"] and not classes & common:
                return True
        return False


def unmarked(text):
    return re.sub(r"\{PERSON:([^}]*)\}", " ", text)


def multidogo(public, doubt):
    for domain in ("airline", "fastfood", "finance", "insurance", "media", "software"):
        rows = csv.reader(read_text(public / f"official/multidogo/{domain}_train.tsv").split("\n")[1:], delimiter="\t",
                          quoting=csv.QUOTE_NONE)
        for row in rows:
            if len(row) < 5:
                continue
            tokens, tags = row[3].split(), row[4].split()
            if len(tokens) != len(tags) or not tokens:
                continue
            pairs = []
            for token, tag in zip(tokens, tags):
                is_name = tag == "name" and token.isalpha()
                pairs.append((token, "O" if not is_name else "I" if pairs and pairs[-1][1] != "O" else "B"))
            line = detokenise(pairs)
            if not doubt.names(unmarked(line)):
                yield "en", line


def massive_german(public, doubt):
    sentence = []
    for line in read_text(public / "official/de-superglebr/massive_seq_train.txt").split("\n") + [""]:
        parts = line.split("\t")
        if len(parts) == 2 and parts[0].strip():
            is_name = parts[1] == "person" and parts[0] not in ("herr", "frau", "doktor", "präsident", "papst", "herrn")
            sentence.append((parts[0], "O" if not is_name else "I" if sentence and sentence[-1][1] != "O" else "B"))
        elif sentence:
            marked = detokenise(sentence)
            if not doubt.names(unmarked(marked)):
                yield "de", marked
            sentence = []


def without_names(public, doubt):
    def lines():
        for row in read_text(public / "official/tr-seed-intents/massive_tr.jsonl").split("\n"):
            if row:
                yield "tr", json.loads(row)["text"]
        for row in read_text(public / "tr_telecom_sentiment_reason.train.jsonl").split("\n"):
            if row:
                yield "tr", json.loads(row)["text"]
        for row in list(csv.reader(read_text(public / "official/banking77/train.csv").split("\n")))[1:]:
            if row:
                yield "en", row[0]
        for row in json.loads(read_text(public / "official/clinc150/train.json")):
            yield "en", row[0]
    for language, text in lines():
        text = " ".join(text.replace("{", "(").replace("}", ")").split())
        if text and len(text) < 400 and not doubt.names(text):
            yield language, text


# ---- sentences without names between words that hold one


def frames():
    out, section = {}, None
    for line in (HERE / "frames.txt").read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            section = line.strip("[]")
            out[section] = []
        elif line and not line.startswith("#"):
            out[section].append(line)
    return out


def framed(language, text, frame, filler, rng):
    dice = rng.random()
    if dice < 0.6:
        text = filler.fill(language, rng.choice(frame[language + ".before"])) + " " + text
    if dice > 0.4:
        behind = filler.fill(language, rng.choice(frame[language + ".behind"]))
        text += behind if behind.startswith(",") else " " + behind
    return text


# ---- all together


def main():
    public, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    hold = [int(n) for n in sys.argv[4].split("/")] if len(sys.argv) > 4 else None
    out.mkdir(parents=True, exist_ok=True)
    names = slots.read_names(HERE / "names.txt")
    words = lexicon(public, names, rng)
    (out / "lexicon.tsv").write_text("".join(f"{w}\t{c}\n" for w, c in sorted(words.items())), encoding="utf-8")
    filler = slots.Filler(names, listed_names(), sections(HERE / "vocabulary.txt"), read_text(public / "resources/res-names/smashew__NamesDatabases__surnames__us.txt"),
                          read_text(public / "resources/res-zemberek/morphology__src__main__resources__tr__person-names.dict"),
                          read_text(public / "resources/res-names/smashew__NamesDatabases__first names__all.txt"),
                          lambda word, language: words.get(plain(word), 0) & BIT[LANGUAGES[language]],
                          ordinary_words(public, words), rng)
    rows = collections.Counter()
    held = collections.defaultdict(list)
    doubt = Doubt(words)
    with (out / "training.tsv").open("w", encoding="utf-8") as training:
        def put(source, weight, text):
            training.write(f"{weight * WEIGHTS.get(source.split(' ')[0].rstrip(','), 1):g}\t{text}\n")
            rows[source] += 1
        for language, weight, line in ner(public, held):
            put("ner", weight, line)
            if rng.random() < 0.7:
                put("ner, other register", weight, registers.any_lower(filler.swap(language, line, 0.3), language, rng))
            if "{PERSON" in line and rng.random() < 0.5:
                put("ner, other names", weight, filler.swap(language, line, 0.8))
        for language, line in multidogo(public, doubt):
            if "{PERSON" in line:
                put("multidogo", 0.7, filler.swap(language, line, 0.5))
            elif rng.random() < 0.25:
                put("multidogo", 0.5, line)
        frame = frames()
        for language, line in massive_german(public, doubt):
            put("massive de", 0.6, filler.swap(language, line, 0.5))
            if rng.random() < 0.25 and "{" not in line:
                put("framed", 0.7, registers.register(framed(language, line, frame, filler, rng), language,
                                                      rng.randrange(7), rng))
        for language, line in without_names(public, doubt):
            if rng.random() < 0.25:
                put("framed", 0.7, registers.register(framed(language, line, frame, filler, rng), language,
                                                      rng.randrange(7), rng))
            if rng.random() < 0.6:
                put("without names", 0.5, line if rng.random() < 0.5 else registers.any_lower(line, language, rng))
        for language, line in marked(hold):
            copies = 10 if "{" in line else 3
            for i in range(copies):
                text = line if i < 2 else filler.swap(language, line, 0.6)
                put("conversations " + language, 1, registers.register(text, language, i, rng))
        for language in LANGUAGES:
            for path in sorted((HERE / "sentences").glob(f"{language}*.txt")):
                for line in path.read_text(encoding="utf-8").split("\n"):
                    line = line.strip()
                    if not line or line.startswith("#"):
                        continue
                    varied = path.stem.endswith("forms")
                    wide = path.stem.endswith("wide")
                    copies = 42 if varied else 28 if "{" in line else 6 if wide else 14
                    for i in range(copies):
                        text = filler.fill(language, line)
                        if rng.random() < 0.06:
                            text = framed(language, text, frame, filler, rng)
                        put("own " + language, 1, registers.register(text, language, i, rng))
    for name, lines in held.items():
        if name:
            (out / f"held.{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(dict(rows), "lexicon", len(words))


main()
