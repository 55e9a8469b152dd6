#include "pipeline/details.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "base/utf8.hpp"
#include "privacy/masker.hpp"

namespace cxai::pipeline {
namespace {

using Tell = std::function<void(const privacy::TakenOut&)>;

std::string mask_one(std::string text, const Tell& tell = {}) {
  conversation::Transcript transcript;
  transcript.turns.emplace_back().text = std::move(text);
  return privacy::Masker().mask(std::move(transcript), tell)->turns.front().text;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, is_digit));
}

// The words of a key: "customerPhone", "customer_phone", "Customer-Phone" are customer, phone.
std::vector<std::string> words_of(std::string_view key) {
  std::vector<std::string> words(1);
  char before = ' ';
  for (const char c : key) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool between = c == '_' || c == '-' || c == '.' || c == ' ' || c == '/';
    if ((between || (upper && before >= 'a' && before <= 'z')) && !words.back().empty()) words.emplace_back();
    if (!between) words.back() += upper ? static_cast<char>(c + 32) : c;
    before = c;
  }
  return words;
}

struct KeyWord {
  std::string_view word;
  std::string_view type;
};
// A value below such a key is personal whatever it looks like.
constexpr KeyWord kPersonal[] = {{"phone", "PHONE"},
                                 {"telephone", "PHONE"},
                                 {"telefon", "PHONE"},
                                 {"tel", "PHONE"},
                                 {"gsm", "PHONE"},
                                 {"msisdn", "PHONE"},
                                 {"mobile", "PHONE"},
                                 {"cep", "PHONE"},
                                 {"email", "EMAIL"},
                                 {"mail", "EMAIL"},
                                 {"eposta", "EMAIL"},
                                 {"tckn", "TCKN"},
                                 {"kimlik", "TCKN"},
                                 {"vkn", "VKN"},
                                 {"iban", "IBAN"},
                                 {"address", "ADDRESS"},
                                 {"adres", "ADDRESS"},
                                 {"adresse", "ADDRESS"},
                                 {"plate", "PLATE"},
                                 {"plaka", "PLATE"},
                                 {"passport", "PASSPORT"},
                                 {"pasaport", "PASSPORT"},
                                 {"birthday", "DATE_OF_BIRTH"},
                                 {"birthdate", "DATE_OF_BIRTH"},
                                 {"dogum", "DATE_OF_BIRTH"},
                                 {"policy", "POLICY_NO"},
                                 {"police", "POLICY_NO"},
                                 {"subscriber", "CUSTOMER_NO"}};
// Below such a key a value with at least five digits is a telephone number.
constexpr std::array<std::string_view, 10> kLines{"caller", "callee", "called", "calling", "ani",
                                                  "dnis",   "from",   "to",     "cli",     "number"};
constexpr std::array<std::string_view, 7> kCustomer{"customer", "client", "musteri", "kunde",
                                                    "kunden",   "abone",  "contact"};
constexpr std::array<std::string_view, 7> kNames{"name", "isim", "ad", "adi", "soyad", "surname", "vorname"};

template <class List>
bool holds_any(const std::vector<std::string>& words, const List& list) {
  return std::ranges::any_of(words, [&](const auto& word) { return std::ranges::find(list, word) != std::end(list); });
}

// The type a key announces; empty: it announces nothing.
std::string_view announced(const std::vector<std::string>& words, std::string_view value) {
  for (const auto& [word, type] : kPersonal)
    if (std::ranges::find(words, word) != words.end()) return type;
  const bool customer = holds_any(words, kCustomer);
  const bool name = holds_any(words, kNames);
  if (name && (customer || words.size() == 1 || holds_any(words, kLines))) return "PERSON";
  if (holds_any(words, kLines) && digits_in(value) >= 5) return "PHONE";
  if (customer && digits_in(value) >= 3) return "CUSTOMER_NO";
  if (customer && words.size() == 1) return "PERSON";
  return {};
}

// Numbers the placeholders of one conversation's metadata, by type.
class Replacer {
 public:
  std::string of(std::string_view type) {
    auto it = std::ranges::find(last_, type, &std::pair<std::string_view, int>::first);
    if (it == last_.end()) it = last_.insert(it, {type, 0});
    return "[" + std::string(type) + "_" + std::to_string(++it->second) + "]";
  }

 private:
  std::vector<std::pair<std::string_view, int>> last_;
};

// Of a run of digits: could it be when something happened, rather than whom it happened to?
bool is_time_stamp(std::string_view digits) {
  const auto number = [&](std::size_t at, std::size_t count) {
    return std::stoi(std::string(digits.substr(at, count)));
  };
  if (digits.size() == 10 && digits.front() == '1') return true;  // seconds since 1970
  if (digits.size() == 13 && digits.front() == '1') return true;  // milliseconds
  if (digits.size() != 8 && digits.size() != 10 && digits.size() != 12 && digits.size() != 14 && digits.size() != 17)
    return false;
  const int year = number(0, 4);
  return year >= 1970 && year < 2100 && number(4, 2) >= 1 && number(4, 2) <= 12 && number(6, 2) >= 1 &&
         number(6, 2) <= 31 && (digits.size() < 10 || number(8, 2) < 24);
}

// Runs of 10 to 16 digits that are no time: telephone numbers, card numbers, identity numbers.
std::string without_long_numbers(std::string_view text, Replacer& replacer, const Tell& tell) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::string_view run = text.substr(at, end - at);
    if (run.size() >= 10 && run.size() <= 16 && !is_time_stamp(run)) {
      const std::string placeholder = replacer.of("PHONE");
      if (tell) tell({0, "PHONE", run, run, placeholder});
      out += placeholder;
    } else if (!run.empty()) {
      out += run;
    } else {
      out += text[at];
      end = at + 1;
    }
    at = end;
  }
  return out;
}

// One word in small letters ("tweets"): nothing around it says whether it is somebody's name, and a file must keep a
// name that its owner knows again.
bool is_plain_word(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

std::string mask_name(std::string_view name, const Tell& tell) {
  const std::size_t slash = name.rfind('/');
  const std::size_t dot = name.rfind('.');
  const bool has_ending = dot != std::string_view::npos && dot > 0 && name.size() - dot <= 6 &&
                          (slash == std::string_view::npos || dot > slash + 1) && digits_in(name.substr(dot)) < 5;
  const std::string_view stem = has_ending ? name.substr(0, dot) : name;
  // Signs that part words in names keep the masker from seeing them.
  std::string spaced(stem);
  for (char& c : spaced)
    if (c == '_' || c == '/') c = ' ';
  bool found = false;
  std::string masked = is_plain_word(spaced) ? std::string() : mask_one(spaced, [&](const privacy::TakenOut& find) {
    found = true;
    if (tell) tell(find);
  });
  if (!found) masked = stem;
  Replacer replacer;
  masked = without_long_numbers(masked, replacer, tell);
  if (has_ending) masked += name.substr(dot);
  return masked;
}

std::string one_of(const std::string& value, std::initializer_list<std::string_view> allowed) {
  return std::ranges::find(allowed, value) != allowed.end() ? value : std::string();
}

std::optional<store::Consent> consent_of(const std::map<std::string, std::string>& metadata, Timestamp now) {
  const auto value = [&](const char* key) {
    const auto it = metadata.find(key);
    return it == metadata.end() ? std::string() : it->second;
  };
  store::Consent consent;
  consent.notice = one_of(value("notice"), {"given", "not_given"});
  consent.consent = one_of(value("consent"), {"given", "refused", "withdrawn", "not_needed"});
  consent.basis = masked_text(value("legal_basis"));
  consent.recorded_by = "metadata";
  consent.recorded_at = now;
  if (consent.notice.empty() && consent.consent.empty() && consent.basis.empty()) return std::nullopt;
  return consent;
}

}  // namespace

std::string masked_name(std::string_view name) {
  return mask_name(name, {});
}

std::string masked_text(std::string_view text) {
  if (text.empty()) return {};
  return mask_one(std::string(text));
}

Details mask_details(conversation::Conversation conversation, const base::SecretKey& index, Timestamp now) {
  Details out;
  Json before{{"source", conversation.source}, {"customer_ref", conversation.customer_ref}};
  before["metadata"] = Json::object();
  for (const auto& [key, value] : conversation.metadata) before["metadata"][key] = value;

  const auto note = [&](std::string_view type, std::string_view value) {
    if (auto key = store::person_key(index, type, value, "metadata")) out.people.push_back(std::move(*key));
  };
  const Tell tell = [&](const privacy::TakenOut& find) { note(find.type, find.value); };
  out.consent = consent_of(conversation.metadata, now);
  const std::string source = mask_name(conversation.source, tell);
  bool changed = source != conversation.source;
  conversation.source = source;
  if (!conversation.customer_ref.empty()) {
    note(store::kCustomerRef, conversation.customer_ref);
    if (digits_in(conversation.customer_ref) >= 10) note("PHONE", conversation.customer_ref);
    if (conversation.customer_ref.find('@') != std::string::npos) note("EMAIL", conversation.customer_ref);
    conversation.customer_ref = store::pseudonym(index, conversation.customer_ref);
    changed = true;
  }
  Replacer replacer;
  for (auto& [key, value] : conversation.metadata) {
    const auto words = words_of(key);
    std::string masked;
    if (const auto type = announced(words, value); !type.empty() && !value.empty()) {
      note(type, value);
      masked = replacer.of(type);
    } else {
      // The key's words are context for the finder: "order no: 12345".
      std::string context;
      for (const auto& word : words) context += word + " ";
      context.back() = ':';
      context += ' ';
      masked = mask_one(context + value, tell);
      if (masked.starts_with(context)) masked.erase(0, context.size());
      masked = without_long_numbers(masked, replacer, tell);
    }
    changed = changed || masked != value;
    value = std::move(masked);
  }
  if (changed) out.original = std::move(before);
  out.conversation = std::move(conversation);
  return out;
}

}  // namespace cxai::pipeline
