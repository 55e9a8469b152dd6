#include <immintrin.h>

#include "threads/marks.hpp"

namespace cxai::threads::avx2 {

void find_marks(const char* text, std::size_t blocks, char separator, Marks* out) {
  const __m256i quote = _mm256_set1_epi8('"');
  const __m256i newline = _mm256_set1_epi8('\n');
  const __m256i comma = _mm256_set1_epi8(separator);
  const auto bits = [](__m256i equal) { return static_cast<std::uint32_t>(_mm256_movemask_epi8(equal)); };
  const auto both = [](std::uint32_t low, std::uint32_t high) { return low | (std::uint64_t{high} << 32); };
  for (std::size_t b = 0; b < blocks; ++b) {
    const auto* block = reinterpret_cast<const __m256i*>(text + b * kBlockBytes);
    const __m256i low = _mm256_loadu_si256(block);
    const __m256i high = _mm256_loadu_si256(block + 1);
    const auto ends = [&](__m256i bytes) {
      return bits(_mm256_or_si256(_mm256_cmpeq_epi8(bytes, comma), _mm256_cmpeq_epi8(bytes, newline)));
    };
    out[b].quotes = both(bits(_mm256_cmpeq_epi8(low, quote)), bits(_mm256_cmpeq_epi8(high, quote)));
    out[b].ends = both(ends(low), ends(high));
    out[b].tops = both(bits(low), bits(high));
  }
}

}  // namespace cxai::threads::avx2
