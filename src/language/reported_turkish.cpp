#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "language/numbers.hpp"
#include "language/reported.hpp"
#include "language/suffixes.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

// What customers speak of. A "+" marks compounds that already carry a possessive ("kredi kartı").
constexpr std::string_view kNouns[] = {"internet",
                                       "hat",
                                       "fatura",
                                       "kargo",
                                       "paket",
                                       "sipariş",
                                       "kart",
                                       "hesap",
                                       "para",
                                       "telefon",
                                       "modem",
                                       "ürün",
                                       "ödeme",
                                       "iade",
                                       "şifre",
                                       "abonelik",
                                       "üyelik",
                                       "randevu",
                                       "poliçe",
                                       "adres",
                                       "numara",
                                       "tarife",
                                       "taahhüt",
                                       "elektrik",
                                       "su",
                                       "doğalgaz",
                                       "sayaç",
                                       "makine",
                                       "buzdolabı+",
                                       "televizyon",
                                       "cihaz",
                                       "ekran",
                                       "kumanda",
                                       "uygulama",
                                       "bilet",
                                       "uçuş",
                                       "valiz",
                                       "bagaj",
                                       "oda",
                                       "rezervasyon",
                                       "otel",
                                       "araç",
                                       "araba",
                                       "servis",
                                       "garanti",
                                       "koltuk",
                                       "dolap",
                                       "masa",
                                       "ayakkabı",
                                       "elbise",
                                       "kazak",
                                       "mont",
                                       "çanta",
                                       "saat",
                                       "laptop",
                                       "bilgisayar",
                                       "kulaklık",
                                       "şarj",
                                       "batarya",
                                       "pil",
                                       "yazıcı",
                                       "kombi",
                                       "klima",
                                       "süpürge",
                                       "fırın",
                                       "ocak",
                                       "yemek",
                                       "pizza",
                                       "burger",
                                       "kurye",
                                       "mesaj",
                                       "sms",
                                       "mail",
                                       "kod",
                                       "bakiye",
                                       "limit",
                                       "kredi",
                                       "ekstre",
                                       "borç",
                                       "ücret",
                                       "aidat",
                                       "taksit",
                                       "maaş",
                                       "havale",
                                       "çek",
                                       "şube",
                                       "atm",
                                       "bankamatik",
                                       "pos",
                                       "puan",
                                       "kupon",
                                       "indirim",
                                       "kampanya",
                                       "hediye",
                                       "çocuk",
                                       "oğul",
                                       "kız",
                                       "eş",
                                       "anne",
                                       "baba",
                                       "kayıt",
                                       "başvuru",
                                       "talep",
                                       "şikâyet",
                                       "dilekçe",
                                       "belge",
                                       "evrak",
                                       "rapor",
                                       "kimlik",
                                       "ehliyet",
                                       "pasaport",
                                       "ruhsat",
                                       "plaka",
                                       "sigorta",
                                       "hasar",
                                       "kaza",
                                       "ev",
                                       "daire",
                                       "kapı",
                                       "sokak",
                                       "mahalle",
                                       "çöp",
                                       "yol",
                                       "kaldırım",
                                       "park",
                                       "ilaç",
                                       "reçete",
                                       "tahlil",
                                       "sonuç",
                                       "doktor",
                                       "hastane",
                                       "ders",
                                       "sınav",
                                       "not",
                                       "diploma",
                                       "yurt",
                                       "burs",
                                       "oyun",
                                       "karakter",
                                       "hile",
                                       "site",
                                       "sayfa",
                                       "link",
                                       "dosya",
                                       "program",
                                       "lisans",
                                       "güncelleme",
                                       "yedek",
                                       "kamera",
                                       "alarm",
                                       "spor salonu+",
                                       "kilit",
                                       "anahtar",
                                       "sözleşme",
                                       "tutar",
                                       "kur",
                                       "döviz",
                                       "işlem",
                                       "bildirim",
                                       "profil",
                                       "hizmet",
                                       "arıza",
                                       "kesinti",
                                       "bağlantı",
                                       "hız",
                                       "sinyal",
                                       "ses",
                                       "görüntü",
                                       "kutu",
                                       "paspas",
                                       "kredi kartı+",
                                       "banka kartı+",
                                       "müşteri hizmetleri+",
                                       "doğum günü+",
                                       "buzluk",
                                       "parça",
                                       "ayak",
                                       "düğme",
                                       "kablo",
                                       "adaptör"};

// Stems of verbs that say what happened, with what stands before them where two words are one verb.
constexpr std::string_view kVerbs[] = {
    "gel",           "git",         "çalış",      "aç",          "açıl",       "kapan",       "kapat",
    "kesil",         "düş",         "yat",        "ulaş",        "gir",        "çık",         "ol",
    "kal",           "al",          "ver",        "yap",         "yapıl",      "et",          "edil",
    "öde",           "ödendi",      "gönder",     "gönderil",    "iste",       "bekle",       "ara",
    "aran",          "kaybet",      "kaybol",     "çal",         "çalın",      "boz",         "bozul",
    "kır",           "kırıl",       "yan",        "don",         "kop",        "çek",         "çekil",
    "bul",           "bulun",       "gör",        "görün",       "göster",     "kullan",      "kullanıl",
    "değiş",         "değiştir",    "iptal et",   "iptal edil",  "iade et",    "iade edil",   "teslim al",
    "teslim edil",   "sipariş ver", "şikayet et", "şikâyet et",  "talep et",   "başvur",      "yükle",
    "yüklen",        "indir",       "bağlan",     "bağla",       "kur",        "kurul",       "tak",
    "tanımla",       "tanımlan",    "yansı",      "geç",         "dön",        "iptal ol",    "reddedil",
    "onaylan",       "gecik",       "ertelen",    "karış",       "yırtıl",     "sök",         "ak",
    "damla",         "kok",         "ısın",       "ısıt",        "soğut",      "yıka",        "sık",
    "dur",           "başla",       "bit",        "art",         "azal",       "unut",        "hatırla",
    "yaz",           "yazıl",       "oku",        "okun",        "söyle",      "söylen",      "konuş",
    "sor",           "öğren",       "kilitlen",   "bloke ol",    "bloke edil", "askıya alın", "tahsil edil",
    "kesinti yapıl", "dolandırıl",  "taşın",      "evlen",       "boşan",      "güncelle",    "güncellen",
    "yenile",        "yenilen",     "uzat",       "iptal ettir", "taşı",       "taşıt",       "dondur",
    "fark et",       "ulaştır",     "kaçır",      "devret"};

// Words that stay as they are.
constexpr std::string_view kPlain[] = {
    "hâlâ",      "hala",      "halen",   "hâlen",    "henüz",    "sürekli",   "hiç",     "çok",       "dün",
    "bugün",     "sabah",     "akşam",   "beri",     "bu",       "yeni",      "yine",    "gene",      "tekrar",
    "kere",      "kez",       "defa",    "yanlış",   "eksik",    "fazla",     "yüksek",  "düşük",     "kırık",
    "geç",       "türlü",     "artık",   "birden",   "aniden",   "geçen",     "hafta",   "ay",        "gün",
    "da",        "de",        "daha",    "bile",     "tam",      "hep",       "tl",      "lira",      "bin",
    "kendi",     "iki",       "günlük",  "gündür",   "haftadır", "aydır",     "saattir", "dakikadır", "gündür",
    "yıldır",    "senedir",   "mart",    "nisan",    "mayıs",    "ocak",      "şubat",   "haziran",   "temmuz",
    "ağustos",   "eylül",     "ekim",    "kasım",    "aralık",   "pazartesi", "salı",    "çarşamba",  "perşembe",
    "cuma",      "cumartesi", "geceden", "sabahtan", "dünden",   "hatalı",    "bozuk",   "boş",       "dolu",
    "yavaş",     "iyi",       "kötü",    "mavi",     "kırmızı",  "siyah",     "beyaz",   "yeşil",     "büyük",
    "küçük",     "eski",      "kayıp",   "arızalı",  "kapalı",   "açık",      "ödenmiş", "otomatik",  "aynı",
    "başka",     "farklı",    "olarak",  "kadar",    "önce",     "sonra",     "için",    "ile",       "ve",
    "üzerinden", "içinde",    "iptal",   "talep",    "teslim",   "dışında",   "online"};

// What people open with and what says nothing of the matter.
constexpr std::string_view kDropped[] = {
    "merhaba", "merhabalar", "selam", "selamlar", "alo",        "ya",       "yaa",   "valla",   "vallahi", "şey",
    "benim",   "ben",        "bizim", "biz",      "bakın",      "kardeşim", "hocam", "efendim", "evet",    "yani",
    "şimdi",   "kızım",      "oğlum", "evladım",  "iyi günler", "bi",       "hani",  "işte",    "ama",     "slm"};

struct Told {
  std::string text;  // "çalışmadığını"
  bool third = false;
};

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

bool ends_in_vowel(std::string_view word) {
  for (const std::string_view vowel : {"a", "e", "ı", "i", "o", "ö", "u", "ü"})
    if (word.ends_with(vowel)) return true;
  return false;
}

bool is_voiceless(std::string_view word) {
  for (const std::string_view letter : {"f", "s", "t", "k", "ç", "ş", "h", "p"})
    if (word.ends_with(letter)) return true;
  return false;
}

// The last vowel of a stem and y before it: "bekle" + yor → "bekliyor", "başla" → "başlıyor", "oku" → "okuyor".
std::string present_stem(std::string_view stem) {
  std::string out(stem);
  if (!ends_in_vowel(stem)) {
    if (out.ends_with("et") || out.ends_with("git")) out.back() = 'd';
    return out + std::string(suffix_vowel(stem, true));
  }
  if (out.ends_with("a") || out.ends_with("e")) {
    out.pop_back();
    return out + std::string(suffix_vowel(
                     out.find_first_of("aeiou") == std::string::npos ? stem : std::string_view(out), true));
  }
  return out;
}

void add_forms(std::string_view stem, std::unordered_map<std::string, Told>& forms) {
  const std::string low(suffix_vowel(stem, false));
  const std::string high(suffix_vowel(stem, true));
  const std::string d = is_voiceless(stem) ? "t" : "d";
  const std::string negative = joined({stem, "m", low});
  std::string softened(stem);
  if (softened.ends_with("et") || softened == "git") softened.back() = 'd';
  const std::string unable = joined({softened, ends_in_vowel(stem) ? "y" : "", low, "m", low});
  const auto add_person = [&](const std::string& base, std::string_view first, std::string_view plural,
                              const std::string& told) {
    forms.emplace(joined({base, first}), Told{told, false});
    forms.emplace(joined({base, plural}), Told{told, false});
    forms.emplace(base, Told{told, true});
  };
  for (const auto& [form, told] :
       {std::pair(std::string(stem), reported_past(stem)), std::pair(negative, reported_past(negative)),
        std::pair(unable, reported_past(unable))}) {
    const bool plain = form == stem;
    std::string yor =
        plain ? present_stem(stem)
              : form.substr(0, form.size() - 1) + std::string(suffix_vowel(form.substr(0, form.size() - 2), true));
    yor += "yor";
    add_person(yor, "um", "uz", told);
    const std::string h(suffix_vowel(form, true));
    const std::string past = joined({form, plain ? d : "d", h});
    add_person(past, "m", "k", told);
    const std::string seen = joined({form, "m", h, "ş"});
    add_person(seen, joined({h, "m"}), joined({h, "z"}), told);
    forms.emplace(joined({seen, "t", h, "r"}), Told{told, true});
  }
  const std::string future = reported_future(stem);
  const std::string c = low == "a" ? "cak" : "cek";
  const std::string base = future.substr(0, future.size() - std::string(low == "a" ? "cağını" : "ceğini").size());
  forms.emplace(base + c, Told{future, true});
  forms.emplace(joined({base, low == "a" ? "cağım" : "ceğim"}), Told{future, false});
}

const std::unordered_map<std::string, Told>& verb_forms() {
  static const std::unordered_map<std::string, Told> kForms = [] {
    std::unordered_map<std::string, Told> forms;
    for (const std::string_view verb : kVerbs) add_forms(verb, forms);
    forms.emplace("yok", Told{"olmadığını", true});
    forms.emplace("var", Told{"olduğunu", true});
    return forms;
  }();
  return kForms;
}

struct NounForm {
  std::string told;      // the same case, owned by the one who is spoken of
  std::string genitive;  // of nominatives alone: as the subject of a clause
};

const std::unordered_map<std::string, NounForm>& noun_forms() {
  static const std::unordered_map<std::string, NounForm> kForms = [] {
    std::unordered_map<std::string, NounForm> forms;
    for (std::string_view noun : kNouns) {
      const bool compound = noun.ends_with("+");
      if (compound) noun.remove_suffix(1);
      for (const bool plural : {false, true}) {
        for (const Owner owner : {Owner::none, Owner::my, Owner::our}) {
          const Owner told = owner == Owner::none ? Owner::none : Owner::his;
          for (const Case kase : {Case::nominative, Case::accusative, Case::dative, Case::locative, Case::ablative,
                                  Case::genitive, Case::instrumental}) {
            NounForm form{inflect(noun, {plural, told, kase}, compound), ""};
            if (kase == Case::nominative) form.genitive = inflect(noun, {plural, told, Case::genitive}, compound);
            forms.emplace(inflect(noun, {plural, owner, kase}, compound), std::move(form));
          }
        }
      }
    }
    return forms;
  }();
  return kForms;
}

const std::unordered_set<std::string_view>& plain_words() {
  static const std::unordered_set<std::string_view> kWords(std::begin(kPlain), std::end(kPlain));
  return kWords;
}

std::string lower(std::string_view word) {
  return fold(word, "tr");
}

}  // namespace

std::optional<std::string> reported_turkish(std::string_view clause) {
  std::vector<std::string> words;  // folded
  std::vector<std::string> shown;  // as they go into the sentence
  for (const Token& token : tokenize(clause)) {
    const std::string_view text = clause.substr(token.begin, token.end - token.begin);
    if (token.kind == TokenKind::punctuation && (text == "." || text == "," || text == "!" || text == "…")) continue;
    if (token.kind != TokenKind::word && token.kind != TokenKind::number) return std::nullopt;
    words.push_back(lower(text));
    shown.emplace_back(token.kind == TokenKind::number || token.stem_end != token.end ? std::string(text)
                                                                                      : words.back());
  }
  while (!words.empty() && std::ranges::find(kDropped, words.front()) != std::end(kDropped)) {
    words.erase(words.begin());
    shown.erase(shown.begin());
  }
  if (words.size() >= 2 && words[0] == "iyi" && (words[1] == "günler" || words[1] == "akşamlar")) {
    words.erase(words.begin(), words.begin() + 2);
    shown.erase(shown.begin(), shown.begin() + 2);
  }
  if (words.size() < 2 || words.size() > 11) return std::nullopt;
  // The verb, of one word or two; "etmek istiyorum" keeps its infinitive.
  const auto& verbs = verb_forms();
  std::size_t verb_words = 1;
  auto verb = verbs.find(words.back());
  if (words.size() >= 3) {
    if (const auto two = verbs.find(words[words.size() - 2] + " " + words.back()); two != verbs.end()) {
      verb = two;
      verb_words = 2;
    }
  }
  if (verb == verbs.end()) return std::nullopt;
  const std::size_t end = words.size() - verb_words;
  const auto& nouns = noun_forms();
  std::string out;
  std::size_t subjects = 0;
  std::size_t known = 0;
  for (std::size_t i = 0; i < end; ++i) {
    std::string word = shown[i];
    if (words[i] == "benim" || words[i] == "ben" || words[i] == "bizim" || words[i] == "bana" || words[i] == "bize") {
      if (words[i] == "bana" || words[i] == "bize")
        word = "kendisine";
      else
        continue;
    } else if (const auto two = i + 1 < end ? nouns.find(words[i] + " " + words[i + 1]) : nouns.end();
               two != nouns.end()) {
      const bool subject = verb->second.third && !two->second.genitive.empty() && subjects == 0;
      word = subject ? two->second.genitive : two->second.told;
      subjects += subject ? 1 : 0;
      ++known;
      ++i;
    } else if (const auto noun = nouns.find(words[i]); noun != nouns.end()) {
      // A noun before another in the nominative qualifies it: its owner is not told apart, so the clause is quoted.
      const bool nominative = !noun->second.genitive.empty();
      const bool bare = nominative && noun->second.told == words[i];
      if (verb->second.third && nominative && subjects == 0) {
        word = noun->second.genitive;
        ++subjects;
      } else {
        if (verb->second.third && nominative && !bare) return std::nullopt;
        word = noun->second.told;
      }
      ++known;
    } else if (words[i].ends_with("mak") || words[i].ends_with("mek")) {
      // "değiştirmek istiyorum"
      if (i + 1 != end) return std::nullopt;
    } else if (!plain_words().contains(words[i]) && !figure_value(words[i], "tr") &&
               !find_numbers(words[i], "tr").size()) {
      return std::nullopt;
    }
    if (!out.empty()) out += ' ';
    out += word;
  }
  if (known == 0 || (verb->second.third && subjects != 1)) return std::nullopt;
  return out + " " + verb->second.text;
}

std::optional<std::string> reported_english(std::string_view clause) {
  static const std::unordered_map<std::string, std::string> kSwaps = {
      {"i", "they"},         {"me", "them"},           {"my", "their"},
      {"mine", "theirs"},    {"myself", "themselves"}, {"we", "they"},
      {"us", "them"},        {"our", "their"},         {"ours", "theirs"},
      {"i'm", "they are"},   {"i've", "they have"},    {"i'd", "they would"},
      {"we're", "they are"}, {"we've", "they have"},   {"we'd", "they would"},
      {"im", "they are"},    {"ive", "they have"},     {"am", "are"}};
  std::string out;
  std::size_t count = 0;
  bool swapped = false;
  bool first_person = false;
  for (const Token& token : tokenize(clause)) {
    const std::string_view text = clause.substr(token.begin, token.end - token.begin);
    if (token.kind == TokenKind::punctuation) {
      if (text == "." && token.end == clause.size()) continue;
      if (text != "," && text != "-") return std::nullopt;
      out += text;
      continue;
    }
    if (token.kind != TokenKind::word && token.kind != TokenKind::number) return std::nullopt;
    const std::string word = fold(text, "en");
    static const std::unordered_set<std::string> kNever = {
        "you",   "your", "you're", "you've",  "yours", "hi",    "hello", "hey", "please", "thanks",
        "hiya",  "yeah", "yes",    "no",      "oh",    "so",    "well",  "um",  "and",    "but",
        "right", "ok",   "okay",   "because", "can",   "could", "do",    "is",  "why",    "what",
        "how",   "when", "where",  "who",     "you'd", "u",     "ur"};
    if (kNever.contains(word) &&
        (count == 0 || word.starts_with("you") || word == "u" || word == "ur" || word == "please"))
      return std::nullopt;
    std::string told = word;
    if (const auto swap = kSwaps.find(word); swap != kSwaps.end()) {
      told = swap->second;
      swapped = true;
    } else if (token.kind == TokenKind::number) {
      told = text;
    } else if (word != text && count > 0) {
      told = text;  // a name keeps its capital
    }
    if (first_person && word == "was") told = "were";
    first_person = word == "i";
    if (!out.empty() && !out.ends_with("-")) out += ' ';
    out += told;
    ++count;
  }
  if (!swapped || count < 3 || count > 18) return std::nullopt;
  return out;
}

}  // namespace cxai::language
