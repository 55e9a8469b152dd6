// Announcements, units, months, streets, towns and other words around personal data.
#include <sstream>

#include "privacy/lexicon.hpp"

namespace cxai::privacy {
namespace {

using enum PiiType;

class Words {
 public:
  explicit Words(std::vector<Entry>& entries) : entries_(entries) {}

  // A word that ends in '*' stands for all that begin so; one that ends in '+' may carry a Turkish suffix.
  template <class Set>
  void each(std::string_view list, Set set) {
    std::istringstream in{std::string(list)};
    for (std::string word; in >> word;) {
      Entry e;
      if (word.back() == '*') e.prefix = true;
      if (word.back() == '+') e.suffixed = true;
      if (e.prefix || e.suffixed) word.pop_back();
      e.text = word;
      set(e);
      entries_.push_back(std::move(e));
    }
  }
  void flags(std::uint64_t flags, std::string_view list) {
    each(list, [&](Entry& e) { e.flags |= flags; });
  }
  void announce(PiiType type, std::string_view list) {
    each(list, [&](Entry& e) { e.announces = type; });
  }
  void noun(PiiType type, std::string_view list) {
    each(list, [&](Entry& e) { e.noun = type; });
  }

 private:
  std::vector<Entry>& entries_;
};

void add_announcements(Words& w) {
  w.announce(tckn, "tckn* tcno* tckimlik* kimliknumara*");
  w.announce(vkn, "vkn* vergino* vd");
  w.announce(iban, "iban* ayban* ibanim*");
  w.announce(card, "kartennummer* kreditkartennummer* cardnumber* pan kartno*");
  w.announce(cvv, "cvv* cvc* cv2 prufnummer* prufziffer* kartenprufnummer* sicherheitscode* csc cevece*");
  w.announce(phone,
             "telefonum* telefonnummer* handynummer* rufnummer* mobilnummer* whatsapp* ruckrufnummer* mobilfunknummer* "
             "festnetznummer* festnetz* cepnumara* ceptel* telno* telefonnr* handynr* tel gsm telf fon handy mobil");
  w.announce(date_of_birth, "geburtsdatum* geburtstag* geboren* dob born gebdatum birthdate* birthday* dogumtarih*");
  w.announce(plate, "plaka* kennzeichen* autokennzeichen* nummernschild* numberplate* numberplates* rego");
  w.announce(passport, "reisepassnummer* passnummer* reisepass* ausweisnummer*");
  w.announce(order_no,
             "bestellnummer* bestellnr* bstellnummer* orderno* auftragsnummer* auftragsnr* ordernumber* siparisno* "
             "bestellung*");
  w.announce(customer_no,
             "kundennummer* kundennr* kdnr musterino* kundenkontonummer* kundenid* mitgliedsnummer* mitgliedsnr* "
             "vertragskontonummer* aboneno* uyeno* chundenummer* kundenkartennummer* vielfliegernummer* "
             "teilnehmernummer* accountnumber* accountno*");
  w.announce(policy_no,
             "versicherungsnummer* policennummer* versicherungsscheinnummer* versicherungsschein policeno* policenr* "
             "versicherungsnr* policennr* versnr* polizzennummer* polizzennr* polnr versicherungspolice* "
             "versicherungspolizze*");
  w.announce(
      other_id,
      "kontonummer* sendungsnummer* vorgangsnummer* ticketnummer* seriennummer* personalausweisnummer* ssn imei* "
      "vertragsnummer* aktenzeichen* steuernummer* steueridentifikationsnummer* "
      "sozialversicherungsnummer* rentenversicherungsnummer* matrikelnummer* zahlernummer* fallnummer* "
      "referenznummer* buchungsnummer* reservierungsnummer* paketnummer* trackingnummer* beschwerdenummer* "
      "steuerid* buchungscode* krankenversicherungsnummer* versichertennummer* "
      "rechnungsnummer* anschlussnummer* vorgangsnr* ticketnr* vertragsnr* kontonr* fuhrerscheinnummer* "
      "personalnummer* meldungsnummer* storungsnummer* pnr nin sgkno* takipno* sortcode* depotnummer* "
      "aktennummer* barkod* barcode* fahrgestellnummer* gerateummer* geratenummer* "
      "rucksendenummer* retourennummer* schadennummer* schadensnummer* patientennummer* beitragsnummer* ustid* "
      "kassenzeichen* bankleitzahl* blz chassis* "
      "handelsregisternummer* iccid* eid* meid* eori*");
  w.noun(tckn, "kimlik* kimlig* tc nufus*");
  w.noun(vkn, "vergi* v");
  w.noun(card, "kart* card* kreditkart* debit* kredikart* bankkart*");
  w.noun(cvv, "guvenlik* security* verification*");
  w.noun(phone,
         "telefon* cep* iletisim* phone* mobile* contact* cell* hattim* ulasim ulasil* ulasab* arayab* telephone* "
         "callback* landline* handy* mobil* ruckruf* irtibat*");
  w.noun(passport, "pasaport* passport* reisepass*");
  w.noun(order_no, "siparis* order* bestell* auftrag* purchase* alisveris*");
  w.noun(customer_no,
         "musteri* customer* client* kunden* kunde cust kd abone* uye* member* mitglied* membership* loyalty* flyer* "
         "miles* subscriber* patron* chunde* kundin kundenkarte* kundenkonto* vertragskonto* acct");
  w.noun(policy_no,
         "pol polizze* polizzen* police policesi* policem* policen* polis* policy* policies* versicherung* sigorta* "
         "insurance*");
  w.noun(other_id,
         "tesisat* hizmet* sozlesme* hesap* hesab* takip* kargo* gonderi* garanti* seri* "
         "dosya* talep* talebi* basvuru* kayit* kaydi* tracking* serial* ticket* case* reference* social* referans* "
         "rezervasyon* "
         "booking* reservation* confirmation* ogrenci* student* sikayet* complaint* contract* imei* sgk* ssk* bagkur* "
         "sicil* protokol* hasta* patient* nhs* insuranceno* national* tax* invoice* fatura* ariza* incident* claim* "
         "hasar* bilet* pnr* sayac* meter* licence* license* ehliyet* surucu* vorgang* ticketnr* vertrag* "
         "sendung* paket* rechnung* zahler* konto* steuer* ausweis* personalausweis* fall* referenz* "
         "buchung* shipment* parcel* package* employee* personel* badge* device* cihaz* modem* barkod* randevu* "
         "appointment* bayi* koli* iade* return* request* transaction* islem* dekont* evrak* tahsilat* routing* sort "
         "driver* muhasebe* emekli* emekli* tescil* ruhsat* sase* motor service* "
         "poliklinik* enrollment* enrolment* vehicle* chassis* yolcu* depot* schaden* patienten* matrikel* "
         "sozialversicherung* steueridentifikation* gonderici*");
  w.flags(Entry::kNumberNoun,
          "nosuna nosuyla nosundan noya no noo nom nosu nomuz nr num id ids idsi code kod kodu* kodum* kodun* numara* "
          "numer* nummer* number* idm* "
          "nosunu reference* referans* referenz* ref "
          "numarasi* identifikationsnummer nomu nolar noyu noyla iddi digits hanesi haneli numarayi numbers refno");
  w.flags(Entry::kGenericNumber,
          "numaram* numaramiz* numarami* numaraniz* nummer number numara numarasi* numarayi rakam* hattim* numaradan");
  w.flags(Entry::kAccount,
          "kullaniciadi* username* usernames benutzername* nutzername* login* handle nickname* nick nickim* rumuz* "
          "rumuzum* "
          "benutzerkennung* nutzerkennung* userid* anmeldename* instagram* insta twitter* facebook* tiktok* steam "
          "discord spitzname");
  w.flags(
      Entry::kPlatform,
      "forum* portal* oyun* oyuncu* profil* sunucu* lakab* lakap* takma giris* panel* game gaming gamertag* player* "
      "profile* screenname screen app logs logged logging lobby server* guild xbox psn playstation twitch* reddit* "
      "youtube* spiel* spieler* nutzer* user users benutzer* einlogg* eingeloggt anmeld* angemeldet gilde online* "
      "webmail* community* onlinebanking* kundenportal* instada insta nickle nickiyle signed");
  w.flags(Entry::kLink, "numarali* nolu* nrli");
  w.flags(Entry::kBirth, "dogum* birth* dogdum*");
  w.flags(Entry::kDateNoun, "tarih* date* gunum* gunu* yil* gun day year* yer");
  w.flags(Entry::kPostcode, "postakodu* postcode* zip zipcode postleitzahl* plz postakod* postalcode eircode");
  w.flags(
      Entry::kLives,
      "adres* address* adresse* oturuyor* oturdug* ikamet* yasiyor* wohne* wohnhaft* live lives living moved deliver* "
      "anschrift* teslimat* lieferadresse* shipping* billing* evim* evimiz* umgezogen umzieh* gonderin* residing "
      "tasindim* tasindik* wohnt strasse property premises shipped resident");
  w.flags(Entry::kOwn, "my mein meine meiner benim our unsere bizim sein ihre");
  w.flags(Entry::kIs, "is are ist lautet lauten olan war was diye olarak isch");
  w.flags(Entry::kVersion, "surum* version* firmware* build* yazilim* software* release isbn*");
  w.flags(Entry::kCorrection,
          "yok pardon degil hayir yanlis no nein wait sorry halt quatsch oops actually beziehungsweise vielmehr");
  w.announce(ip, "ip ipsi ipm ipadres* ipaddress*");
  w.announce(date_of_birth, "dogmus* dogdug*");
  w.noun(other_id, "okul* beschwerde* termin*");
  w.noun(card, "amex*");
  w.announce(tckn, "personennummer*");
  // Numbers of things and of everybody's services, which name nobody.
  w.flags(0,
          "behordennummer notrufnummer servicenummer hotlinenummer hausnummer modellnummer artikelnummer zimmernummer "
          "typennummer teilenummer flugnummer zugnummer liniennummer gleisnummer seitennummer postleitnummer "
          "platznummer sitzplatznummer raumnummer last son letzte letzten log");
  w.flags(Entry::kLives,
          "going send sending engineer visit kurye* techniker lieferung* liefern schicken versand* abholung* yollay*");
  w.flags(Entry::kEstate, "sitesi* apartmani apartman konutlari* koyu mevkii* rezidans* residans*");
  w.flags(Entry::kSpelling, "wie for as like fur gibi");
}

// Alone, right before a number: "Ticket 30184", "tc 123…", "Police HR-20304".
void add_strong_nouns(Words& w) {
  w.flags(
      Entry::kStrongNoun,
      "siparis* order* bestell* auftrag* police policem* policy policen* polis* ticket* case tesisat* abone* musteri* "
      "customer* tc "
      "kimlik* kimlig* kart* card* kreditkart* kredikart* bankkart* vergi* pasaport* passport* reisepass* account* "
      "claim* dosya* "
      "takip* sozlesme* vertrag* imei* sicil* rezervasyon* reservation* booking* pnr* reference* referans* referenz* "
      "vorgang* cep* telefon* phone* mobile* cell* social* tracking* sendung* iade* talep* hasar* sayac* konto* nhs* "
      "debit*");
  w.flags(Entry::kName,
          "soyad* adim adi ismim* isim* surname* forename lastname firstname nachname* vorname* spelled spelt spell "
          "spelling "
          "buchstab* kodlu* kodlay* heisse heisst name names namen");
  w.announce(tckn, "tcsi tcm tcmi tckimlik* vatandaslik*");
  w.noun(tckn, "tcsi tcm identity identitats*");
  w.announce(date_of_birth, "dogumum* dogumlu* dt");
  w.announce(plate, "registration reg plate plates");
  w.announce(other_id, "aymi*");
  w.noun(other_id, "ni sort routing");
  w.noun(passport, "pass");
  w.noun(customer_no, "account*");
  w.flags(Entry::kStrongNoun,
          "pass passes ariza* kayit* kaydi* basvuru* hesab* ogrenci* protokol* uyelik* bilet* ehliyet* ruhsat* seri* "
          "barkod* gonderi* "
          "policesi* licence* license* utr itin ref job* member* mitglied* ausweis* personalausweis* buchung* fall* "
          "rechnung* "
          "cari* bestellung* vorgang* confirmation* complaint* incident* client*");
  w.noun(other_id, "utr itin ref job*");
  w.noun(customer_no, "cari*");
  w.noun(policy_no, "policesi*");
  w.announce(date_of_birth, "geburtsjahr* dogumyil*");
  w.flags(Entry::kNumberNoun, "nolari*");
  w.flags(Entry::kFunction, "yer postam postamiz postasi postaniz mailiniz semti");
  w.flags(Entry::kUser, "kullanici*");
  w.flags(Entry::kUserNoun, "kullanici* oyuncu* uye* profil*");
  w.flags(Entry::kSignHead, "kuyruklu guzel orta kisa alt under at et");
  w.flags(0, "user lu geb oyuncu* uye profil* gerek* sorun* problem*");
  w.flags(Entry::kAsks,
          "alayim* alabilir* alalim* rica* soyler* verir* ogrenebilir* paylas* ogreneyim* gerek* lazim* take have give "
          "confirm what "
          "whats which nennen geben sagen brauch* verraten welche* mitteilen best may read durft* neydi nedir");
  w.flags(Entry::kBack,
          "back front vorne onyuz* arkadaki arka arkasi arkasinda arkasindaki hinten ruckseite strip imza reverse");
  w.flags(Entry::kDigits,
          "digit digits hane haneli hanesi haneyi haneler zahlen ziffern stellen stellig stellige rakam rakami");
}

void add_units(Words& w) {
  w.flags(
      Entry::kUnit,
      "tl lira* kurus* euro euros eur usd dolar* dollar* cent cents gun gunu gunluk gundur gunde* ay aylik aydir "
      "ayda ayi yil yillik yildir yilinda* yillar* "
      "yili saat saatlik saattir saate dakika* saniye* adet adetlik tane* taneden kez kere gb mb mbps gbps kg kilo* "
      "gram* km kilometre* metre* puan* kisi* dollars "
      "pound pounds quid pence days day months month years year hours hour minutes minute mins seconds times tage "
      "tagen tag jahre jahren jahr monate monaten monat stunden stunde minuten uhr stuck prozent percent euros cm mm "
      "litre watt volt kw kwh mah gigabyte* gigabayt* megabayt* megabyte* taksit* milyon* million* "
      "milyar* bucks grand wochen woche weeks week hafta* sayfa* metrekare* derece* grad emails calls people "
      "items parcels units points punkte kilometer liter sekunden mal personen kunden "
      "stuckzahl aylar seferde lirayi gunler kurusluk saatten saatte litres mark franken chf pln sterlin* pound "
      "mbit* gbit* megabit* gigabit* mg ml points miles mil kalori kcal bpm");
  w.flags(Entry::kCounter, "tane mal kere adet");
  w.flags(Entry::kClock, "saat saati saatler um gegen uhrzeit");
  w.flags(
      Entry::kFiller,
      "eee eeee ee iii iiii sey hmm himm mmm uh uhm um umm erm ehm ahm ah aeh ahh eh er and und sonra ardindan then "
      "dann efendim hani iste pardon sorry moment noch");
  w.flags(
      Entry::kAnswer,
      "evet tabii tabi tamam peki olur hemen soyluyorum* buyurun* buyrun* dinliyorum* devam* ok okay okey yes yeah yep "
      "sure right correct mhm ja genau gut weiter klar alles dogru hihi hmhm tamamdir yaziyorum* not aliyorum* "
      "aldim* elbette ediyorum* gerne notiert notiere go ahead got it perfect great stimmt richtig jawohl "
      "natuerlich naturlich selbstverstandlich also so perfekt super danke thank thanks you tesekkur* tesekkurler "
      "lutfen please bitte "
      "hanimefendi beyefendi sir madam alright ahead check thats hanim bey "
      "tekrar ediyorum ederim edeyim son hane hanesi kalan devami* gerisi");
  w.flags(Entry::kNegation,
          "yok bilmiyorum* hatirlamiyorum* hatirlayamiyorum* bulamiyorum* unuttum* vermem weiss bilemiyorum* yokmus "
          "nicht keine kein haven forgot don dont");
  static constexpr std::string_view kMonths[] = {"ocak+ january januar janner jan",
                                                 "subat+ february februar feb",
                                                 "mart+ march marz maerz mar",
                                                 "nisan+ april apr",
                                                 "mayis+ may mai",
                                                 "haziran+ june juni jun",
                                                 "temmuz+ july juli jul",
                                                 "agustos+ august aug",
                                                 "eylul+ september sept sep",
                                                 "ekim+ october oktober oct okt",
                                                 "kasim+ november nov",
                                                 "aralik+ december dezember dec dez"};
  std::uint8_t month = 0;
  for (const std::string_view names : kMonths) {
    ++month;
    w.each(names, [&](Entry& e) { e.month = month; });
  }
}

void add_addresses(Words& w) {
  w.flags(Entry::kQuarter, "mahallesi* mahalle mahallem* mahalles* mah mahl mh");
  w.flags(Entry::kStreet,
          "caddesi* cadde caddes* cad cd sokak sokaktan sokakta sokag* sok sk bulvari* bulvar blv bulv");
  w.flags(Entry::kStreet,
          "street road avenue ave lane rd boulevard blvd crescent terrace mews parkway pkwy highway hwy turnpike");
  w.flags(Entry::kWeakStreet,
          "st way drive court place close hill row walk grove gardens square dr ct pl ln circle cir trail parade rise "
          "quay broadway green view vale croft wharf embankment");
  w.flags(Entry::kAddressPart,
          "daire dairesi daireye d kat k blok blogu apartman* apartmani* apt sitesi* site no numara nr kapi bina "
          "konutlari* konutlar evleri apartment flat suite unit ste floor stock etage wohnung ickapi diskapi plaza "
          "residence rezidans hausnummer villa");
  w.flags(
      Entry::kTown,
      "adana adiyaman afyon afyonkarahisar agri aksaray amasya ankara antalya ardahan artvin aydin "
      "balikesir bartin batman bayburt bilecik bingol bitlis bolu burdur bursa canakkale cankiri corum "
      "denizli diyarbakir duzce edirne elazig erzincan erzurum eskisehir gaziantep antep giresun gumushane "
      "hakkari hatay igdir isparta istanbul izmir kahramanmaras maras karabuk karaman kars kastamonu "
      "kayseri kilis kirikkale kirklareli kirsehir kocaeli konya kutahya malatya manisa mardin mersin "
      "mugla mus nevsehir nigde ordu osmaniye rize sakarya samsun siirt sinop sivas sanliurfa urfa "
      "sirnak tekirdag tokat trabzon tunceli usak van yalova yozgat zonguldak "
      "kadikoy uskudar besiktas sisli beyoglu fatih bakirkoy atasehir maltepe kartal pendik tuzla "
      "umraniye cekmekoy sancaktepe sultanbeyli beykoz sariyer eyup eyupsultan gaziosmanpasa bayrampasa "
      "zeytinburnu bahcelievler bagcilar gungoren esenler basaksehir avcilar beylikduzu esenyurt "
      "buyukcekmece kucukcekmece silivri catalca arnavutkoy sultangazi kagithane adalar sile cankaya "
      "kecioren yenimahalle mamak etimesgut sincan altindag golbasi pursaklar polatli konak karsiyaka "
      "bornova buca karabaglar cigli gaziemir balcova narlidere bayrakli menemen torbali urla cesme "
      "odemis nilufer osmangazi yildirim gemlik inegol mudanya muratpasa kepez konyaalti alanya manavgat "
      "seyhan yuregir cukurova selcuklu meram karatay sahinbey sehitkamil izmit gebze darica adapazari "
      "serdivan tepebasi odunpazari melikgazi kocasinan atakum ilkadim ortahisar yenisehir akdeniz "
      "toroslar mezitli tarsus iskenderun antakya bodrum fethiye marmaris milas ayvalik edremit bandirma "
      "corlu cerkezkoy suleymanpasa luleburgaz merkezefendi pamukkale kusadasi soke nazilli efeler "
      "yunusemre akhisar turgutlu salihli battalgazi haliliye baglar kayapinar yakutiye palandoken "
      "canik carsamba bafra unye fatsa altinordu merkez "
      "london manchester birmingham leeds liverpool glasgow edinburgh bristol cardiff sheffield nottingham leicester "
      "coventry bradford belfast newcastle brighton oxford cambridge york bath southampton portsmouth plymouth "
      "norwich derby exeter aberdeen dundee swansea dublin cork galway limerick croydon luton slough swindon "
      "chicago houston phoenix philadelphia dallas austin denver boston seattle portland atlanta miami "
      "baltimore springfield columbus charlotte detroit memphis nashville sacramento oakland "
      "tampa orlando minneapolis pittsburgh cincinnati cleveland tucson omaha brooklyn albany "
      "berlin hamburg munchen muenchen koln koeln frankfurt stuttgart dusseldorf duesseldorf leipzig dortmund essen "
      "bremen dresden hannover nurnberg nuernberg duisburg bochum wuppertal bielefeld bonn munster muenster mannheim "
      "karlsruhe augsburg wiesbaden monchengladbach gelsenkirchen aachen braunschweig kiel chemnitz magdeburg freiburg "
      "krefeld mainz lubeck erfurt rostock kassel potsdam saarbrucken ludwigshafen oldenburg osnabruck heidelberg "
      "darmstadt regensburg wurzburg ingolstadt ulm heilbronn gottingen wolfsburg trier jena wien graz linz salzburg "
      "innsbruck zurich zuerich basel bern genf luzern winterthur");
}

void add_internet(Words& w) {
  w.flags(
      Entry::kProvider,
      "gmail hotmail outlook yahoo icloud yandex mynet gmx web freenet proton protonmail live msn aol windowslive "
      "googlemail posteo tonline superonline ttmail btinternet icloudcom gmailcom hotmailcom mailbox arcor vodafone "
      "comcast verizon virginmedia sky zoho mail");
  w.flags(Entry::kTopLevel,
          "com coma comdan comdur comdu net org info de tr uk co at ch edu gov io eu biz k12 me us ie fr nl kom komtr "
          "av bel ac shop");
  w.flags(Entry::kCom, "com");
}

// Words that carry no name: what an address or an e-mail's owner is not called.
void add_function_words(Words& w) {
  w.flags(
      Entry::kFunction,
      "ve veya ya da de ki mi mu bu su o ben sen biz siz onlar icin ile gibi kadar daha cok az en ama fakat ancak "
      "cunku eger hem ne neden nasil nerede kim hangi her bazi hic sadece bile artik simdi sonra once bugun yarin dun "
      "var yok degil olan olarak oldu olur olsun oldugu olmak et eder ediyor ettim edin bir iki benim bizim sizin "
      "onun bana sana size bize ona beni sizi bizi onu mail maili mailim eposta email adres adresi adresim adresimiz "
      "adresiniz yaz yazin yazabilirsiniz gonder gonderin atin at hesap hesabi hesabim hesabima uzerinden "
      "adresine adresinden seklinde diye su sekilde soyle su kayitli mailime posta e ev evim is isyeri isyerim eski "
      "yeni acik tam teslimat fatura lutfen merhaba alo efendim buyurun tabii evet hayir tamam peki kargoyu "
      "urunu ekip ekibi gelsin gonderilsin oturuyorum oturuyoruz tasindim tasindik "
      "ikamet "
      "ediyorum burasi orasi buraya oraya burada orada konum aradigim semt ilce sehir il mahallemiz sokagimiz ayni "
      "benimki seninki onunki sizinki bizimki onceki olmasi gereken dogru yanlis kime nereye hangisi annem babam esim "
      "kardesim oglum kizim abim ablam "
      "komsum teyzem amcam dayim halam arkadasim torunum yenisi eskisi orasi hepsi kucuk buyuk harf harfle bitisik "
      "kodluyorum kodlayayim karsi yan ust alt ara bitisik arkasi");
  w.flags(
      Entry::kFunction,
      "the a an and or but if of to in on at by for with from as is are was were be been am i you he she it we they "
      "my your his her its our their me him them this that these those there here what which who when where why how "
      "not no yes do does did don doesn have has had will would can could should may might must just only also very "
      "so then than too about into over after before because while until again please thanks hello hi ok okay email "
      "mail address write send contact reach under sent use using called named its live living lives "
      "moved deliver delivered delivery ship shipped shipping new old current home work office house located near "
      "down up off out any some all every each other another between street go gone went come came get got let "
      "try mine yours block blocks away every minute minutes past last next one two");
  w.flags(
      Entry::kFunction,
      "der die das den dem des ein eine einen einem einer eines und oder aber wenn ich du er sie es wir ihr mich mir "
      "dich dir ihm ihn uns euch mein meine meinen meinem meiner dein sein seine unser ihre ist sind war waren bin "
      "bist hat habe haben hatte wird werden wurde kann konnen konnte soll muss darf nicht kein keine ja nein auch "
      "noch nur schon sehr so dann als wie was wer wo wann warum an am auf aus bei mit nach von vom zu zum zur in im "
      "um fur gegen ohne unter uber vor hinter neben zwischen bitte danke hallo adresse mailadresse emailadresse "
      "lautet schreiben senden schicken erreichbar wohne wohnhaft wohnt neue alte strasse mail nummer klein gross "
      "ware halt");
}

}  // namespace

void add_context_words(std::vector<Entry>& entries) {
  Words w(entries);
  add_announcements(w);
  add_strong_nouns(w);
  add_units(w);
  add_addresses(w);
  add_internet(w);
  add_function_words(w);
}

}  // namespace cxai::privacy
