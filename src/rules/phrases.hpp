// Finds the words of all conditions of a book in one walk through the turns.
//
// A word matches as it is said, in any case; typed without Turkish or German letters it matches as well ("sikayet" for
// "şikayet"), never the other way round. '*' at its end: any ending. Apostrophe suffixes are ignored. A stem matches
// every inflection the language room knows to belong to it.
//
// Owns     what it has learnt of words, so that each is read once
// Threads  PhraseBook is immutable; a PhraseFinder belongs to one thread at a time
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "conversation/analysis.hpp"

namespace cxai::rules {

class PhraseBook {
 public:
  // One of the phrases that list number `list` looks for.
  void add(std::string_view phrase, bool by_stem, std::size_t list);
  std::size_t size() const { return patterns_.size(); }

 private:
  friend class PhraseFinder;
  struct Word {
    std::string text;
    bool open = false;
  };
  struct Pattern {
    std::vector<Word> words;
    bool by_stem = false;
    std::size_t list = 0;
  };
  std::vector<Pattern> patterns_;
};

// Where a phrase stands: words `first` … `last` of a turn, and their bytes.
struct Hit {
  std::size_t turn = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

class PhraseFinder {
 public:
  explicit PhraseFinder(const PhraseBook& book) : book_(&book) {}

  // Per list, its hits in the order in which they stand. Overlapping ones are all there.
  std::vector<std::vector<Hit>> find(const conversation::Analysis& analysis, std::size_t lists);

 private:
  // What is known of a word of the text.
  struct Known {
    std::string folded;
    std::string stem;
    std::vector<std::size_t> openers;  // patterns it may begin
  };
  struct Language {
    std::unordered_map<std::string, Known> words;
    std::vector<std::vector<std::string>> stems;  // of the patterns' words; empty: not by stem
    std::vector<std::vector<std::string>> folded;
    std::vector<std::vector<std::string>> plain;  // … without the letters a plain keyboard lacks
    bool ready = false;
  };
  const Known& known(Language& language, const std::string& name, std::string_view raw);
  bool fits(const Language& language, std::size_t pattern, std::size_t word, const Known& known) const;
  void prepare(Language& language, const std::string& name) const;

  const PhraseBook* book_;
  std::unordered_map<std::string, Language> languages_;
};

}  // namespace cxai::rules
