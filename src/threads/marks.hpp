// Where the signs stand that CSV and its output care about, 64 bytes at a time.
//
// Threads  any number of calls at once
// Source   one bit per byte, as Langdale and Lemire 2019 do for JSON
#pragma once

#include <cstddef>
#include <cstdint>

namespace cxai::threads {

inline constexpr std::size_t kBlockBytes = 64;

// Bit i belongs to byte i of the block.
struct Marks {
  std::uint64_t quotes;  // '"'
  std::uint64_t ends;    // the separator and '\n': what ends a field without quotes
  std::uint64_t tops;    // bytes that are not ASCII
};

// Marks of `blocks` blocks of 64 bytes, by the fastest code this processor can run.
void find_marks(const char* text, std::size_t blocks, char separator, Marks* out);

// The same for each kind of processor, for find_marks to choose from and for tests to compare.
namespace portable {
void find_marks(const char* text, std::size_t blocks, char separator, Marks* out);
}
namespace avx2 {
void find_marks(const char* text, std::size_t blocks, char separator, Marks* out);
}

// Whether avx2:: may be called.
bool has_avx2();

}  // namespace cxai::threads
