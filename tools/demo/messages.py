#!/usr/bin/env python3
"""Writes demo/datasets/messages.csv: messages between customers and invented companies, with replies.

Everything is invented here: companies, products, people, events. The same seed writes the same file.
Usage: messages.py > demo/datasets/messages.csv
"""
import csv
import random
import sys
from datetime import datetime, timedelta, timezone

RANDOM = random.Random(20260314)
CONVERSATIONS = 372

TR_PLACES = ["Kadıköy", "Çankaya", "Bornova", "Nilüfer", "Konyaaltı", "Seyhan", "Odunpazarı", "Ortahisar", "Melikgazi"]
TR_NAMES = ["Elif", "Murat", "Zeynep", "Hakan", "Derya", "Onur", "Selin", "Burak", "Ayşe", "Kemal"]
EN_PLACES = ["Leeds", "Bristol", "Cardiff", "Norwich", "Dundee", "Exeter", "Hull", "Reading"]
EN_NAMES = ["Sam", "Priya", "Oliver", "Grace", "Tom", "Hannah", "Dan", "Ruth"]

# What customers begin with in each trade. {p} is a product of the company, {y} a place, {n} a small number.
TRADES = {
    "telecom": {"tr": [
        "{n} gündür internet yok, {p} dediniz hız 2 mbps bile değil",
        "faturam bu ay iki katı gelmiş, {p} taahhüdüm daha bitmedi ki",
        "{y} tarafında şebeke çekmiyor, sabahtan beri arama yapamıyorum",
        "numara taşıma başvurum {n} gündür bekliyor, hat hâlâ açılmadı",
        "modem kırmızı yanıyor, arıza kaydı açtım gelen giden yok",
        "{p} tarifesine geçmek istiyorum ama uygulama hata veriyor",
        "yurt dışı paketi aldım, internet çalışmadı, üstüne bir de aşım yazmışsınız",
        "sim kartım bozuldu yenisini nereden alabilirim",
        "kotam {n} günde bitti, böyle kota mı olur",
    ], "en": []},
    "bank": {"tr": [
        "{p} kartımla yapmadığım {n} tane harcama görünüyor, acil dönüş",
        "havale {n} saattir karşı tarafa geçmedi, para nerede",
        "mobil şubeye giremiyorum, şifre bloke oldu diyor",
        "{y} şubesinde atm kartımı yuttu, müşteri hizmetleri {n}0 dakikadır bekletiyor",
        "kredi başvurum neden reddedildi kimse söylemiyor",
        "hesap işletim ücreti kesmişsiniz, iadesini istiyorum",
        "{p} aidatı almayacağız demiştiniz, ekstrede aidat var",
        "eft saatini kaçırdım diye iki kere ücret alınmış",
    ], "en": [
        "my {p} card was declined three times today, the balance is fine",
        "there is a payment on my account I never made, please help",
        "locked out of the app again after the update, {n} days now",
        "the cash machine in {y} kept my card and nobody answers the phone",
        "transfer of last {n} days still pending, where is my money?",
    ]},
    "parcel": {"tr": [
        "kargom {n} gündür {y} transfer merkezinde bekliyor",
        "evdeydim, 'adreste bulunamadı' yazıp gitmişsiniz",
        "paket ezik geldi, içindeki {p} kutusu parçalanmış",
        "takip numarası sorgulanmıyor, gönderi kayıp mı",
        "kurye telefona cevap vermiyor, teslimat bugündü",
        "{y} şubeden almamı istiyorlar ama adrese teslim ücreti ödedim",
        "iade gönderdim, {n} gündür depoya ulaşmadı",
    ], "en": [
        "parcel has been 'out for delivery' for {n} days, where is it",
        "your driver left my {p} box in the rain, everything is soaked",
        "the tracking page says delivered in {y}, nothing came",
        "waited in all day and got a 'sorry we missed you' card",
    ]},
    "shop": {"tr": [
        "{p} sipariş ettim, başka ürün geldi",
        "iade param {n} gündür yatmadı, ürün size ulaştı",
        "kampanya kodu sepette geçmiyor, süresi dolmamış",
        "sipariş hazırlanıyor yazıyor {n} gündür, kargoya verin artık",
        "{p} bozuk çıktı, değişim istiyorum",
        "aynı siparişten iki kere para çekmişsiniz",
        "stokta var deyip iptal etmek nedir ya",
    ], "en": [
        "ordered a {p} and got the wrong colour, returns page is broken",
        "refund for my return still missing after {n} days",
        "the discount code does not work at checkout",
        "you charged me twice for the same {p} order",
    ]},
    "energy": {"tr": [
        "{y} mahallesinde {n} saattir elektrik yok, ne zaman gelecek",
        "sayaç okunmadan fatura kesilmiş, geçen ayın {n} katı",
        "abonelik iptali için kaç kere aramam lazım",
        "borcumu ödedim ama elektriğimi kestiniz",
        "trafodan ses geliyor, {y} tarafına ekip yollayın",
        "{p} tarifesine geçtim fatura daha da arttı",
    ], "en": [
        "no power in {y} since the storm, {n} hours now",
        "my meter reading was ignored and the bill tripled",
        "switched to {p} and you still take the old direct debit",
        "why is my direct debit going up again",
    ]},
    "air": {"tr": [
        "uçuşum {n} saat rötarlı, {y} havalimanında kimse bilgi vermiyor",
        "bavulum {n} gündür bulunamadı, bagaj formu doldurdum",
        "iptal edilen uçuşun ücreti iade edilmedi",
        "online check-in açılmıyor, {p} koltuğu da parayla satmışsınız",
        "{p} millerim hesabıma geçmedi",
    ], "en": [
        "flight from {y} delayed {n} hours and no announcement at all",
        "you lost my suitcase and the form online crashes",
        "cancelled flight, still no refund after {n} weeks",
        "paid for {p} and got a middle seat",
    ]},
    "insurance": {"tr": [
        "hasar dosyam {n} haftadır sonuçlanmadı, eksper bile gelmedi",
        "{p} poliçemi yenilemedim ama kartımdan para çekilmiş",
        "çekici {n} saat sonra geldi, yolda kaldık",
        "anlaşmalı hastane listesi güncel değil, {y} hastanesi kabul etmedi",
        "poliçe iptalinde iade tutarı yanlış hesaplanmış",
    ], "en": []},
    "stream": {"tr": [], "en": [
        "{p} keeps buffering every evening, my line is fine",
        "cancelled last month and you took the money again",
        "subtitles on {p} are out of sync by {n} seconds",
        "the app logs me out on the telly every single day",
        "where did season {n} go? it was there yesterday",
    ]},
}

# account, language, trade, products, how its agents write, what they sign with, weight
COMPANIES = [
    ("YildizTelekomDestek", "tr", "telecom", ["Yıldız Fiber", "Gökyüzü 25", "Samanyolu tarifesi"],
     ["Merhaba, yaşadığınız aksaklık için üzgünüz. Hizmet numaranızı DM'den iletir misiniz?",
      "Merhaba, hattınızı kontrol edebilmemiz için hizmet numaranızı DM ile paylaşır mısınız?",
      "Teşekkürler, arıza kaydınızı açtık; teknik ekibimiz yarın 12.00'ye kadar kontrol edecek.",
      "Tarifenizi inceledik, fark bir sonraki faturanızdan düşülecek."], "^EK ^SB ^MT", 5),
    ("KordonIletisim", "tr", "telecom", ["Kordon Mobil", "Poyraz 40", "Lodos paketi"],
     ["Selam, bunu duyduğumuza üzüldük 😔 Abone numaranı mesaj atarsan hemen bakalım!",
      "Selam, abone numaranı yazar mısın, kontrol edip döneceğiz.",
      "Kontrol ettik, baz istasyonunda çalışma var; akşam 18.00'de biter.",
      "Süper, çözüldüğüne sevindik 💙"], "-Ece -Can", 3),
    ("IhlamurBank", "tr", "bank", ["Ihlamur Kart", "Çınar", "Ihlamur Genç"],
     ["Merhaba, güvenliğiniz için kart bilgilerinizi burada paylaşmayınız. Size ulaşabileceğimiz numarayı DM'den yazabilirsiniz.",
      "Talebinizi ilgili birimimize ilettik, en kısa sürede dönüş sağlanacaktır.",
      "İşleminiz incelenmiş olup iade hesabınıza yansıtılmıştır.",
      "Bilgilendirmeniz için teşekkür ederiz, iyi günler dileriz."], "^NK ^TY", 4),
    ("MartiyoluKargo", "tr", "parcel", ["Hızlı Martı", "Kapıda Martı"],
     ["Merhaba, gönderi takip numaranızı paylaşır mısınız?",
      "Gönderiniz transfer merkezimizde, bugün dağıtıma çıkacaktır.",
      "Yaşanan gecikme için özür dileriz, şubemizle görüştük; teslimat bugün yapılacak.",
      "Kuryemiz sizi arayacaktır."], "^AD ^ZK", 4),
    ("SepetgezerYardim", "tr", "shop", ["kulaklık", "bluz", "tencere seti", "ayakkabı"],
     ["Merhabalar, sipariş numaranızı DM'den gönderirseniz hemen ilgilenelim 🙏",
      "İade işleminiz onaylandı, tutar 2-5 iş günü içinde kartınıza yansır.",
      "Satıcıyla görüştük, yeni ürün yarın kargoya verilecek.",
      "Keyifli alışverişler dileriz 🛒"], "^GS ^BU", 5),
    ("GundogusuElk", "tr", "energy", ["Gündoğusu Gece", "Güneş tarifesi"],
     ["Merhaba, tesisat numaranızı iletirseniz bölgenizi kontrol edelim.",
      "Bölgenizde planlı çalışma bulunmaktadır, enerji 17.30'da verilecektir.",
      "Ekiplerimiz arızaya yönlendirilmiştir.",
      "Faturanız yeniden hesaplanmıştır, yeni tutar tarafınıza iletilecektir."], "^HK", 3),
    ("CatialtiSigorta", "tr", "insurance", ["Çatıaltı Konut", "kasko", "tamamlayıcı sağlık"],
     ["Sayın sigortalımız, dosya numaranızı DM üzerinden iletmenizi rica ederiz.",
      "Eksperimiz yarın sizinle iletişime geçecektir.",
      "Tazminat ödemeniz bugün hesabınıza aktarılmıştır.",
      "Poliçe iptal talebiniz işleme alınmıştır."], "^SG ^LD", 2),
    ("TurnaHavaYollari", "tr", "air", ["Turna Konfor", "Turna Mil"],
     ["Değerli yolcumuz, PNR kodunuzu ve soyadınızı DM ile iletebilir misiniz?",
      "Uçuşunuz operasyonel nedenlerle gecikmiştir, anlayışınız için teşekkür ederiz.",
      "Bagajınız bulunmuş olup adresinize gönderilecektir.",
      "İade tutarı 7 iş günü içinde kartınıza aktarılacaktır."], "^YK ^OM", 3),
    ("TarnwickHelp", "en", "air", ["Tarnwick Plus", "extra legroom"],
     ["Hi there, sorry to hear this. Could you DM us your booking reference?",
      "Thanks, your flight now departs at 18:40. We apologise for the wait.",
      "Your bag has been traced and will be couriered to you tomorrow.",
      "The refund has been issued and takes 5-7 days."], "^JB ^AL", 4),
    ("PennywhistleCare", "en", "shop", ["lamp", "rain jacket", "kettle", "rucksack"],
     ["Hey! Oh no, that's not what we want 🙈 Pop us a DM with your order number?",
      "All sorted, a new one is on its way with next-day delivery!",
      "We've refunded the difference, enjoy 💛",
      "Thanks for letting us know!"], "- Fliss - Ned", 4),
    ("HarrowgateEnergy", "en", "energy", ["FlatRate 12", "Night Saver"],
     ["Good afternoon, please send your account number and postcode by private message.",
      "Our engineers expect to restore supply by 21:00.",
      "Your bill has been corrected using the reading you gave.",
      "You can follow the outage on our map."], "^KP ^DW", 3),
    ("LanternTVSupport", "en", "stream", ["Lantern Kids", "the football", "Harbour Lights"],
     ["Sorry about that! Which device are you watching on, and which app version?",
      "Could you reinstall the app and sign in again? That clears the fault.",
      "We've refunded the last payment, you'll see it in 3 days.",
      "Happy watching! 🍿"], "/RM /TS", 3),
    ("BluebriarBank", "en", "bank", ["Bluebriar Gold", "student"],
     ["Hello, please never post card details here. Send us a private message so that we can look into it.",
      "The payment has been stopped and a new card is in the post.",
      "Your transfer was released this morning.",
      "We are sorry for the inconvenience, your access is restored."], "^FC ^MH", 3),
    ("SwiftfoxParcels", "en", "parcel", ["Foxbox", "Next Day"],
     ["Hi, please DM your tracking number and postcode and we will chase the depot.",
      "The depot has found it, it is on the van for tomorrow.",
      "We have raised a claim for the damage.",
      "Sorry again, hope it arrives safely!"], "^VR", 3),
]

FOLLOW = {"tr": ["dm attım, bakar mısınız", "yine aynı cevap, bıktım artık", "{h} hanımla görüştüm, o da bilmiyor",
                 "numaramı yazdım, bekliyorum", "ne kadar sürer peki?", "yarın dediniz gelen olmadı",
                 "tamam, teşekkürler", "bu kaçıncı yazışım ya 😡", "adım {h} Yılmaz, kayıtlarınızda var"],
          "en": ["sent you a DM", "same answer as yesterday, not good enough", "I spoke to {h} and they had no idea",
                 "how long will that take?", "ok, thanks", "third time I'm writing about this 😤",
                 "nobody came yesterday either", "my name is {h} Carter, it's on the account"]}
END = {"tr": ["çözüldü, teşekkür ederim 🙏", "sonunda oldu, sağ olun", "hâlâ aynı, başka firmaya geçiyorum",
              "tşk ederim", "rezillik, şikâyet edeceğim"],
       "en": ["all working now, thank you!", "great, cheers 👍", "still broken, I'm leaving",
              "finally, thanks", "appalling service"]}
CHATTER = {"tr": ["bugün trafik yine felaket", "şu müşteri hizmetleri müziğinden kurtulamıyorum, hangi firma olduğu fark etmez",
                  "maçtan sonra konuşuruz", "herkes aynı şeyden şikâyetçi, kimse çözmüyor", "çay koydum gelen var mı ☕",
                  "hafta sonu {y} güzel olur", "telefonum yere düştü, ekran gitti"],
           "en": ["is it Friday yet", "why does every helpline play the same music", "lovely morning in {y}",
                  "never buying anything online again, any shop", "my phone fell in the bath again",
                  "who has a good plumber in {y}?"]}


def casual(text, language):
    """As people write on a telephone: no capitals, letters dropped, signs doubled."""
    if RANDOM.random() < 0.35:
        text = text.replace("I", "ı").replace("İ", "i").lower() if language == "tr" else text.lower()
    if language == "tr" and RANDOM.random() < 0.25:
        text = text.translate(str.maketrans("çğıöşüâÇĞİÖŞÜ", "cgiosuaCGIOSU"))
    if RANDOM.random() < 0.15:
        text += RANDOM.choice(["!!", "!!!", " 😡", " 🙄", "??"])
    return text


def filled(text, language, products=("",)):
    places, names = (TR_PLACES, TR_NAMES) if language == "tr" else (EN_PLACES, EN_NAMES)
    return text.format(p=RANDOM.choice(products), y=RANDOM.choice(places), n=RANDOM.randint(2, 9),
                       h=RANDOM.choice(names))


class Writer:
    def __init__(self):
        self.rows = []
        self.next_id = 700100
        self.next_person = 310020

    def person(self):
        self.next_person += RANDOM.randint(3, 900)
        return str(self.next_person)

    def say(self, author, text, time, parent=None):
        self.next_id += RANDOM.randint(1, 4)
        row = {"tweet_id": str(self.next_id), "author_id": author, "inbound": str(author.isdigit()), "time": time,
               "text": text, "replies": [], "parent": parent["tweet_id"] if parent else ""}
        if parent:
            parent["replies"].append(row["tweet_id"])
        self.rows.append(row)
        return row


def conversation(writer, company, time):
    account, language, trade, products, says, signs, _ = company
    person = writer.person()
    text = casual(filled(RANDOM.choice(TRADES[trade][language]), language, products), language)
    last = writer.say(person, f"@{account} {text}" if RANDOM.random() < 0.8 else f"{text} @{account}", time)
    steps = RANDOM.choice([1, 1, 2, 2, 3])
    for step in range(steps):
        time += timedelta(minutes=RANDOM.randint(2, 200))
        reply = says[0] if step == 0 and RANDOM.random() < 0.6 else RANDOM.choice(says)
        if step == 0 and RANDOM.random() < 0.12:
            reply += "\nhttps://ornek.example/" + RANDOM.choice("abcdef") + str(RANDOM.randint(10, 99))
        last = writer.say(account, f"@{person} {reply} {RANDOM.choice(signs.replace('- ', '-').split())}", time, last)
        if step + 1 < steps or RANDOM.random() < 0.7:
            time += timedelta(minutes=RANDOM.randint(1, 90))
            end = END if step + 1 == steps else FOLLOW
            more = casual(filled(RANDOM.choice(end[language]), language), language)
            answered = last
            last = writer.say(person, f"@{account} {more}", time, answered)
            if RANDOM.random() < 0.06:  # somebody else joins in: a branch
                other = casual(filled(RANDOM.choice(FOLLOW[language]), language), language)
                writer.say(writer.person(), f"@{account} @{person} bende de aynı, {other}" if language == "tr"
                           else f"@{account} @{person} same here, {other}", time + timedelta(minutes=3), answered)


def chatter(writer, time):
    language = RANDOM.choice(["tr", "tr", "en"])
    first = writer.say(writer.person(), casual(filled(RANDOM.choice(CHATTER[language]), language), language), time)
    if RANDOM.random() < 0.4:
        writer.say(writer.person(), casual(filled(RANDOM.choice(CHATTER[language]), language), language),
                   time + timedelta(minutes=5), first)


def main():
    writer = Writer()
    time = datetime(2026, 2, 2, 7, 0, tzinfo=timezone.utc)
    weights = [company[-1] for company in COMPANIES]
    for _ in range(CONVERSATIONS):
        time += timedelta(minutes=RANDOM.randint(5, 90))
        if RANDOM.random() < 0.1:
            chatter(writer, time)
        else:
            conversation(writer, RANDOM.choices(COMPANIES, weights)[0], time)
    writer.rows[40]["parent"] = "699001"  # a message whose parent is not there
    writer.rows.append(dict(writer.rows[60]))  # an id twice
    middle = writer.rows[200:260]
    RANDOM.shuffle(middle)
    writer.rows[200:260] = middle
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id",
                  "in_response_to_tweet_id"])
    for row in writer.rows:
        out.writerow([row["tweet_id"], row["author_id"], row["inbound"],
                      row["time"].strftime("%a %b %d %H:%M:%S +0000 %Y"), row["text"], ",".join(row["replies"]),
                      row["parent"]])


if __name__ == "__main__":
    main()
