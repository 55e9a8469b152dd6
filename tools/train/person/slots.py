"""Names for the slots of the written sentences, with Turkish suffixes in harmony.

{F} first name · {S} surname · {N} both · {P} one of them · {I} two initials · {L} spelled · {C} both written together · {=Text} that very name
{w} any word of the language that is no name
{f} {s} {n} the same without a mark: they name a street, a firm, a mailbox
{t} {td} {r} {j} {o} {v} {m} {b} a word of that section of vocabulary.txt
{F+gen}: in Turkish gen dat acc loc abl ins pl dir, behind an apostrophe; in German s, part of the word
"""
import collections
import re

import registers

CITIES = {"a": ["ankara", "adana", "antalya"], "b": ["bursa", "bolu", "balıkesir"], "c": ["ceyhan"], "ç": ["çanakkale", "çorum"],
          "d": ["denizli", "diyarbakır"], "e": ["edirne", "erzurum", "elazığ"], "f": ["fatsa", "fethiye"],
          "g": ["giresun", "gaziantep"], "ğ": ["yumuşak ge"], "h": ["hatay", "hakkari"], "ı": ["ısparta", "ığdır"],
          "i": ["izmir", "istanbul", "iskenderun"], "j": ["jandarma"], "k": ["kayseri", "konya", "kars"], "l": ["lüleburgaz"],
          "m": ["malatya", "manisa", "muğla"], "n": ["niğde", "nevşehir"], "o": ["ordu"], "ö": ["ödemiş"], "p": ["polatlı"],
          "r": ["rize"], "s": ["samsun", "sivas", "sinop"], "ş": ["şırnak", "şanlıurfa"], "t": ["trabzon", "tokat", "tire"],
          "u": ["uşak"], "ü": ["ünye", "ümraniye"], "v": ["van"], "y": ["yozgat", "yalova"], "z": ["zonguldak"]}
DOUBLE = {"en": "double", "de": "doppel"}
ALPHABET = {
    "en": {c: [n, m] for c, n, m in zip("abcdefghijklmnoprstuvwyz", "alpha bravo charlie delta echo foxtrot golf hotel india juliet "
           "kilo lima mike november oscar papa romeo sierra tango uniform victor whiskey yankee zulu".split(),
           "apple bob charlie david edward freddie george harry isaac jack kate london mother norman oliver peter robert "
           "sugar tommy umbrella victor william yellow zebra".split())},
    "de": {c: [n] for c, n in zip("abcdefghijklmnoprstuvwz", "anton berta cäsar dora emil friedrich gustav heinrich ida julius "
           "kaufmann ludwig martha nordpol otto paula richard samuel theodor ulrich viktor wilhelm zacharias".split())},
}

Name = collections.namedtuple("Name", "text word")
MARK = re.compile(r"\{PERSON:([^}]*)\}")
SLOT = re.compile(r"\{(=[^}+]*|td|[A-Zfsntrjovmbw])(?:\+(\w+))?\}(\w*)")


def read_names(path):
    out, section = {}, None
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            section = line.strip("[]")
            out[section] = []
        elif line and not line.startswith("#"):
            for word in line.split():
                out[section].append(Name(word.rstrip("*").replace("_", " "), word.endswith("*")))
    return out


def suffix(name, case):
    """The Turkish suffix, without its apostrophe."""
    lowered = name.replace("I", "ı").replace("İ", "i").lower()
    vowels = [c for c in lowered if c in "aeıioöuüâîûáéíóúyäãà"]
    last = {"â": "a", "î": "i", "û": "u", "á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "y": "i", "ä": "e", "ã": "a",
            "à": "a"}.get(vowels[-1], vowels[-1]) if vowels else "e"
    wide = "a" if last in "aıou" else "e"
    narrow = {"a": "ı", "ı": "ı", "e": "i", "i": "i", "o": "u", "u": "u", "ö": "ü", "ü": "ü"}[last]
    after_vowel = lowered[-1] in "aeıioöuüâîûyáéíóú"
    hard = lowered[-1] in "fstkçşhp"
    return {
        "gen": ("n" if after_vowel else "") + narrow + "n",
        "dat": ("y" if after_vowel else "") + wide,
        "acc": ("y" if after_vowel else "") + narrow,
        "loc": ("t" if hard else "d") + wide,
        "abl": ("t" if hard else "d") + wide + "n",
        "ins": ("y" if after_vowel else "") + "l" + wide,
        "pl": "l" + wide + "r",
        "dir": ("t" if hard else "d") + narrow + "r",
    }[case]


class Filler:
    def __init__(self, names, listed, vocabulary, surnames_us, turkish, firsts_all, is_word, ordinary, rng):
        self.names, self.vocabulary, self.rng = names, vocabulary, rng
        self.rare = {
            "tr": [w.split(" ")[0] for w in turkish.split("\n") if w[:1].isupper()],
            "en": surnames_us.split(),
            "de": surnames_us.split(),
            "first": [w for w in firsts_all.split() if w[:1].isupper() and "\ufeff" not in w],
        }
        self.listed = listed
        self.ordinary = ordinary
        # Rare names that are words of the language.
        self.words = {}
        for language, first in (("tr", "tr"), ("en", "first"), ("de", "first")):
            for kind, source in (("first", first), ("surname", language)):
                self.words[language, kind] = [w for w in self.rare[source] if len(w) > 3 and is_word(w, language)]

    def invented(self):
        """A name nobody has."""
        rng = self.rng
        start = rng.choice(["B", "K", "M", "T", "Sh", "R", "N", "Z", "D", "L", "S", "J", "V", "H", "G", "Kr", "Tr", "Br", ""])
        name = start
        for _ in range(rng.choice([1, 2, 2, 3])):
            name += rng.choice("aeiou") + rng.choice(["n", "r", "l", "s", "m", "k", "t", "d", "v", "sh", "z", "ll", "nd"])
        return (name + rng.choice(["", "a", "o", "i", "ski", "ova", "er", "an"])).capitalize()

    def pick(self, language, kind):
        rng = self.rng
        dice = rng.random()
        if dice < 0.04:
            return self.invented()
        if dice < 0.14:
            return rng.choice(self.names["foreign." + kind]).text
        if dice < 0.22:
            return rng.choice(self.names[rng.choice(["tr.", "en.", "de."]) + kind]).text
        if dice < 0.29:
            return rng.choice(self.words[language, kind])
        if dice < 0.36 and f"{language}.{kind}" in self.listed:
            return rng.choice(self.listed[f"{language}.{kind}"])
        if dice < 0.40:
            return rng.choice(self.rare[language] if language == "tr" or kind == "surname" else self.rare["first"])
        section = self.names[f"{language}.{kind}"]
        if dice < 0.55:  # names that are words are the hard ones
            words = [n for n in section if n.word]
            return rng.choice(words).text
        return rng.choice(section).text

    def spelled(self, language):
        """A name letter by letter: "m e i doppel s", "b for bravo a l l", "Ankara Yalova Şırnak Eskişehir"."""
        rng = self.rng
        word = registers.lower(self.pick(language, rng.choice(["first", "surname"])), language)
        letters = [c for c in word if c.isalpha()]
        if language == "tr" and rng.random() < 0.6:
            return " ".join(rng.choice(CITIES.get(c, [c])) for c in letters)
        out, at = [], 0
        style = rng.random()
        while at < len(letters):
            c = letters[at]
            if at + 1 < len(letters) and letters[at + 1] == c and language in DOUBLE:
                out += [DOUBLE[language], c]
                at += 2
                continue
            code = ALPHABET[language].get(c) if language in ALPHABET else None
            if code and (style < 0.2 or rng.random() < 0.15):
                out += [c, {"en": rng.choice(["for", "as in"]), "de": "wie"}[language], rng.choice(code)]
            else:
                out.append(c)
            at += 1
        return " ".join(out)

    def name(self, language, slot):
        rng = self.rng
        if slot.startswith("="):
            return slot[1:]
        if slot == "I":
            return "".join(rng.choice("ABCDEFGHJKLMNOPRSTUVYZ") for _ in range(rng.choice([2, 2, 2, 3])))
        if slot == "C":
            return self.pick(language, "first").replace(" ", "") + self.pick(language, "surname")[:self.rng.choice([1, 99])]
        if slot == "L":
            return self.spelled(language)
        if slot == "P":
            slot = rng.choice("FFFNN")
        if slot == "F":
            first = self.pick(language, "first")
            if language == "tr" and rng.random() < 0.08 and " " not in first:
                first += " " + self.pick(language, "first")
            return first
        if slot == "S":
            return self.pick(language, "surname")
        first, last = self.pick(language, "first"), self.pick(language, "surname")
        dice = rng.random()
        if dice < 0.05:
            return first + " " + rng.choice("ABCDEFGHKLMNOPRST") + ". " + last
        if dice < 0.08:
            return first[0] + ". " + last
        if dice < 0.16:
            return first + " " + self.pick(language, "first") + " " + last
        if dice < 0.19:
            return first + " " + last + ("-" if language == "de" else " ") + self.pick(language, "surname")
        return first + " " + last

    def fill(self, language, line):
        said = {}

        def one(match):
            slot, case = match[1], match[2]
            if f"{language}.{slot}" in self.vocabulary:
                return self.rng.choice(self.vocabulary[f"{language}.{slot}"]).replace("_", " ") + match[3]
            if slot == "w":
                return self.rng.choice(self.ordinary[language]) + match[3]
            if slot in ("f", "s", "n"):
                name = self.name(language, slot.upper())
                before = line[:match.start()]
                return (name.lower() if before.endswith(("@", "_")) else name) + match[3]
            name = self.name(language, slot)
            if slot in said and self.rng.random() < 0.5:
                name = said[slot]
            said[slot] = name
            if case == "s":
                return "{PERSON:" + name + ("" if name[-1] in "sxzß" else "s") + "}"
            if case:
                return "{PERSON:" + name + "}'" + suffix(name, case)
            return "{PERSON:" + name + match[3] + "}"  # "{F}cim": one word
        filled = SLOT.sub(one, line)
        # "{F} {S}" is one name, and so is one with a name of its own: "{=Pınar} {S}".
        if re.search(r"\{([FN]|=\w+)\} \{(S|=\w+)\}", line) and "{S} {F}" not in line:
            filled = re.sub(r"(\{PERSON:[^}]*)\} \{PERSON:", r"\1 ", filled)
        if line[:2] == "{w" and language == "tr" and filled[:1] == "i":
            filled = "İ" + filled[1:]
        return filled[:1].upper() + filled[1:] if line[:1] == "{" and self.rng.random() < 0.7 else filled

    def swap(self, language, line, share):
        """Other names of the same number of words in the marks of a public set."""
        def one(match):
            words = match[1].split()
            if self.rng.random() >= share or not 1 <= len(words) <= 3 or not words[0][0].isalpha():
                return match[0]
            small = words[0][0].islower()
            name = " ".join([self.pick(language, "first" if len(words) > 1 or self.rng.random() < 0.6 else "surname")] +
                            [self.pick(language, "surname") for _ in words[1:]])
            return "{PERSON:" + (name.replace("I", "ı").replace("İ", "i").lower() if small else name) + "}"
        return MARK.sub(one, line)
