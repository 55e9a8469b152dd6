// Words and their classes (first name, place, common word, …), kept as hashes: one lookup per word, no strings.
//
// Owns     the view borrows its bytes, which must stay; the builder owns what it collects
// Limits   16 classes; a word nobody put in is taken for one that is with a probability below 1 in 10 000
// Threads  the view: any number at once
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"
#include "learning/hash.hpp"

namespace cxai::learning {

using WordClasses = std::uint16_t;  // one bit per class

class Lexicon {
 public:
  // No words.
  Lexicon() = default;

  // Errors   corrupt_data (not a power of two of slots, or no slot empty)
  static Result<Lexicon> over(std::string_view bytes);

  // The classes of the word with this hash (hash_of); 0 when it has none.
  WordClasses classes(std::uint64_t word_hash) const {
    if (slots_.empty()) return 0;
    const std::uint64_t key = mix(word_hash);
    for (std::size_t i = key & mask_;; i = (i + 1) & mask_) {
      const Slot slot = at(i);
      if (slot.classes == 0) return 0;
      if (slot.check == static_cast<std::uint16_t>(key >> 48)) return slot.classes;
    }
  }

 private:
  friend class LexiconBuilder;
  struct Slot {
    std::uint16_t check = 0;
    WordClasses classes = 0;  // 0: empty
  };
  Slot at(std::size_t i) const {
    Slot slot;
    std::memcpy(&slot, slots_.data() + i * sizeof(Slot), sizeof(Slot));
    return slot;
  }
  std::string_view slots_;
  std::size_t mask_ = 0;
};

class LexiconBuilder {
 public:
  void add(std::uint64_t word_hash, WordClasses classes) { words_[word_hash] |= classes; }
  std::size_t size() const { return words_.size(); }
  std::string bytes() const;  // what Lexicon::over reads; the same words give the same bytes

 private:
  std::unordered_map<std::uint64_t, WordClasses> words_;
};

}  // namespace cxai::learning
