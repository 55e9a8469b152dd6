// The words that name a label: "AmazonHelp" is named by "amazon", "Yıldız Telekom Destek" by "yıldız telekom".
//
// Input    labels as written; texts in any language, valid UTF-8
// Output   words in lower case with the letters of a plain keyboard ("yildiz"), at least three letters
// Threads  any number of readers
// Limits   a name of one or two letters is not found; neither is one that is spelled in another way
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::routing {

// What stands in place of a brand word in a text that has them masked.
inline constexpr std::string_view kBrandMark = "<brand>";

// Lower case, Turkish letters and others as on a plain keyboard: "İŞBANK" and "işbank" are "isbank".
std::string plain_form(std::string_view word);

// The parts of a label that say whose it is: words, also those written as one ("AmazonHelp"), without the words that
// many share ("help", "destek", "care", "tr"); and the label as one word.
std::vector<std::string> brand_words_of(std::string_view label);

class BrandWords {
 public:
  explicit BrandWords(std::span<const std::string> labels);

  // The label that this word of a text names, with or without '#' and with suffixes ("Turkcell'den", "turkcelle");
  // -1 where none does.
  int label_of(std::string_view plain_word) const;

  // The text with every word that names a label replaced by kBrandMark.
  std::string mask(std::string_view text) const;

 private:
  std::map<std::string, int, std::less<>> words_;
};

}  // namespace cxai::routing
