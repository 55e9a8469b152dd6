#include "language/turkish_suffixes.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace cxai::language {
namespace {

using enum SuffixState;

constexpr float kUsual = 1.0F;
constexpr float kRare = 2.5F;
constexpr float kVeryRare = 4.0F;

void add_cases(std::vector<SuffixRule>& out, SuffixState from) {
  out.insert(out.end(), {{from, "+yI", cased, kUsual},
                         {from, "+yA", cased, kUsual},
                         {from, "DA", place, kUsual},
                         {from, "DAn", cased, kUsual},
                         {from, "+nIn", place, kUsual},
                         {from, "+ylA", cased, kUsual},
                         {from, "CA", cased, kRare}});
}

void add_cases_with_n(std::vector<SuffixRule>& out, SuffixState from) {
  out.insert(out.end(), {{from, "nI", cased, kUsual},
                         {from, "nA", cased, kUsual},
                         {from, "nDA", place, kUsual},
                         {from, "nDAn", cased, kUsual},
                         {from, "nIn", place, kUsual},
                         {from, "+ylA", cased, kUsual},
                         {from, "ncA", cased, kRare}});
}

void add_owners(std::vector<SuffixRule>& out, SuffixState from) {
  out.insert(out.end(), {{from, "+Im", owned, kUsual, kMine},
                         {from, "+In", owned, 1.3F, kYours},
                         {from, "+sI", owned_by_3, kUsual},
                         {from, "+ImIz", owned, kUsual, kMine},
                         {from, "+InIz", owned, kUsual, kYours}});
}

// "-yim, -sin, -dir, -ydi, -ymiş, -yse, -yken" behind what is no verb.
void add_copula(std::vector<SuffixRule>& out, SuffixState from) {
  out.insert(out.end(), {{from, "+yDI", past, 1.2F, kFinite | kPast | kCopula},
                         {from, "+ymIş", tense, 1.8F, kFinite | kPast | kCopula},
                         {from, "+ysA", past, 1.5F, kIf | kCopula},
                         {from, "+yken", last, 1.5F, kCopula},
                         {from, "+yIm", person, 2.2F, kFinite | kFirst | kCopula},
                         {from, "sIn", person, 2.2F, kFinite | kSecond | kCopula},
                         {from, "+yIz", person, 2.0F, kFinite | kFirst | kMany | kCopula},
                         {from, "sInIz", person, 1.5F, kFinite | kSecond | kMany | kCopula},
                         {from, "DIr", person, 1.5F, kFinite | kCopula}});
  if (from != noun && from != plural) out.push_back({from, "lAr", many, 2.0F, kFinite | kMany | kCopula});
}

void add_nouns(std::vector<SuffixRule>& out) {
  out.insert(out.end(), {{noun, "lAr", plural, kUsual},
                         {noun, "lArI", owned_by_3, 1.4F},
                         {noun, "lI", noun, 1.8F, kDerives},
                         {noun, "sIz", noun, 1.8F, kDerives},
                         {noun, "lIK", noun, 1.8F, kDerives},
                         {noun, "CI", noun, 2.2F, kDerives},
                         {noun, "CIK", noun, 2.2F},
                         {noun, "CAsInA", last, kRare},
                         {noun, "ki", relative, kVeryRare},
                         {noun, "lA", verb, 3.0F, kDerives},
                         {noun, "lAn", verb, 3.0F, kDerives},
                         {noun, "lAş", verb, 3.0F, kDerives},
                         {noun, "lAştIr", verb, 3.0F, kDerives},
                         {plural, "CA", last, kRare},
                         {place, "ki", relative, kUsual},
                         {relative, "lAr", plural, kUsual}});
  for (const SuffixState from : {noun, plural}) add_owners(out, from);
  for (const SuffixState from : {noun, plural, owned}) add_cases(out, from);
  for (const SuffixState from : {owned_by_3, relative}) add_cases_with_n(out, from);
  for (const SuffixState from : {noun, plural, owned, owned_by_3, place, cased, relative}) add_copula(out, from);
}

void add_voices(std::vector<SuffixRule>& out) {
  out.insert(out.end(), {{verb, "Il", verb, 1.6F},
                         {verb, "In", verb, 1.8F},
                         {verb, "n", verb, 1.8F},
                         {verb, "Iş", verb, kVeryRare},
                         {verb, "DIr", verb, 1.8F},
                         {verb, "t", verb, 2.0F},
                         {verb, "+yAbil", verb, 0.8F, kAble},
                         {verb, "+yIver", verb, 2.0F},
                         {negative, "+yAbil", verb, kUsual, kAble}});
}

// What stands behind a verb, and behind its negation alike.
void add_tenses(std::vector<SuffixRule>& out, SuffixState from) {
  out.insert(out.end(), {{from, "DI", past, 0.6F, kFinite | kPast},
                         {from, "mIş", tense, 0.9F, kFinite | kPast},
                         {from, "+yAcAK", tense, 0.8F, kFinite | kFuture},
                         {from, "+yIcAK", tense, 1.8F, kFinite | kFuture},
                         {from, "+yIcAm", person, 1.2F, kFinite | kFuture | kFirst},
                         {from, "+yIcAz", person, 1.2F, kFinite | kFuture | kFirst | kMany},
                         {from, "+yIcAn", person, 1.8F, kFinite | kFuture | kSecond},
                         {from, "+yAcAm", person, 1.8F, kFinite | kFuture | kFirst},
                         {from, "+yAcAz", person, 1.8F, kFinite | kFuture | kFirst | kMany},
                         {from, "mAlI", tense, kUsual, kFinite},
                         {from, "mAktA", tense, kUsual, kFinite | kPresent},
                         {from, "sA", past, kUsual, kIf},
                         {from, "+yAyIm", person, kUsual, kFinite | kFirst | kWish},
                         {from, "+yAlIm", person, kUsual, kFinite | kFirst | kMany | kWish},
                         {from, "+yIn", last, 2.2F, kFinite | kSecond | kMany},
                         {from, "+yInIz", last, 1.2F, kFinite | kSecond | kMany},
                         {from, "sIn", many, kUsual, kFinite | kWish},
                         {from, "+yA", last, kRare},
                         {from, "mAk", infinitive, 0.8F},
                         {from, "mA", noun, 1.2F},
                         {from, "+yIş", noun, kRare},
                         {from, "+yAn", noun, 0.9F},
                         {from, "DIK", noun, 1.1F},
                         {from, "+yAcAK", noun, 1.2F},
                         {from, "mIş", noun, 1.6F},
                         {from, "+yAsI", owned_by_3, kVeryRare},
                         {from, "+yIp", last, kUsual},
                         {from, "+yArAk", last, 0.8F},
                         {from, "+yIncA", last, kUsual},
                         {from, "DIkçA", last, kUsual},
                         {from, "+yAlI", last, kRare},
                         {from, "CAsInA", last, kUsual},
                         {from, "mAdAn", last, 0.9F, kNegative}});
}

void add_verbs(std::vector<SuffixRule>& out) {
  add_voices(out);
  add_tenses(out, verb);
  add_tenses(out, negative);
  out.insert(out.end(), {{verb, "mA", negative, 0.7F, kNegative},
                         {verb, "+yAmA", negative, 0.8F, kNegative | kAble},
                         {verb, "Iyor", tense, 0.6F, kFinite | kPresent},
                         {verb, "yor", tense, 0.6F, kFinite | kPresent},
                         {verb, "Iyo", spoken, 0.8F, kFinite | kPresent},
                         {verb, "yo", spoken, 0.8F, kFinite | kPresent},
                         {verb, "mIyor", tense, 0.9F, kFinite | kPresent | kNegative},
                         {verb, "mIyo", spoken, kUsual, kFinite | kPresent | kNegative},
                         {verb, "+yAmIyor", tense, 1.1F, kFinite | kPresent | kNegative | kAble},
                         {verb, "+yAmIyo", spoken, 1.2F, kFinite | kPresent | kNegative | kAble},
                         {verb, "mIcAm", person, 1.5F, kFinite | kFuture | kNegative | kFirst},
                         {verb, "mIcAz", person, 1.5F, kFinite | kFuture | kNegative | kFirst | kMany},
                         {verb, "mIcAk", tense, 1.5F, kFinite | kFuture | kNegative},
                         {verb, "mIycAm", person, 1.5F, kFinite | kFuture | kNegative | kFirst},
                         {verb, "Ir", tense, 0.8F, kFinite | kPresent},
                         {verb, "Ar", tense, 0.8F, kFinite | kPresent},
                         {verb, "r", tense, 0.8F, kFinite | kPresent},
                         {verb, "mAz", tense, 0.9F, kFinite | kPresent | kNegative},
                         {verb, "mAm", person, 1.4F, kFinite | kPresent | kNegative | kFirst},
                         {verb, "mAyIz", person, kUsual, kFinite | kPresent | kNegative | kFirst | kMany},
                         {verb, "+yAmAz", tense, kUsual, kFinite | kPresent | kNegative | kAble},
                         {verb, "+yAmAm", person, 1.1F, kFinite | kPresent | kNegative | kAble | kFirst},
                         {verb, "+yAmAyIz", person, kUsual, kFinite | kPresent | kNegative | kAble | kFirst | kMany},
                         {infinitive, "DA", place, kUsual},
                         {infinitive, "DAn", cased, kUsual},
                         {infinitive, "lA", cased, kUsual},
                         {infinitive, "sIzIn", last, kUsual, kNegative}});
  add_copula(out, infinitive);
}

void add_persons(std::vector<SuffixRule>& out) {
  out.insert(out.end(), {{past, "m", person, 0.4F, kFirst},
                         {past, "n", person, 0.7F, kSecond},
                         {past, "k", person, 0.4F, kFirst | kMany},
                         {past, "nIz", person, 0.4F, kSecond | kMany},
                         {past, "lAr", many, 0.6F, kMany},
                         {tense, "+yIm", person, 0.4F, kFirst},
                         {tense, "sIn", person, 0.6F, kSecond},
                         {tense, "+yIz", person, 0.4F, kFirst | kMany},
                         {tense, "sInIz", person, 0.4F, kSecond | kMany},
                         {tense, "lAr", many, 0.5F, kMany},
                         {spoken, "m", person, 0.4F, kFirst},
                         {spoken, "n", person, 0.7F, kSecond},
                         {spoken, "sun", person, 0.8F, kSecond},
                         {spoken, "z", person, 0.8F, kFirst | kMany},
                         {spoken, "ruz", person, 0.8F, kFirst | kMany},
                         {spoken, "nuz", person, 0.6F, kSecond | kMany},
                         {spoken, "sunuz", person, 0.6F, kSecond | kMany},
                         {spoken, "lar", many, 0.5F, kMany}});
  for (const SuffixState from : {tense, many, spoken}) {
    out.insert(out.end(), {{from, "+yDI", past, 0.6F, kPast},
                           {from, "+ymIş", tense, 0.9F, kPast},
                           {from, "+ysA", past, 0.7F, kIf},
                           {from, "+yken", last, 0.7F}});
  }
  for (const SuffixState from : {tense, many, person}) out.push_back({from, "DIr", last, 1.2F});
  out.push_back({past, "+ysA", past, kRare, kIf});
  out.push_back({past, "+yDI", past, kRare, kPast});
}

struct Network {
  std::vector<SuffixRule> rules;
  std::array<std::size_t, static_cast<std::size_t>(count) + 1> begins{};

  Network() {
    add_nouns(rules);
    add_verbs(rules);
    add_persons(rules);
    std::ranges::stable_sort(rules, {}, &SuffixRule::from);
    for (std::size_t s = 0; s < begins.size(); ++s)
      begins[s] = static_cast<std::size_t>(
          std::ranges::lower_bound(rules, s, {}, [](const SuffixRule& r) { return static_cast<std::size_t>(r.from); }) -
          rules.begin());
  }
};

}  // namespace

std::span<const SuffixRule> suffix_rules(SuffixState from) {
  static const Network network;
  const auto s = static_cast<std::size_t>(from);
  return std::span(network.rules).subspan(network.begins[s], network.begins[s + 1] - network.begins[s]);
}

}  // namespace cxai::language
