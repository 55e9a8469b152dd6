#include "privacy/context.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace cxai::privacy {
namespace {

using enum PiiType;

constexpr int kWords = 6;            // an announcement holds this long
constexpr int kWordsNextTurn = 5;    // and this long into the answer
constexpr int kWordsToTurnEnd = 14;  // how far before the end of a turn a question may stand

// A word that begins so announces the number by itself.
struct Single {
  std::string_view prefix;
  PiiType type;
};
constexpr Single kSingles[] = {{"tckn", tckn},
                               {"tcno", tckn},
                               {"kimliknumara", tckn},
                               {"vkn", vkn},
                               {"steuernummer", vkn},
                               {"umsatzsteuer", vkn},
                               {"iban", iban},
                               {"kartennummer", card},
                               {"kreditkartennummer", card},
                               {"cvv", cvv},
                               {"cvc", cvv},
                               {"cv2", cvv},
                               {"prufnummer", cvv},
                               {"prufziffer", cvv},
                               {"kartenprufnummer", cvv},
                               {"sicherheitscode", cvv},
                               {"telefonum", phone},
                               {"telefonnummer", phone},
                               {"handynummer", phone},
                               {"rufnummer", phone},
                               {"mobilnummer", phone},
                               {"whatsapp", phone},
                               {"ruckrufnummer", phone},
                               {"geburtsdatum", date_of_birth},
                               {"geburtstag", date_of_birth},
                               {"geboren", date_of_birth},
                               {"plaka", plate},
                               {"kennzeichen", plate},
                               {"reisepassnummer", passport},
                               {"passnummer", passport},
                               {"bestellnummer", order_no},
                               {"bestellnr", order_no},
                               {"auftragsnummer", order_no},
                               {"auftragsnr", order_no},
                               {"kundennummer", customer_no},
                               {"kundennr", customer_no},
                               {"vertragsnummer", customer_no},
                               {"mitgliedsnummer", customer_no},
                               {"kundenkontonummer", customer_no},
                               {"versicherungsnummer", policy_no},
                               {"policennummer", policy_no},
                               {"versicherungsscheinnummer", policy_no},
                               {"kontonummer", other_id},
                               {"sendungsnummer", other_id},
                               {"vorgangsnummer", other_id},
                               {"ticketnummer", other_id},
                               {"seriennummer", other_id},
                               {"personalausweisnummer", other_id},
                               {"ssn", other_id}};

// As kSingles, but the whole word.
constexpr Single kExactSingles[] = {
    {"tel", phone}, {"gsm", phone}, {"dob", date_of_birth}, {"born", date_of_birth}, {"geb", date_of_birth}};

// A noun, then within two words one that means "number".
constexpr Single kNouns[] = {{"kimlik", tckn},
                             {"tc", tckn},
                             {"vergi", vkn},
                             {"tax", vkn},
                             {"kart", card},
                             {"card", card},
                             {"guvenlik", cvv},
                             {"security", cvv},
                             {"telefon", phone},
                             {"cep", phone},
                             {"iletisim", phone},
                             {"phone", phone},
                             {"mobile", phone},
                             {"contact", phone},
                             {"cell", phone},
                             {"hattim", phone},
                             {"pasaport", passport},
                             {"passport", passport},
                             {"siparis", order_no},
                             {"order", order_no},
                             {"bestell", order_no},
                             {"auftrag", order_no},
                             {"musteri", customer_no},
                             {"abone", customer_no},
                             {"uye", customer_no},
                             {"customer", customer_no},
                             {"client", customer_no},
                             {"member", customer_no},
                             {"account", customer_no},
                             {"kunden", customer_no},
                             {"tesisat", customer_no},
                             {"hizmet", customer_no},
                             {"sozlesme", customer_no},
                             {"police", policy_no},
                             {"policy", policy_no},
                             {"versicherung", policy_no},
                             {"sigorta", policy_no},
                             {"hesap", other_id},
                             {"takip", other_id},
                             {"kargo", other_id},
                             {"gonderi", other_id},
                             {"garanti", other_id},
                             {"seri", other_id},
                             {"dosya", other_id},
                             {"talep", other_id},
                             {"basvuru", other_id},
                             {"kayit", other_id},
                             {"tracking", other_id},
                             {"serial", other_id},
                             {"ticket", other_id},
                             {"case", other_id},
                             {"reference", other_id},
                             {"social", other_id},
                             {"referans", other_id},
                             {"rezervasyon", other_id},
                             {"booking", other_id}};

bool means_number(std::string_view key) {
  static constexpr std::string_view kExact[] = {"no", "nom", "nosu", "nomuz", "nr", "num", "id", "code", "kod"};
  static constexpr std::string_view kPrefixes[] = {"numara", "numer", "nummer", "number", "kodu", "idsi"};
  if (key.starts_with("numarali")) return false;  // "… numaralı sipariş": the number stands in front
  return std::ranges::find(kExact, key) != std::end(kExact) ||
         std::ranges::any_of(kPrefixes, [&](std::string_view p) { return key.starts_with(p); });
}

// A table's rows by their first letter.
class ByLetter {
 public:
  explicit ByLetter(std::span<const Single> rows) {
    for (const Single& row : rows) rows_[index(row.prefix[0])].push_back(&row);
  }
  const PiiType* find(std::string_view key) const {
    if (key.empty() || key[0] < 'a' || key[0] > 'z') return nullptr;
    for (const Single* row : rows_[index(key[0])]) {
      if (key.starts_with(row->prefix)) return &row->type;
    }
    return nullptr;
  }

 private:
  static std::size_t index(char letter) { return static_cast<std::size_t>(letter - 'a'); }
  std::array<std::vector<const Single*>, 26> rows_;
};

const PiiType* announced_by(std::string_view key) {
  static const ByLetter table(kSingles);
  return table.find(key);
}

const PiiType* named_by(std::string_view key) {
  static const ByLetter table(kNouns);
  return table.find(key);
}

bool has_code_of_its_own(PiiType type) {
  return type == order_no || type == customer_no || type == policy_no || type == other_id || type == passport;
}

}  // namespace

void Context::word(std::string_view key) {
  if (key.empty()) return;
  for (Open& o : open_) {
    --o.words_left;
    ++o.words_since;
  }
  if (const PiiType* single = announced_by(key)) open(*single);
  for (const Single& exact : kExactSingles) {
    if (key == exact.prefix) open(exact.type);
  }
  if (means_number(key)) {
    for (const std::string& noun : recent_) {  // the first of two nouns says what it is: "sipariş takip numarası"
      const PiiType* type = named_by(noun);
      if (type == nullptr || (*type == cvv && !key.starts_with("kod") && !key.starts_with("code"))) continue;
      open(*type);
      break;
    }
  }
  if (key.starts_with("tarih") || key.starts_with("gun") || key.starts_with("yil")) {
    if (!recent_.empty() && recent_.back().starts_with("dogum")) open(date_of_birth);
  }
  if (key.starts_with("birth") || key.starts_with("dogumlu")) open(date_of_birth);
  if (key.starts_with("plate")) open(plate);
  if (recent_.size() == 2) recent_.erase(recent_.begin());
  recent_.emplace_back(key);
}

void Context::turn_ends() {
  std::erase_if(open_, [](const Open& o) { return o.words_since > kWordsToTurnEnd; });
  for (Open& o : open_) o.words_left = kWordsNextTurn;
  recent_.clear();
}

void Context::open(PiiType type) {
  close(type);
  open_.push_back({type, kWords, 0});
}

void Context::close(PiiType type) {
  std::erase_if(open_, [&](const Open& o) { return o.type == type; });
}

const Context::Open* Context::find(PiiType type) const {
  const auto it = std::ranges::find_if(open_, [&](const Open& o) { return o.type == type && o.words_left > 0; });
  return it == open_.end() ? nullptr : &*it;
}

bool Context::is_open(PiiType type) const {
  return find(type) != nullptr;
}

bool Context::is_adjacent(PiiType type) const {
  const Open* o = find(type);
  return o != nullptr && o->words_since == 0;
}

const PiiType* Context::announced_code() const {
  for (auto it = open_.rbegin(); it != open_.rend(); ++it) {
    if (it->words_left > 0 && has_code_of_its_own(it->type)) return &it->type;
  }
  return nullptr;
}

const PiiType* named_after(std::string_view link, std::string_view noun) {
  const bool links = link.starts_with("numaral") || link.starts_with("nolu") || link == "no'lu" || link == "no";
  if (!links || noun.empty()) return nullptr;
  const PiiType* type = named_by(noun);
  return type != nullptr && has_code_of_its_own(*type) ? type : nullptr;
}

}  // namespace cxai::privacy
