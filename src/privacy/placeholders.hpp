// What stands where personal data stood: "[PHONE_1]", the same for the same value throughout a conversation, or plain
// words for texts that models are trained on. And a text with its finds replaced, with the way back.
//
// Threads  one conversation, one object, one thread
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "privacy/pii.hpp"

namespace cxai::privacy {

class Placeholders {
 public:
  // Two finds of one person need not be equal: "Ayşe Kaya", then "Ayşe", then "Kaya".
  std::string of(const Find& find);
  // Numbers that stand in the text already are not given again.
  void keep_clear_of(std::string_view text);

 private:
  std::uint64_t number_of_person(const std::string& name);

  struct Person {
    std::vector<std::string> words;
    std::uint64_t number = 0;
    std::uint64_t used = 0;
  };
  std::map<std::pair<PiiType, std::string>, std::uint64_t> numbers_;
  std::array<std::uint64_t, kPiiTypes> last_{};
  std::vector<Person> persons_;
  std::uint64_t clock_ = 0;
};

// "Person", "Phone", "Number": says what kind of thing stood there and nothing else.
std::string_view training_word(PiiType type);

// A text with its finds replaced, and the way from old byte offsets to new ones.
class Replaced {
 public:
  Replaced(std::string_view original, const std::vector<Find>& finds, Placeholders& placeholders);

  struct Cut {
    std::size_t old_begin, old_end, begin, end;
  };
  const std::vector<Cut>& cuts() const { return cuts_; }
  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }
  // Inside a find: its placeholder's begin, or its end when `round_up`.
  std::size_t map(std::size_t old, bool round_up) const;

 private:
  std::string text_;
  std::vector<Cut> cuts_;
};

// The text for training: finds become plain words.
std::string mask_for_training(std::string_view text, const std::vector<Find>& finds);

}  // namespace cxai::privacy
