// Turkish words, names and numbers with the suffixes a sentence gives them: "hesabının", "Ayşe'nin", "3'ü", "TL'lik".
//
// Vowel harmony, buffer letters, softening of the last consonant, dropped vowels ("kayıt" → "kaydı") and the words
// that go their own way ("saat" → "saati", "su" → "suyu").
//
// Input    a word in its dictionary form, lower case or capitalised; names and figures as they are written
// Output   the inflected word; a word without any vowel is read letter by letter ("TL", "SMS")
// Threads  all functions from any thread
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cxai::language {

enum class Case : std::uint8_t { nominative, accusative, dative, locative, ablative, genitive, instrumental };
enum class Owner : std::uint8_t { none, my, your, his, our };

struct Form {
  bool plural = false;
  Owner owner = Owner::none;
  Case kase = Case::nominative;
};

// A common noun; of several words the last is inflected. `compound`: the word already ends in the possessive of a
// compound ("kredi kartı"), so an owner replaces it and a case takes its n.
std::string inflect(std::string_view noun, Form form, bool compound = false);

// A proper name or an abbreviation: the suffix stands behind an apostrophe.
std::string inflect_name(std::string_view name, Case kase);

// Figures: "3" → "3'ü", "14.30" → "14.30'da", "1.850" → "1.850'ye". `possessive`: "20'si", "20'sinde" (of the month).
std::string inflect_number(std::string_view figures, Case kase, bool possessive = false);

// "TL'lik", "iki günlük", "3 GB'lık": the suffix alone, without apostrophe.
std::string lik_of(std::string_view word);

// The vowel a suffix takes behind this word: `high` ı i u ü, else a e.
std::string_view suffix_vowel(std::string_view word, bool high);

// The past-like participle of a verb stem with its owner in the accusative, as reported speech needs it: "gel" →
// "geldiğini", "çalışma" → "çalışmadığını"; in the future "geleceğini".
std::string reported_past(std::string_view stem);
std::string reported_future(std::string_view stem);

}  // namespace cxai::language
