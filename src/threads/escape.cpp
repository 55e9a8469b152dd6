#include "threads/escape.hpp"

#include "threads/eight_bytes.hpp"
#include "threads/escape_copy.hpp"
#include "threads/marks.hpp"

namespace cxai::threads {
namespace {

struct EightBytes {
  static constexpr std::size_t kWidth = 8;
  std::uint64_t bytes;

  static EightBytes load(const char* p) { return {eight_bytes(p)}; }
  void store(char* p) const {
    const std::uint64_t as_text = eight_bytes(reinterpret_cast<const char*>(&bytes));
    std::memcpy(p, &as_text, 8);
  }
  std::uint32_t json_marks() const {
    return one_bit_each(less_than(bytes, 0x20) | equal_to(bytes, '"') | equal_to(bytes, '\\'));
  }
  std::uint32_t csv_marks() const {
    return one_bit_each(equal_to(bytes, '"') | equal_to(bytes, '\n') | equal_to(bytes, '\r'));
  }
};

}  // namespace

char* portable::escape_json(std::string_view raw, bool doubled_quotes, char* out) {
  return copy_escaped<EightBytes, JsonEscape<EightBytes>>(raw, doubled_quotes, out);
}

char* portable::escape_csv_line(std::string_view raw, bool doubled_quotes, char* out) {
  return copy_escaped<EightBytes, CsvLineEscape<EightBytes>>(raw, doubled_quotes, out);
}

char* escape_json(std::string_view raw, bool doubled_quotes, char* out) {
  return has_avx2() ? avx2::escape_json(raw, doubled_quotes, out) : portable::escape_json(raw, doubled_quotes, out);
}

char* escape_csv_line(std::string_view raw, bool doubled_quotes, char* out) {
  return has_avx2() ? avx2::escape_csv_line(raw, doubled_quotes, out)
                    : portable::escape_csv_line(raw, doubled_quotes, out);
}

}  // namespace cxai::threads
