"""One marked sentence in another register: as a recogniser writes it, as people type, in capitals."""
import re

MARK = re.compile(r"\{PERSON:([^}]*)\}")
PLAIN_TURKISH = str.maketrans("çğıöşüâîûÇĞİÖŞÜ", "cgiosuaiuCGIOSU")


def lower(text, language):
    if language == "tr":
        text = text.replace("I", "ı").replace("İ", "i")
    return text.replace("İ", "i").lower()


def upper(text, language):
    if language == "tr":
        text = text.replace("i", "İ")
    return text.upper()


def outside_marks(text, change):
    """Applies `change` to words and to the insides of marks alike, keeping the marks."""
    out, at = "", 0
    for mark in MARK.finditer(text):
        out += change(text[at:mark.start()]) + "{PERSON:" + change(mark[1]) + "}"
        at = mark.end()
    return out + change(text[at:])


def join_suffixes(text):
    """"{Ayşe}'nin" → "{Ayşenin}": the suffix belongs to the word."""
    text = re.sub(r"\}['’](\w+)", r"\1}", text)
    return re.sub(r"(?<=\w)['’](?=\w)", "", text)


def spoken(text, language, rng):
    """Lower case, no punctuation. Nobody speaks a signature."""
    if re.search(r"[\^/*~\-] ?\{PERSON", text):
        return typed(text, language, rng)
    if language == "tr" or rng.random() < 0.4:
        text = join_suffixes(text)
    text = outside_marks(text, lambda t: re.sub(r"[^\w\s'’@{}]|_", " ", lower(t, language)))
    text = re.sub(r" +", " ", text).replace("{PERSON: ", "{PERSON:").replace(" }", "}").strip()
    return text


def typed(text, language, rng):
    """Lower case with some punctuation, as in a chat."""
    if rng.random() < 0.5:
        text = join_suffixes(text)
    text = outside_marks(text, lambda t: lower(t, language))
    if rng.random() < 0.5:
        text = re.sub(r"(?<=[\w}])[.,!](?= |$)", lambda m: m[0] if rng.random() < 0.4 else "", text)
    if language == "tr" and rng.random() < 0.4:
        text = outside_marks(text, lambda t: t.translate(PLAIN_TURKISH))
    if language == "de" and rng.random() < 0.3:
        text = outside_marks(text, lambda t: t.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss"))
    return text


def any_lower(text, language, rng):
    return spoken(text, language, rng) if rng.random() < 0.7 else typed(text, language, rng)


def register(text, language, number, rng):
    """The `number`-th copy of a sentence: the registers take turns."""
    kind = number % 7
    if kind in (0, 3, 5):
        return text
    if kind in (1, 4):
        return spoken(text, language, rng)
    if kind == 2:
        return typed(text, language, rng)
    dice = rng.random()
    if dice < 0.15:
        return outside_marks(text, lambda t: upper(t, language))
    if dice < 0.4:  # the sentence begins small, names keep their capitals
        return text if text.startswith("{") else lower(text[:1], language) + text[1:]
    if dice < 0.7:  # no points
        return re.sub(r"(?<=[\w}])[.,!?](?= |$)", "", text)
    if dice < 0.85 and language == "tr":  # capitals, but no apostrophe
        return join_suffixes(text)
    return spoken(text, language, rng)
