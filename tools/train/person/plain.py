"""Words as the hashes of the finder see them: lower case, plain letters. The twin of plain_word in person_words.cpp."""
import unicodedata

SPECIAL = {"ı": "i", "ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"}


def plain(word):
    lowered = word.replace("İ", "i").replace("I", "i").lower()
    out = ""
    for c in unicodedata.normalize("NFD", lowered):
        if not unicodedata.combining(c):
            out += SPECIAL.get(c, c)
    return out
