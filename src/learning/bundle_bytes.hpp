// The bytes of bundles: little-endian values, texts behind their length, and blocks that are read in place.
//
// Errors   corrupt_data (cut short); the message begins with what the bundle is called
// Owns     a reader borrows its bytes, which must stay
// Threads  a reader belongs to one thread
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cxai::learning {

inline constexpr std::size_t kBlockAlignment = 16;

template <class T>
void put(std::string& out, const T& value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

inline void put_text(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

// A block that is read in place begins on a multiple of kBlockAlignment.
inline void put_block(std::string& out, std::string_view block) {
  put(out, static_cast<std::uint64_t>(block.size()));
  while (out.size() % kBlockAlignment != 0) out += '\0';
  out.append(block);
}

class BundleReader {
 public:
  // `name`: "tagger bundle"
  BundleReader(std::string_view bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  template <class T>
  Result<T> value() {
    CXAI_TRY(const std::string_view taken, take(sizeof(T)));
    T value;
    std::memcpy(&value, taken.data(), sizeof(T));
    return value;
  }
  Result<std::string_view> text() {
    CXAI_TRY(const auto size, value<std::uint32_t>());
    return take(size);
  }
  Result<std::string_view> block() {
    CXAI_TRY(const auto size, value<std::uint64_t>());
    while (at_ % kBlockAlignment != 0) CXAI_TRY_VOID(take(1));
    return take(size);
  }
  Result<std::string_view> take(std::uint64_t size) {
    if (size > bytes_.size() - at_) {
      return fail(ErrorCode::corrupt_data, std::string(name_) + ": cut short; copy or train it anew");
    }
    const std::string_view taken = bytes_.substr(at_, size);
    at_ += size;
    return taken;
  }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  std::string_view bytes_;
  std::string_view name_;
  std::size_t at_ = 0;
};

}  // namespace cxai::learning
