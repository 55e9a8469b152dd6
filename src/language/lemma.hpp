// The dictionary form of a word, so that "faturamızdan", "faturaya" and "fatura" meet, and what its endings say.
//
// Input    one folded word (fold), apostrophe suffix already cut; the language "tr", "en" or "de"
// Output   Turkish: the noun without its endings ("hesabınızdan" → "hesap"), of verbs the stem without -mak
// ("ödeyemedim"
//          → "öde"), endings that make another word kept ("internetsiz"); with Turkish letters, without circumflex.
//          English and German: the Snowball stem. Unknown words as they are, or as far as cheap endings are gone
// Threads  all functions from any thread
// Source   docs/decisions/0081-own-lemmas.md
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cxai::language {

std::string lemma(std::string_view folded_word, std::string_view language);

enum class VerbTime : std::uint8_t { none, past, present, future };

// What the endings of a Turkish word say. Of other languages everything stays at its default.
struct WordForm {
  std::string lemma;
  bool known = false;  // its root is in the list
  bool verb = false;
  bool finite = false;     // it can end a sentence: "geldim", "güzeldi", "gelin"
  bool negative = false;   // "gelmedim", "gelmeden", "gelemiyor"
  bool copula = false;     // a noun that is made a predicate: "hastayım", "yoktu"
  bool able = false;       // "gelebilir", "gelemez"
  bool wish = false;       // "geleyim", "gelsin"
  bool condition = false;  // "gelirse"
  bool command = false;    // "gel", "gelin", "gelme"
  VerbTime time = VerbTime::none;
  int person = 0;     // of a finite word: 1, 2, 3; 0 where there is none
  bool many = false;  // "geldik", "geldiniz", "geldiler"
  int owner = 0;      // 1: "faturam", "faturamız"; 2: "faturanız"
};

WordForm word_form(std::string_view folded_word, std::string_view language);

}  // namespace cxai::language
