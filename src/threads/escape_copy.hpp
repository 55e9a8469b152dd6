// The loop behind escape.hpp, for blocks of any width: copies a block whole and looks afterwards whether something in
// it had to be written otherwise.
//
// A Block has kWidth, load, store, and masks with one bit per byte for what JSON and CSV write otherwise. Every name
// here is a template over it, so that code for one processor never stands in for that of another.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cxai::threads {

template <class Block>
struct JsonEscape {
  static std::uint32_t marked(const Block& block) { return block.json_marks(); }

  // Writes the marked byte at `p` and moves behind it.
  static char* write(const char*& p, const char* end, bool doubled_quotes, char* out) {
    const char c = *p++;
    *out++ = '\\';
    switch (c) {
      case '"':
        if (doubled_quotes && p < end && *p == '"') ++p;
        *out++ = '"';
        return out;
      case '\\':
        *out++ = '\\';
        return out;
      case '\n':
        *out++ = 'n';
        return out;
      case '\r':
        *out++ = 'r';
        return out;
      case '\t':
        *out++ = 't';
        return out;
      default:
        *out++ = 'u';
        *out++ = '0';
        *out++ = '0';
        *out++ = c >= 16 ? '1' : '0';
        *out++ = "0123456789abcdef"[c & 15];
        return out;
    }
  }
};

template <class Block>
struct CsvLineEscape {
  static std::uint32_t marked(const Block& block) { return block.csv_marks(); }

  static char* write(const char*& p, const char* end, bool doubled_quotes, char* out) {
    const char c = *p++;
    if (c == '"') {
      if (doubled_quotes && p < end && *p == '"') ++p;
      *out++ = '"';
      *out++ = '"';
    } else {
      if (c == '\r' && p < end && *p == '\n') ++p;
      *out++ = ' ';
    }
    return out;
  }
};

template <class Block, class Escape>
char* copy_escaped(std::string_view raw, bool doubled_quotes, char* out) {
  const char* p = raw.data();
  const char* const end = p + raw.size();
  while (p < end) {
    const auto left = static_cast<std::size_t>(end - p);
    std::uint32_t marked;
    std::size_t clean;
    if (left >= Block::kWidth) {
      const Block block = Block::load(p);
      block.store(out);
      marked = Escape::marked(block);
      clean = Block::kWidth;
    } else {
      char last[Block::kWidth];
      std::memset(last, ' ', Block::kWidth);
      std::memcpy(last, p, left);
      const Block block = Block::load(last);
      block.store(out);
      marked = Escape::marked(block);
      clean = left;
    }
    if (marked != 0) clean = static_cast<std::size_t>(std::countr_zero(marked));
    p += clean;
    out += clean;
    if (marked != 0) out = Escape::write(p, end, doubled_quotes, out);
  }
  return out;
}

}  // namespace cxai::threads
