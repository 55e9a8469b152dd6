#include "language/language_samples.hpp"

namespace cxai::language {

std::string_view turkish_sample() {
  return R"(
Geçen hafta internet üzerinden bir çamaşır makinesi sipariş ettim fakat kargo firması ürünü başka bir adrese teslim
etmiş. Müşteri hizmetlerini üç kez aradım, her seferinde farklı bir temsilciye bağlandım ve sorunum hâlâ çözülmedi.
Faturamda kullanmadığım bir hizmetin ücreti görünüyor, bunun iptal edilmesini ve paramın iade edilmesini istiyorum.
Kredi kartımdan iki defa çekim yapılmış, ekstremi kontrol eder misiniz? Hattımı kapatmak istiyorum çünkü taahhüdüm
bitti ama cayma bedeli istiyorlar. İnternet hızım akşamları çok düşüyor, modemi yeniden başlattım, kabloları kontrol
ettim, değişen bir şey olmadı. Size en kısa sürede geri dönüş yapacağız, talebinizi ilgili birime ilettim. Kimliğinizi
doğrulamak için doğum tarihinizi ve anne kızlık soyadınızı söyler misiniz? Yaşadığınız aksaklık için özür dileriz.
Sabahları erken kalkıp denizin kıyısında yürümeyi seviyorum, martıların sesi insana huzur veriyor. Köyde büyükannem
fırında ekmek pişirir, biz çocuklar da bahçede koşup oynardık. Dün akşam yağmur yağınca bütün yollar su altında kaldı,
otobüsler saatlerce gecikti. Cumhurbaşkanı yarın başkentte düzenlenecek toplantıda açıklama yapacak. Bakanlık yeni
yasayı gelecek ay meclise sunmayı düşünüyor. Ülkenin doğusunda kış aylarında kar kalınlığı iki metreyi bulur. Takımımız
maçın son dakikasında attığı golle galip geldi, taraftarlar sokaklara döküldü. Öğretmen sınıfa girince herkes ayağa
kalktı. Kitabın ikinci bölümünde kahraman eski evine döner ve kardeşiyle yüzleşir. Çocuklar okuldan dönünce önce
ödevlerini yapar, sonra dışarı çıkarlar. Bu konuda uzmanların görüşü alınmadan karar verilmemeli. Şirketin geçen yılki
satışları yüzde on arttı ancak giderleri de yükseldi. Doktor ilacı günde iki kez yemekten sonra almamı söyledi.
Arabanın lastikleri eskimiş, kışa girmeden değiştirmek gerekiyor. Bize haber vermeden neden gittiğini anlayamadım.
Kapıyı kim çaldı bilmiyorum, baktığımda kimse yoktu. Güneş battıktan sonra hava birden soğudu. Annem mutfakta çorba
yapıyor, babam gazete okuyor. Yeni açılan müzede yüzlerce yıllık eserler sergileniyor. Polis olayla ilgili soruşturma
başlattı, görgü tanıklarının ifadesine başvuruldu. Seçim sonuçları gece yarısından sonra belli oldu. Bugün dünden daha
iyi hissediyorum. Görüşmelerin olumlu geçtiği bildirildi. Yapılan araştırmaya göre gençlerin çoğu geleceğinden umutlu.
Uçağımız rötar yaptığı için bağlantılı uçuşu kaçırdık ve geceyi havaalanında geçirmek zorunda kaldık. Bağışlayın, sizi
biraz beklettim. Paketinizin içeriğini değiştirebilir, dilerseniz kampanyamızdan yararlanabilirsiniz. Bir an önce
çözülsün istiyorum, yoksa şikâyetçi olacağım. Randevumu perşembe gününe alabilir miyiz? Şifremi unuttum, giriş
yapamıyorum, ekranda hata mesajı çıkıyor. Ürün kırık geldi, değişim yapılmasını rica ediyorum. Teşekkür ederim, elinize
sağlık, iyi çalışmalar. sipariş numarası kargo takip fatura ödeme iade değişim garanti servis abonelik sözleşme tarife
hesap şube banka kart limit borç taksit sigorta poliçe hasar başvuru şikayet öneri memnuniyet arıza kurulum adres teslimat
Turkcell hattım Vodafone paketim Türk Telekom bi türlü çekmiyo ya naber abi niye böyle yapıyosunuz artık yeter valla
Ayfon telefon aldım pişmanım, tlf çekmiyor, napcaz şimdi, gb bitti tl bitti, turkcellden vodafonea geçicem yok mu çözüm
sıfır iki üç dört beş altı yedi sekiz dokuz on yirmi otuz kırk elli altmış yetmiş seksen doksan yüz bin milyon
pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim
kasım aralık kırmızı yeşil mavi sarı siyah beyaz büyük küçük güzel çirkin uzun kısa sıcak soğuk ev okul araba yol şehir
)";
}

std::string_view english_sample() {
  return R"(
Last week I ordered a washing machine online, but the courier delivered it to the wrong address. I have called customer
service three times, was put through to a different person each time, and my problem still has not been solved. There is
a charge on my bill for a service I never used, and I would like it cancelled and the money refunded. My credit card was
charged twice, could you check my statement? I want to close my account because the contract has ended, yet they keep
asking for a cancellation fee. The internet gets very slow in the evening; I restarted the router and checked the cables
and nothing changed. We will get back to you as soon as possible, your request was passed to the right department. Could
you tell me your date of birth and the first line of your address so that I can verify your identity? We apologise for
the trouble this has caused you. I like to get up early and walk along the beach, where the cry of the gulls makes me
feel calm. In the village my grandmother baked bread in a stone oven while we children ran around the garden. It rained
so hard yesterday evening that every road was under water and the buses were hours late. The president will speak at a
meeting in the capital tomorrow. The ministry is thinking of bringing the new law before parliament next month. In the
eastern part of the country the snow can reach a depth of six feet in winter. Our team won with a goal in the last
minute and the fans poured into the streets. When the teacher came into the classroom everyone stood up. In the second
chapter of the book the hero returns to his old house and faces his brother. After school the kids do their homework
first and then go outside to play. No decision should be taken without asking the experts. Sales rose by ten percent
over the past year, although costs went up as well. The doctor told me to take the medicine twice a day after meals. The
tires on the car are worn and need to be replaced before winter. I could not understand why she left without letting us
know. Somebody knocked at the door, but when I looked there was nobody. It turned cold quickly once the sun had set. My
mother is making soup in the kitchen and my father reads the newspaper. The new museum shows works that are hundreds of
years old. Police have opened an investigation and are looking for witnesses. The results of the election were known
shortly after midnight. He is a member of the band that wrote this song. They were born in a small town near the river
and moved to the city in their youth. She studied music and later worked as a singer and an actress. What is the weather
like today? Set an alarm for seven in the morning. Our flight was delayed, so we missed the connection and had to spend
the night at the airport. I'm sorry to keep you waiting. You can change what your plan includes, or switch to our new
offer if you wish. I forgot my password and cannot log in, the screen shows an error. The item arrived broken and I
would like a replacement. Thank you very much for your help, have a nice day. order number delivery tracking invoice
payment refund exchange warranty service subscription contract account branch bank card limit debt instalment insurance
policy claim application complaint suggestion satisfaction failure setup address zero one two three four five six seven
eight nine ten twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million monday tuesday wednesday
thursday friday saturday sunday january february march april may june july august september october november december
red green blue yellow black white big small beautiful ugly long short hot cold house school car road city
)";
}

std::string_view german_sample() {
  return R"(
Letzte Woche habe ich im Internet eine Waschmaschine bestellt, aber der Paketdienst hat sie an die falsche Adresse
geliefert. Ich habe schon dreimal beim Kundendienst angerufen, jedes Mal wurde ich mit jemand anderem verbunden, und mein
Problem ist noch immer nicht gelöst. Auf meiner Rechnung steht eine Leistung, die ich nie genutzt habe, und ich möchte,
dass der Betrag erstattet wird. Meine Kreditkarte wurde zweimal belastet, könnten Sie den Auszug prüfen? Ich will meinen
Vertrag kündigen, weil die Laufzeit abgelaufen ist, trotzdem verlangen Sie eine Gebühr. Abends wird das Netz sehr langsam,
ich habe den Router neu gestartet und die Kabel überprüft, geändert hat sich nichts. Wir melden uns so schnell wie möglich
bei Ihnen, Ihr Anliegen wurde an die zuständige Abteilung weitergeleitet. Nennen Sie mir bitte Ihr Geburtsdatum und Ihre
Anschrift, damit ich Sie eindeutig zuordnen kann. Wir entschuldigen uns für die Unannehmlichkeiten. Ich stehe gern früh auf
und gehe am Strand spazieren, das Geschrei der Möwen beruhigt mich. Im Dorf backte meine Großmutter Brot im Steinofen,
während wir Kinder durch den Garten rannten. Gestern Abend regnete es so stark, dass alle Straßen unter Wasser standen und
die Busse stundenlang Verspätung hatten. Der Präsident wird morgen auf einer Versammlung in der Hauptstadt sprechen. Das
Ministerium erwägt, das neue Gesetz im nächsten Monat ins Parlament einzubringen. Im Osten des Landes liegt im Winter der
Schnee zwei Meter hoch. Unsere Mannschaft gewann durch ein Tor in der letzten Minute, und die Anhänger strömten auf die
Straßen. Als der Lehrer das Klassenzimmer betrat, standen alle auf. Im zweiten Kapitel des Buches kehrt der Held in sein
altes Haus zurück und trifft seinen Bruder. Nach der Schule machen die Kinder zuerst ihre Hausaufgaben und gehen dann nach
draußen. Ohne die Meinung der Fachleute sollte man nichts entscheiden. Der Umsatz des Unternehmens stieg im vergangenen
Jahr um zehn Prozent, aber auch die Kosten sind gewachsen. Der Arzt sagte, ich solle das Medikament zweimal täglich nach dem
Essen nehmen. Die Reifen am Auto sind abgefahren und müssen vor dem Winter gewechselt werden. Ich habe nicht verstanden,
warum sie gegangen ist, ohne uns Bescheid zu geben. Jemand klopfte an die Tür, doch als ich nachsah, war niemand da. Nach
Sonnenuntergang wurde es schnell kalt. Meine Mutter kocht in der Küche Suppe, mein Vater liest Zeitung. Das neue Museum
zeigt Werke, die mehrere hundert Jahre alt sind. Die Polizei hat Ermittlungen aufgenommen und sucht Zeugen. Das Ergebnis
der Wahl stand kurz nach Mitternacht fest. Er wurde in einer kleinen Stadt am Fluss geboren und zog in seiner Jugend nach
Berlin. Sie studierte Musik und arbeitete später als Sängerin und Schauspielerin. Wie wird das Wetter heute? Stell den
Wecker auf sieben Uhr. Unser Flug hatte Verspätung, deshalb haben wir den Anschluss verpasst und mussten am Flughafen
übernachten. Entschuldigung, dass Sie warten mussten. Sie können Ihren Tarif jederzeit ändern oder in unser neues Angebot
wechseln. Ich habe mein Passwort vergessen und kann mich nicht anmelden, auf dem Bildschirm erscheint eine Fehlermeldung.
Die Ware kam beschädigt an, ich hätte gern einen Umtausch. Vielen Dank für Ihre Hilfe, ich wünsche Ihnen einen schönen Tag.
Bestellnummer Lieferung Sendung Rechnung Zahlung Erstattung Umtausch Garantie Kundendienst Abonnement Vertrag Konto Filiale
Bank Karte Grenze Schulden Rate Versicherung Police Schaden Antrag Beschwerde Vorschlag Zufriedenheit Störung Einrichtung
null eins zwei drei vier fünf sechs sieben acht neun zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig
hundert tausend Million Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag Januar Februar März April Mai Juni Juli
August September Oktober November Dezember rot grün blau gelb schwarz weiß groß klein schön hässlich lang kurz heiß kalt
)";
}

}  // namespace cxai::language
