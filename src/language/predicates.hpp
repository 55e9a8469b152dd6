// Finite verbs by their form: which word closes a Turkish clause, in what tense and person; what an English or German
// clause says of time by its auxiliaries. By endings alone, so chat spelling and dialect ("gelicem", "geliyom",
// "gideceğum") count, and a noun that only looks like a verb may, too.
//
// Input    words in plain lower-case letters (pieces.hpp)
// Threads  all functions from any thread
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cxai::language {

enum class Tense : std::uint8_t {
  none,
  future,       // "arayacağım", "will call", "werde anrufen"
  aorist,       // "ararım", "gelir": a habit, an offer or a promise
  present,      // "arıyorum", "is coming"
  past,         // "aradım", "aranmış"
  request,      // "söyler misiniz", "arayın", "could you"
  wish,         // "alayım", "bakalım", "let me"
  conditional,  // "gelmezse"
  ability,      // "gelebilirsiniz", "can"
  state         // "yok", "hazır", "hesabınızda"
};

enum class Person : std::uint8_t { none, me, us, you, he };

struct Predicate {
  Tense tense = Tense::none;
  Person person = Person::none;
  bool negative = false;
};

// Whether a Turkish word is a finite verb.
std::optional<Predicate> turkish_predicate(std::string_view word);

// What a whole English or German clause says; Tense::none where no auxiliary tells.
Predicate english_predicate(std::span<const std::string_view> words);
Predicate german_predicate(std::span<const std::string_view> words);

}  // namespace cxai::language
