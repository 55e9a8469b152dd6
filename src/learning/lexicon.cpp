#include "learning/lexicon.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace cxai::learning {

Result<Lexicon> Lexicon::over(std::string_view bytes) {
  const std::size_t slots = bytes.size() / sizeof(Slot);
  if (bytes.size() % sizeof(Slot) != 0 || !std::has_single_bit(slots)) {
    return fail(ErrorCode::corrupt_data, "lexicon: the number of slots must be a power of two; train the bundle anew");
  }
  Lexicon lexicon;
  lexicon.slots_ = bytes;
  lexicon.mask_ = slots - 1;
  for (std::size_t i = 0; i < slots; ++i) {
    if (lexicon.at(i).classes == 0) return lexicon;
  }
  return fail(ErrorCode::corrupt_data, "lexicon: one slot at least must be empty; train the bundle anew");
}

std::string LexiconBuilder::bytes() const {
  std::vector<std::pair<std::uint64_t, WordClasses>> words(words_.begin(), words_.end());
  std::ranges::sort(words);
  const std::size_t slots = std::bit_ceil(words.size() * 3 / 2 + 2);
  std::string bytes(slots * sizeof(Lexicon::Slot), '\0');
  Lexicon written;
  written.slots_ = bytes;
  for (const auto& [hash, classes] : words) {
    if (classes == 0) continue;
    const std::uint64_t key = mix(hash);
    std::size_t i = key & (slots - 1);
    while (written.at(i).classes != 0) i = (i + 1) & (slots - 1);
    const Lexicon::Slot slot{static_cast<std::uint16_t>(key >> 48), classes};
    std::memcpy(bytes.data() + i * sizeof slot, &slot, sizeof slot);
  }
  return bytes;
}

}  // namespace cxai::learning
