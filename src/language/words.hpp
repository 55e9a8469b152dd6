// Stems, stop words, and which language a text is in.
//
// Threads  all functions from any thread
#pragma once

#include <string>
#include <string_view>

namespace cxai::language {

// Snowball stem of one folded word, apostrophe suffix already cut; unknown languages return the word itself.
std::string stem(std::string_view folded_word, std::string_view language);

// The stem of an English word by the algorithm of 1980 (Porter), as scorers of summaries cut words.
std::string porter_stem(std::string_view lower_word);

// Words that carry no content, folded: pronouns, conjunctions, fillers, greetings' particles. tr, en, de.
bool is_stop_word(std::string_view folded_word, std::string_view language);

struct LanguageGuess {
  std::string language;   // "tr", "en", "de"; empty when the text says too little
  double confidence = 0;  // 0 … 1
};

LanguageGuess identify(std::string_view text);

}  // namespace cxai::language
