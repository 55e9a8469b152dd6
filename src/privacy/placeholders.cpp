#include "privacy/placeholders.hpp"

#include <algorithm>

#include "privacy/scan.hpp"

namespace cxai::privacy {
namespace {

std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : name + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

bool contains_all(const std::vector<std::string>& larger, const std::vector<std::string>& smaller) {
  return std::ranges::all_of(smaller,
                             [&](const std::string& w) { return std::ranges::find(larger, w) != larger.end(); });
}

}  // namespace

std::uint64_t Placeholders::number_of_person(const std::string& name) {
  const std::vector<std::string> words = words_of(name);
  Person* best = nullptr;
  for (Person& person : persons_) {
    const bool same = contains_all(person.words, words) || contains_all(words, person.words);
    if (same && (best == nullptr || person.used > best->used)) best = &person;
  }
  if (best == nullptr || words.empty()) {
    persons_.push_back({words, ++last_[static_cast<std::size_t>(PiiType::person)], 0});
    best = &persons_.back();
  } else if (words.size() > best->words.size()) {
    best->words = words;
  }
  best->used = ++clock_;
  return best->number;
}

std::string Placeholders::of(const Find& find) {
  std::uint64_t number = 0;
  if (find.type == PiiType::person) {
    number = number_of_person(find.value);
  } else {
    const auto [it, fresh] = numbers_.try_emplace({find.type, find.value}, 0);
    if (fresh) it->second = ++last_[static_cast<std::size_t>(find.type)];
    number = it->second;
  }
  return "[" + std::string(name_of(find.type)) + "_" + std::to_string(number) + "]";
}

void Placeholders::keep_clear_of(std::string_view text) {
  static constexpr std::size_t kMostDigits = 9;
  for (std::size_t i = text.find('['); i != std::string_view::npos; i = text.find('[', i + 1)) {
    const std::size_t end = placeholder_end(text, i);
    if (end == i) continue;
    const std::size_t digits = text.rfind('_', end) + 1;
    const auto type = pii_type_from(text.substr(i + 1, digits - i - 2));
    if (!type) continue;
    std::uint64_t number = 0;
    for (const char c : text.substr(digits, std::min(end - 1 - digits, kMostDigits)))
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
    std::uint64_t& last = last_[static_cast<std::size_t>(*type)];
    last = std::max(last, number);
  }
}

std::string_view training_word(PiiType type) {
  switch (type) {
    case PiiType::person:
      return "Person";
    case PiiType::phone:
      return "Phone";
    case PiiType::email:
      return "Email";
    case PiiType::address:
      return "Address";
    case PiiType::date_of_birth:
      return "Date";
    case PiiType::plate:
      return "Plate";
    case PiiType::username:
      return "User";
    case PiiType::ip:
      return "IP";
    case PiiType::tckn:
    case PiiType::vkn:
    case PiiType::iban:
    case PiiType::card:
    case PiiType::cvv:
    case PiiType::passport:
    case PiiType::order_no:
    case PiiType::customer_no:
    case PiiType::policy_no:
    case PiiType::other_id:
      return "Number";
  }
  return "Number";
}

Replaced::Replaced(std::string_view original, const std::vector<Find>& finds, Placeholders& placeholders) {
  std::size_t from = 0;
  for (const Find& find : finds) {
    text_.append(original.substr(from, find.begin - from));
    const std::size_t begin = text_.size();
    text_ += placeholders.of(find);
    cuts_.push_back({find.begin, find.end, begin, text_.size()});
    from = find.end;
  }
  text_.append(original.substr(from));
}

std::size_t Replaced::map(std::size_t old, bool round_up) const {
  std::size_t shift_old = 0;
  std::size_t shift_new = 0;
  for (const Cut& cut : cuts_) {
    if (old <= cut.old_begin) break;
    if (old < cut.old_end) return round_up ? cut.end : cut.begin;
    shift_old = cut.old_end;
    shift_new = cut.end;
  }
  return old - shift_old + shift_new;
}

std::string mask_for_training(std::string_view text, const std::vector<Find>& finds) {
  std::string out;
  std::size_t from = 0;
  for (const Find& find : finds) {
    out.append(text.substr(from, find.begin - from));
    out += training_word(find.type);
    from = find.end;
  }
  out.append(text.substr(from));
  return out;
}

}  // namespace cxai::privacy
