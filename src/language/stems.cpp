#include <libstemmer.h>

#include <memory>

#include "language/characters.hpp"
#include "language/words.hpp"

namespace cxai::language {
namespace {

struct Delete {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
using Stemmer = std::unique_ptr<sb_stemmer, Delete>;

// A Snowball stemmer keeps its state between calls, so each thread has its own.
sb_stemmer* stemmer_for(std::string_view language) {
  thread_local const Stemmer turkish(sb_stemmer_new("turkish", "UTF_8"));
  thread_local const Stemmer english(sb_stemmer_new("english", "UTF_8"));
  thread_local const Stemmer german(sb_stemmer_new("german", "UTF_8"));
  if (is_language(language, "tr")) return turkish.get();
  if (is_language(language, "en")) return english.get();
  if (is_language(language, "de")) return german.get();
  return nullptr;
}

std::string stem_with(sb_stemmer* stemmer, std::string_view word) {
  static constexpr std::size_t kLongestWord = 256;
  if (stemmer == nullptr || word.empty() || word.size() > kLongestWord) return std::string(word);
  const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
  const sb_symbol* stemmed = sb_stemmer_stem(stemmer, bytes, static_cast<int>(word.size()));
  if (stemmed == nullptr) return std::string(word);
  return {reinterpret_cast<const char*>(stemmed), static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

}  // namespace

std::string stem(std::string_view folded_word, std::string_view language) {
  return stem_with(stemmer_for(language), folded_word);
}

std::string porter_stem(std::string_view lower_word) {
  thread_local const Stemmer porter(sb_stemmer_new("porter", "UTF_8"));
  return stem_with(porter.get(), lower_word);
}

}  // namespace cxai::language
