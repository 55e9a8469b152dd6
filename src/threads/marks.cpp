#include "threads/marks.hpp"

#include "threads/eight_bytes.hpp"

namespace cxai::threads {

bool has_avx2() {
  static const bool kHas = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return kHas;
}

void find_marks(const char* text, std::size_t blocks, char separator, Marks* out) {
  return has_avx2() ? avx2::find_marks(text, blocks, separator, out)
                    : portable::find_marks(text, blocks, separator, out);
}

void portable::find_marks(const char* text, std::size_t blocks, char separator, Marks* out) {
  for (std::size_t b = 0; b < blocks; ++b) {
    Marks marks{};
    for (std::size_t i = 0; i < kBlockBytes; i += 8) {
      const std::uint64_t bytes = eight_bytes(text + b * kBlockBytes + i);
      marks.quotes |= std::uint64_t{one_bit_each(equal_to(bytes, '"'))} << i;
      marks.tops |= std::uint64_t{one_bit_each(bytes & kTops)} << i;
      marks.ends |= std::uint64_t{one_bit_each(equal_to(bytes, separator) | equal_to(bytes, '\n'))} << i;
    }
    out[b] = marks;
  }
}

}  // namespace cxai::threads
