#include "search/turkish_stem.hpp"

#include <algorithm>
#include <array>

namespace cxai::search {
namespace {

bool is_vowel(char c) {
  return std::string_view("aeiou").find(c) != std::string_view::npos;
}
bool is_voiceless(char c) {
  return std::string_view("pctkshf").find(c) != std::string_view::npos;
}  // with ç and ş
bool is_high(char c) {
  return c == 'i' || c == 'u';
}
bool is_low(char c) {
  return c == 'a' || c == 'e';
}

// Roots that look inflected. One of them is cut no further: "sorun" is no question of yours, "çalış" not "çal".
constexpr std::string_view kRoots[] = {
    "adam",   "adres",   "altin",   "arkadas", "avans",   "bagis",   "bagla",   "baglan",  "bakim",      "basla",
    "bayram", "bolum",   "bulus",   "calis",   "cikis",   "cozum",   "danis",   "degis",   "donem",      "dugun",
    "durum",  "dusman",  "dusun",   "ekran",   "eleman",  "firsat",  "giris",   "gonder",  "gorus",      "indirim",
    "insan",  "isim",    "islem",   "kadin",   "kalem",   "kapsam",  "kardes",  "karis",   "kazan",      "komisyon",
    "konum",  "konus",   "kredi",   "kullan",  "kurulum", "kurum",   "magdur",  "modem",   "ofis",       "ogren",
    "oran",   "oturum",  "paris",   "parmak",  "paylas",  "problem", "program", "reklam",  "resim",      "satin",
    "satis",  "servis",  "siparis", "sistem",  "sorun",   "sozles",  "surum",   "telefon", "televizyon", "teslim",
    "toplum", "tuketim", "ucus",    "ulas",    "uygun",   "uzman",   "vatan",   "yakin",   "yanlis",     "yardim",
    "yarin",  "yatirim", "yayin",   "yazilim", "yedek",   "yonlen",  "zaman"};

// Roots that lose a vowel before a vowel: "kaydım" is from "kayıt".
struct Shortened {
  std::string_view short_form, root;
};
constexpr Shortened kShortened[] = {{"fikr", "fikir"}, {"ism", "isim"},   {"izn", "izin"},  {"kayd", "kayit"},
                                    {"resm", "resim"}, {"sehr", "sehir"}, {"vakt", "vakit"}};

class Stem {
 public:
  explicit Stem(std::string_view word) : word_(word) {}

  std::string run() {
    lengthen();
    cut_present();
    cut_future();
    while (!is_root() && ending()) {
    }
    harden();
    return std::move(word_);
  }

 private:
  std::size_t size() const { return word_.size(); }
  char back(std::size_t n) const { return n <= size() ? word_[size() - n] : '\0'; }
  bool leaves(std::size_t cut, std::size_t least) const { return size() >= cut + least; }
  bool drop(std::size_t n) {
    word_.resize(size() - n);
    return true;
  }

  bool is_root() const { return std::ranges::binary_search(kRoots, std::string_view(word_)); }

  void lengthen() {
    for (const auto& [short_form, root] : kShortened) {
      if (word_.starts_with(short_form) && size() > short_form.size() && is_vowel(word_[short_form.size()])) {
        word_.replace(0, short_form.size(), root);
        return;
      }
    }
  }

  // "geliyorum", "gelmiyorsunuz": everything from the vowel of -Iyor on.
  void cut_present() {
    const std::size_t at = word_.find("yor");
    if (at != std::string::npos && at >= 4 && is_high(word_[at - 1])) word_.resize(at - 1);
  }

  // "gelecek", "geleceğim", "yapacaktı".
  void cut_future() {
    for (const std::string_view form : {"acak", "ecek", "acag", "eceg"}) {
      const std::size_t at = word_.rfind(form);
      if (at == std::string::npos || at < 3) continue;
      word_.resize(at);
      if (back(1) == 'y') drop(1);
      return;
    }
  }

  // The suffix -DA or -DI before `rest` letters: d after vowels and voiced, t after voiceless consonants.
  bool is_dental(std::size_t at) const {
    const char before = back(at + 1);
    return (back(at) == 'd' && !is_voiceless(before)) || (back(at) == 't' && is_voiceless(before) && before != '\0');
  }

  bool ending() {
    const bool after_vowel = is_vowel(back(2));
    if (leaves(3, 3) && is_low(back(2)) && back(3) == 'l' && back(1) == 'r') return drop(3);                  // -lAr
    if (leaves(3, 4) && is_high(back(2)) && back(1) == 'r' && is_dental(3)) return drop(3);                   // -DIr
    if (leaves(3, 3) && is_low(back(2)) && back(3) == 'm' && back(1) == 'k') return drop(3);                  // -mAk
    if (leaves(2, 3) && back(1) == 'i' && back(2) == 'k' && is_low(back(3)) && is_dental(4)) return drop(2);  // -ki
    if (leaves(2, 3) && (is_low(back(1)) || is_high(back(1))) && is_dental(2)) return drop(2);  // -DA, -DI
    if (leaves(2, 3) && is_low(back(1)) && back(2) == 'l' && !is_low(back(3))) return drop(2);  // -lA
    if (leaves(2, 3) && back(1) == 'z' && is_high(back(2)) && (back(3) == 'm' || back(3) == 'n'))
      return drop(2);                                      // -Iz
    if (leaves(1, 3) && is_high(back(1))) return drop(1);  // -I
    if (leaves(1, 4) && is_low(back(1))) return drop(1);   // -A
    if (leaves(1, 4) && after_vowel && is_buffer(back(1))) return drop(1);
    if (leaves(1, 3) && back(1) == 'm' && !after_vowel) return drop(1);  // -m(A)-
    return false;
  }

  // -m, -n and the letters between two vowels.
  static bool is_buffer(char c) { return c == 'm' || c == 'n' || c == 's' || c == 'y'; }

  // "hesab-" is "hesap", "kayd-" is "kayt", "isteğ-" is "istek", "hatt-" is "hat".
  void harden() {
    if (size() >= 4 && back(1) == back(2)) drop(1);
    if (size() < 4) return;
    char& last = word_.back();
    if (last == 'b') last = 'p';
    if (last == 'd') last = 't';
    if (last == 'g') last = 'k';
  }

  std::string word_;
};

static_assert(std::ranges::is_sorted(kRoots));

}  // namespace

std::string turkish_stem(std::string_view ascii_word) {
  const bool letters = std::ranges::all_of(ascii_word, [](char c) { return c >= 'a' && c <= 'z'; });
  if (!letters) return std::string(ascii_word);
  return Stem(ascii_word).run();
}

}  // namespace cxai::search
