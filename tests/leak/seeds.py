"""What is seeded: personal data of every type, written and spoken, in sentences that say what it is.

A new value is a line in SEEDS: type, the value as it stands in the sentence, the sentence with {} for it; of what is
spoken or a name also the parts that must not stand alone anywhere, and what the program may have made of it.
"""
import re
from dataclasses import dataclass


PLAIN = str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU")


def lower(text):
    return text.replace("I", "ı").replace("İ", "i").lower()


@dataclass(frozen=True)
class Seed:
    kind: str
    value: str
    sentence: str
    parts: tuple = ()

    @property
    def text(self):
        return self.sentence.format(self.value)

    @property
    def needles(self):
        """The value as written, without the signs between its letters and digits where that is long enough, and its
        parts; all as they stand, in lower case and on a plain keyboard, as an index may keep them."""
        bare = re.sub(r"[\s().+-]", "", self.value)
        forms = {self.value, *self.parts} | ({bare} if len(bare) >= 8 else set())
        forms |= {lower(form) for form in forms}
        forms |= {form.translate(PLAIN) for form in forms}
        return [form.encode() for form in forms if len(form) >= 6]


PHONE = "0532 415 42 17"
EMAIL = "ayse.kaya@ornekposta.com.tr"
TCKN = "10000000146"
CUSTOMER = "M-7654321098"

SEEDS = [
    Seed("TCKN", TCKN, "TC kimlik numaram {}."),
    Seed("VKN", "1234567890", "Vergi kimlik numaramız {}."),
    Seed("IBAN", "TR33 0006 1005 1978 6457 8413 26", "İadeyi {} numaralı hesaba yatırın."),
    Seed("CARD", "4111 1111 1111 1111", "Kart numaram {}."),
    Seed("PHONE", PHONE, "Telefon numaram {}."),
    Seed("EMAIL", EMAIL, "E-posta adresim {}."),
    Seed("PLATE", "34 KLM 4829", "Aracımın plakası {}."),
    Seed("IP", "88.247.113.201", "IP adresim {} görünüyor."),
    Seed("DATE_OF_BIRTH", "17.03.1984", "Doğum tarihim {}."),
    Seed("PASSPORT", "U29384756", "Pasaport numaram {}."),
    Seed("ORDER_NO", "9081726354", "Sipariş numaram {}."),
    Seed("CUSTOMER_NO", "76543210", "Müşteri numaram {}."),
    Seed("POLICY_NO", "55443322110", "Poliçe numaram {}."),
    Seed("ADDRESS", "Yediveren Sokak No 48 Daire 12", "Adresim {} Karşıyaka.", ("Yediveren",)),
    Seed("USERNAME", "gizemli_poyraz_77", "Kullanıcı adım {}.", ("poyraz_77",)),
    Seed("PERSON", "Şehrazat Karabulutoğlu", "Ben {}, hat benim üzerime.", ("Şehrazat", "Karabulutoğlu")),
    Seed("PERSON", "Timuçin Akçakocalı'nın", "Fatura {} adına kesilmiş.", ("Timuçin", "Akçakocalı")),
    Seed("PHONE spoken", "sıfır beş yüz kırk bir sekiz yüz doksan altı elli üç yirmi dokuz", "telefon numaram {}",
         ("sekiz yüz doksan altı", "elli üç yirmi dokuz", "05418965329", "5418965329")),
    Seed("TCKN spoken", "otuz sekiz yüz kırk dokuz yirmi yedi altmış üç on dört", "tc kimlik numaram {}",
         ("yirmi yedi altmış üç", "38149276314")),
    Seed("CARD spoken", "elli dört sıfır altı altmış yedi kırk bir seksen dokuz otuz sekiz yirmi dört elli bir",
         "kart numaram {}", ("altmış yedi kırk bir", "seksen dokuz otuz sekiz", "yirmi dört elli bir", "5406674189382451")),
    Seed("EMAIL spoken", "belgin nokta sarıçiçek et gmail nokta com", "mail adresim {}", ("belgin", "sarıçiçek")),
    Seed("PLATE spoken", "otuz dört ke le me dokuz yüz altmış yedi", "aracımın plakası {}", ("ke le me dokuz",)),
]

# In file names, metadata and tags of recordings.
FILE_PHONE = "05334445566"
META_PHONE = "+90 541 222 33 44"
META_NAME = "Nazlıcan Uzunkavak"
TAG_PHONE = "05357778899"
UPLOAD_PHONE = "05369990011"
BESIDE = [FILE_PHONE.encode(), FILE_PHONE[1:].encode(), META_PHONE.encode(), b"5412223344", META_NAME.encode(),
          b"Uzunkavak", TAG_PHONE.encode(), UPLOAD_PHONE.encode(), CUSTOMER.encode()]


def needles():
    return sorted({needle for seed in SEEDS for needle in seed.needles} | set(BESIDE))
