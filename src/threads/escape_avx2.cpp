#include <immintrin.h>

#include "threads/escape.hpp"
#include "threads/escape_copy.hpp"

namespace cxai::threads::avx2 {
namespace {

struct Block32 {
  static constexpr std::size_t kWidth = 32;
  __m256i bytes;

  static Block32 load(const char* p) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))}; }
  void store(char* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), bytes); }
  __m256i equal_to(char c) const { return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c)); }
  static std::uint32_t bits(__m256i equal) { return static_cast<std::uint32_t>(_mm256_movemask_epi8(equal)); }

  std::uint32_t json_marks() const {
    const __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1F)), bytes);
    return bits(_mm256_or_si256(control, _mm256_or_si256(equal_to('"'), equal_to('\\'))));
  }
  std::uint32_t csv_marks() const {
    return bits(_mm256_or_si256(equal_to('"'), _mm256_or_si256(equal_to('\n'), equal_to('\r'))));
  }
};

}  // namespace

char* escape_json(std::string_view raw, bool doubled_quotes, char* out) {
  return copy_escaped<Block32, JsonEscape<Block32>>(raw, doubled_quotes, out);
}

char* escape_csv_line(std::string_view raw, bool doubled_quotes, char* out) {
  return copy_escaped<Block32, CsvLineEscape<Block32>>(raw, doubled_quotes, out);
}

}  // namespace cxai::threads::avx2
