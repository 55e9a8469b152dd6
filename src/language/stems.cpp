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

}  // namespace

std::string stem(std::string_view folded_word, std::string_view language) {
  static constexpr std::size_t kLongestWord = 256;
  sb_stemmer* stemmer = stemmer_for(language);
  if (stemmer == nullptr || folded_word.empty() || folded_word.size() > kLongestWord) return std::string(folded_word);
  const auto* bytes = reinterpret_cast<const sb_symbol*>(folded_word.data());
  const sb_symbol* stemmed = sb_stemmer_stem(stemmer, bytes, static_cast<int>(folded_word.size()));
  if (stemmed == nullptr) return std::string(folded_word);
  return {reinterpret_cast<const char*>(stemmed), static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

}  // namespace cxai::language
