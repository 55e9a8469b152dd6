#include "privacy/person_cues.hpp"

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "learning/hash.hpp"

namespace cxai::privacy {
namespace {

using learning::Lexicon;
using learning::LexiconBuilder;
using learning::WordClasses;

struct CueWords {
  PersonCue cue;
  std::string_view words;  // in plain letters
};

constexpr CueWords kCues[] = {
    {PersonCue::naming,
     "adim ismim soyadim soyismim adimiz adi ismi soyadi soyismi isim soyisim ad soyad adli isimli adinda isminde diye "
     "adiniz isminiz soyadiniz adimi ismimi adini ismini lakabi name names surname named called firstname lastname "
     "nickname "
     "initials heisse heisst hiess namens nachname vorname nachnamen vornamen geborene geb genannt name namen"},
    {PersonCue::self,
     "ben benim bendeniz biz bizim burasi im this its it's i'm that's bin ich hier dies ihr ihre mein meine meinem "
     "meinen "
     "my our your"},
    {PersonCue::speaking,
     "gorusuyorum gorusuyorsunuz konusuyorum gorustum gorustuk konustum konustuk gorusebilir baglar baglayin hatta "
     "hattaki "
     "telefonda speak speaking spoke spoken talk talking talked through chatting chatted line spreche sprechen sprach "
     "gesprochen apparat verbinden verbunden telefoniert geredet durchstellen"},
    {PersonCue::greeting,
     "merhaba merhabalar selam selamlar mrb slm alo gunaydin gunler aksamlar sayin sn degerli sevgili hi hello hey "
     "hiya "
     "morning afternoon evening dear attn hallo hi moin servus tag morgen abend gruss gott liebe lieber geehrte "
     "geehrter "
     "hey na"},
    {PersonCue::thanks,
     "tesekkurler tesekkur ederim sagol sagolun sag minnettarim eyvallah kusura rica thanks thank thx ty cheers ta "
     "sorry "
     "apologies shoutout kudos danke dank dankeschon vielen merci lob bedanken entschuldigung sorry"},
    {PersonCue::act,
     "dedi diyor soyledi soylemisti aradi ariyor gelmedi geldi gelecek verdi vermisti imzaladi ilgilendi halletti "
     "kapatti "
     "bagladi yonlendirdi bakti yapti onayladi gonderdi odedi teslim anlatti sordu yazdi dondu unuttu bekliyor "
     "oturuyor "
     "istiyor said says told tells promised called rang hung helped came sent signed wrote wants needs took left "
     "forgot "
     "knows transferred booked phoned emailed replied ignored fixed sorted sagte sagt meinte versprach rief kam "
     "schickte "
     "half unterschrieb schrieb wollte will wohnt wartet ruft kennt weiss hat hatte"},
    {PersonCue::role,
     "temsilci temsilciniz temsilcisi kurye kuryeniz teknisyen teknisyeniniz sofor mudur muduru mudurunuz danisman "
     "danismaniniz gorevli usta ustasi doktor doktoru hemsire ogretmen avukat komsu komsum muhasebeci uzman yetkili "
     "kasiyer "
     "eleman elemaniniz personel agent driver engineer technician manager adviser advisor supervisor colleague "
     "neighbour "
     "neighbor courier rep lady guy bloke lad nurse midwife doctor cashier operator mitarbeiter mitarbeiterin kollege "
     "kollegin kollegen techniker technikerin fahrer fahrerin bote berater beraterin monteur nachbar nachbarin arzt "
     "arztin "
     "hebamme sachbearbeiter sachbearbeiterin hausmeister zeuge"},
    {PersonCue::holder,
     "adina uzerine hesap sahibi sahip yolcu hasta alici gonderici gonderen imza yetkilisi sigortali veli musteri "
     "musterimiz "
     "kiraci oyuncu passenger patient recipient signed sincerely regards attention account holder beneficiary behalf "
     "late "
     "guest payee widow unterschrieben empfanger absender inhaber kontoinhaber patient patientin auftrag versicherte "
     "erben mieter gast fahrgast gruessen grussen grusse verstorbenen"},
    {PersonCue::towards,
     "ile icin tarafindan gibi kadar with for from by to of about mit von an bei fur vom durch per an ueber"},
    {PersonCue::spelling,
     "kodluyorum kodlayayim harf harfi harfle heceliyorum yazilir yaziliyor spell spelled spelt spelling letter "
     "letters "
     "double dash hyphen apostrophe capital buchstabiere buchstabieren schreibt geschrieben doppel bindestrich wie "
     "hakchen "
     "umlaut"},
    {PersonCue::place,
     "sokak sokagi sok sk cadde caddesi cad mahalle mahallesi mah mh bulvari blv apartmani apt sitesi konutlari "
     "hastanesi "
     "hastane okulu lisesi ilkokulu ortaokulu universitesi camii parki meydani havalimani havaalani garaji otogari "
     "koprusu "
     "durak duragi istasyonu subesi sube bayi bayii magazasi market marketi eczanesi holding as ltd sti insaat koyu "
     "ilcesi "
     "beldesi plaji koyu stadi vakfi sigorta bankasi street road lane avenue close crescent house hospital school "
     "station "
     "airport bridge park college university branch office ltd limited inc plc bank court terrace square church centre "
     "center store shop bakery hotel pub theatre stadium bay strasse str platz allee weg gasse klinik klinikum "
     "krankenhaus "
     "schule gymnasium flughafen bahnhof brucke gmbh ag kg apotheke filiale versicherung siedlung stiftung kirche "
     "halle "
     "museum verlag"},
    {PersonCue::quantity,
     "sifir bir iki uc dort bes alti yedi sekiz dokuz on yirmi otuz kirk elli altmis yetmis seksen doksan yuz bin tl "
     "lira "
     "kurus ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik pazartesi sali carsamba "
     "persembe cuma "
     "cumartesi pazar saat gun hafta ay ayi yil yili zero oh one two three four five six seven eight nine ten eleven "
     "twelve "
     "twenty thirty forty fifty hundred thousand pounds pound euro euros dollars january february march april may june "
     "july "
     "august september october november december monday tuesday wednesday thursday friday saturday sunday null eins "
     "zwei "
     "zwo drei vier funf sechs sieben acht neun zehn elf zwolf zwanzig dreissig hundert tausend cent uhr januar "
     "februar "
     "marz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag gb mb mbit "
     "prozent "
     "percent yuzde"},
};

std::string table_bytes() {
  LexiconBuilder builder;
  for (const CueWords& group : kCues) {
    const auto classes = static_cast<WordClasses>(1U << static_cast<unsigned>(group.cue));
    for (std::size_t at = 0; at < group.words.size();) {
      const std::size_t end = std::min(group.words.find(' ', at), group.words.size());
      builder.add(learning::hash_of(group.words.substr(at, end - at)), classes);
      at = end + 1;
    }
  }
  return builder.bytes();
}

}  // namespace

WordClasses person_cues(std::uint64_t word_hash) {
  static const std::string bytes = table_bytes();
  static const Lexicon cues = [] {
    auto made = Lexicon::over(bytes);
    CXAI_CHECK(made.has_value());
    return *made;
  }();
  return cues.classes(word_hash);
}

}  // namespace cxai::privacy
