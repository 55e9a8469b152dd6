#!/usr/bin/env python3
"""Writes demo/datasets/requests.csv: what customers of the demonstration centre say, and the department it is for.

Everything is invented here. The same seed writes the same file. Some requests also touch the business of another
department, as people do; some break off in the middle; *Unknown* is talk that is for none.
Some sentences are said to two departments: a good router answers *Unknown* to those.
Usage: requests.py > demo/datasets/requests.csv
"""
import csv
import random
import sys

RANDOM = random.Random(20260415)
PER_LABEL = 240

SLOTS = {
    "n": ["iki", "üç", "dört", "beş", "altı", "on"],
    "lira": ["180", "240", "312", "415", "690", "1250"],
    "ay": ["ocak", "şubat", "mart", "nisan", "eylül", "kasım"],
    "en": ["two", "three", "four", "five", "six"],
    "de": ["zwei", "drei", "vier", "fünf", "sechs"],
}

SAID = {
    "Fatura": {"tr": [
        "faturam bu ay {n} katı geldi, neden bu kadar yüksek", "{lira} lira fatura kesmişsiniz, ben bu kadar kullanmadım",
        "aynı faturayı {n} kere çekmişsiniz kartımdan", "{ay} faturama itirazım var, yurt dışı kullanımı yazmışsınız",
        "fatura borcumu taksitle ödemek istiyorum", "son ödeme günü geçti, gecikme faizi yazılmış",
        "faturamda bilmediğim bir oyun aboneliği var", "ödeme yaptım ama hattım borçtan kapalı görünüyor",
        "elektrik faturası {lira} lira, sayaç yanlış okunmuş olmalı", "kart aidatı kesilmiş, iadesini istiyorum",
        "otomatik ödeme talimatım çalışmamış, fatura ödenmemiş", "zam yapılmış, kimse haber vermedi, ne kadar ödeyeceğim"],
        "en": ["my bill is {en} times what it was", "you charged me twice this month, I want that money credited",
               "there is a fee on my bill nobody explained"],
        "de": ["meine Rechnung ist {de}mal so hoch wie sonst", "der Abschlag ist viel zu hoch, der Zählerstand wurde geschätzt",
               "Sie drohen mit einer Sperre, dabei habe ich die Rechnung bezahlt"]},
    "Teknik Destek": {"tr": [
        "{n} gündür internet yok, modem kırmızı yanıyor", "internet çok yavaş, video açılmıyor, hız testi {n} çıkıyor",
        "hattım çekmiyor, evin içinde şebeke yok", "arıza kaydı açtım, teknisyen gelmedi",
        "randevu verdiniz, {n} saat bekledim, gelen olmadı", "elektrikler {n} saattir kesik, arıza mı var",
        "modemi kapatıp açtım, ışık yine yanıp sönüyor", "telefonda ses gidip geliyor, görüşme yarıda kopuyor",
        "kablo hasarlı galiba, bağlantı sürekli düşüyor", "uygulama hata veriyor, güncelledim yine açılmıyor",
        "nakil için teknisyen ne zaman gelecek"],
        "en": ["the line drops every {en} minutes, I restarted the router", "the engineer never showed up, I waited all day",
               "no internet since yesterday, the light is red"],
        "de": ["seit {de} Tagen kein Internet, der Router blinkt rot", "der Strom ist weg, gibt es eine Störung"]},
    "Teslimat": {"tr": [
        "kargom {n} gündür gelmedi, takip numarası hep aynı yerde", "teslim edildi görünüyor ama bana paket gelmedi",
        "kurye zile basmadan gitmiş, evdeydim", "paketim hâlâ dağıtımda, bugün gelir mi", "adresi yanlış yazmışım, kargoyu nasıl yönlendiririm",
        "şubeden kendim almak istiyorum, kaça kadar açıksınız", "koli ezik geldi, kurye tutanak tutmadı",
        "kapıda ödeme seçtim, kurye kart kabul etmedi", "kurye bana bağırdı, şikâyetçiyim", "gönderi komşuya bırakılmış, kime verdiniz",
        "söz verdiniz akşama gelecek diye, hâlâ yok"],
        "en": ["my parcel says delivered but nothing arrived", "the courier never rang, where is my package"],
        "de": ["mein Paket ist seit {de} Tagen unterwegs", "die Sendung wurde beim Nachbarn abgegeben"]},
    "İade": {"tr": [
        "ürünü iade ettim, param {n} gündür yatmadı", "beden yanlış geldi, değişim yapmak istiyorum",
        "tabaklar kırık çıktı, iade kodu nasıl alırım", "siparişimi iptal ettim, para hâlâ gelmedi",
        "makine {n} ayda bozuldu, garanti kapsamında değil mi", "iade talebim reddedilmiş, sebebi ne",
        "başka ürün göndermişsiniz, benim siparişim bu değil", "hediye zamanında yetişmedi, geri göndereceğim",
        "iade kargosunu kim ödeyecek", "ürün kusurlu, paramı geri istiyorum"],
        "en": ["you sent the wrong sofa, I want to return it", "the lamp broke after {en} days, I want a replacement",
               "I sent it back weeks ago and still no refund"],
        "de": ["die Ware ist kaputt angekommen, ich schicke sie zurück", "wo bleibt meine Erstattung"]},
    "Kart ve Hesap": {"tr": [
        "kartımı kaybettim, hemen kapatın", "hesabımdan haberim olmadan {lira} lira çekilmiş", "şifremi unuttum, mobil bankacılık kilitlendi",
        "havale yaptım {n} saattir karşı tarafa geçmedi", "hesabım bloke olmuş, maaşımı çekemiyorum",
        "biri beni aradı, bankadan dedi, kart bilgimi verdim, dolandırıldım", "kartımla yapmadığım {n} harcama var",
        "konut kredisi için faiz oranını öğrenmek istiyorum", "bankamatik kartımı yuttu", "tek kullanımlık şifre gelmiyor",
        "EFT yanlış hesaba gitti, geri alabilir miyim"],
        "en": ["someone used my card details, block it please", "I cannot log in to my account, it is locked"],
        "de": ["ich komme nicht in mein Konto, das Passwort ist gesperrt", "meine Karte wurde gestohlen, bitte sperren"]},
    "Hasar": {"tr": [
        "kaza yaptım, hasar dosyası açmak istiyorum", "üst kattan su bastı, tavan çöktü, ekspertiz lazım", "hasar ödemem {n} haftadır yatmadı",
        "eksper ne zaman gelecek, evde bekliyorum", "arabama arkadan çarptılar, tutanak tuttuk", "kasko poliçem çekiciyi karşılıyor mu",
        "dosyam eksik evrakta görünüyor, ne yollayayım", "sigorta hasarın yarısını ödemiş, itiraz edeceğim",
        "cam kırıldı, poliçe bunu kapsıyor mu"],
        "en": ["I had an accident and need to open a claim", "water came through the ceiling, when does the assessor come"],
        "de": ["mein Fahrrad wurde gestohlen, ich möchte den Schaden melden", "Wasserschaden in der Küche, wann kommt der Gutachter",
               "wie ist der Stand meines Schadens"]},
    "Müşteri Kazanım": {"tr": [
        "taahhüdüm bitti, daha uygun bir tarife var mı", "numaramı başka operatöre taşıyacağım", "aboneliğimi iptal etmek istiyorum",
        "ek paket almak istiyorum, {n} gigabayt kaç lira", "yeni eve abonelik açtıracağım", "poliçem bitiyor, yenileme teklifi istiyorum",
        "babam vefat etti, hattını kapatmak istiyoruz", "komşuma daha ucuza vermişsiniz, bana da indirim yapın",
        "yurt dışı paketi aktif etmek istiyorum, yarın uçuyorum", "istemediğim paketi tanımlamışsınız, iptal edin",
        "memnun değilim, sözleşmeyi feshedeceğim"],
        "en": ["I am moving away and want to cancel", "my contract ends, what can you offer me to stay"],
        "de": ["ich ziehe um und möchte den Vertrag kündigen", "meine Versicherung möchte ich zum Jahresende kündigen",
               "ich brauche einen Anschluss in der neuen Wohnung"]},
    "Unknown": {"tr": [
        "alo, ses gelmiyor, beni duyuyor musunuz", "yanlış numara galiba, kusura bakmayın", "sizin reklamdaki şarkının adı ne",
        "iş başvurusu yapmıştım, insan kaynaklarıyla görüşecektim", "bugün hava çok güzel, kolay gelsin size",
        "stajyer alıyor musunuz", "anket için aramışsınız", "bayramınız kutlu olsun", "sosyal medyada ne yazmışsınız öyle",
        "müdürünüzün adı ne, basından arıyorum"],
        "en": ["sorry, wrong number", "hello, can you hear me"], "de": ["falsch verbunden, Entschuldigung", "hallo, hören Sie mich"]},
}

# What people say to more than one department.
SHARED = {
    "paramı geri istiyorum": ("İade", "Fatura"),
    "iptal etmek istiyorum": ("İade", "Müşteri Kazanım"),
    "hâlâ bekliyorum, gelen olmadı": ("Teslimat", "Teknik Destek", "Hasar"),
    "kartımdan bilmediğim bir para çekilmiş": ("Kart ve Hesap", "Fatura"),
    "ne zaman gelecek, evdeyim": ("Teslimat", "Hasar", "Teknik Destek"),
    "hattımı kapatın": ("Müşteri Kazanım", "Fatura"),
    "ödemem ne oldu": ("Hasar", "İade", "Fatura"),
}

AROUND = {
    "tr": ["merhaba", "iyi günler", "günaydın kolay gelsin", "evet doğru", "bekliyorum", "tamam", "hayır", "çok bekledim zaten",
           "böyle olmaz ki", "lütfen yardımcı olun", "müşteri numaramı vereyim", "teşekkür ederim", "sağ olun iyi çalışmalar", "hı hı",
           "kaç kere aradım", "çok mağdur oldum", "ne zaman çözülür", "peki ne yapacağız şimdi", "Allah razı olsun", "anladım"],
    "en": ["hi there", "yes", "that is right", "I have called before", "how long will it take", "thanks for your help", "fine", "okay"],
    "de": ["guten Tag", "ja", "genau", "ich habe schon angerufen", "wie lange dauert das", "danke schön", "gut", "wiederhören"],
}


def filled(text: str) -> str:
    for slot, values in SLOTS.items():
        while "{" + slot + "}" in text:
            text = text.replace("{" + slot + "}", RANDOM.choice(values), 1)
    return text


def request(label: str) -> str:
    language = RANDOM.choices(["tr", "en", "de"], weights=[76, 12, 12])[0]
    lines = [filled(line) for line in RANDOM.sample(SAID[label][language], k=min(RANDOM.choice([1, 1, 2, 2, 3]), len(SAID[label][language])))]
    shared = [line for line, labels in SHARED.items() if label in labels]
    if language == "tr" and shared and RANDOM.random() < 0.12:
        lines = [RANDOM.choice(shared)]
    if RANDOM.random() < 0.08:  # people break off
        lines = [" ".join(lines[0].split()[:2])]
    if label != "Unknown" and len(lines) > 1 and RANDOM.random() < 0.25:
        other = RANDOM.choice([name for name in SAID if name not in (label, "Unknown")])
        lines.append(filled(RANDOM.choice(SAID[other][language])))
    lines += RANDOM.sample(AROUND[language], k=RANDOM.choice([0, 1, 2, 3, 4]))
    RANDOM.shuffle(lines)
    return ". ".join(line[0].upper() + line[1:] for line in lines) + "."


def main() -> None:
    rows = [(request(label), label) for label in SAID for _ in range(PER_LABEL)]
    RANDOM.shuffle(rows)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["text", "label"])
    writer.writerows(rows)


main()
