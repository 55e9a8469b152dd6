// Makes small integers of ids: the same text has the same number, from 0 on in order of appearance.
//
// Limits   2^32 - 2 different ids; plain decimal numbers below 10^18 take 8 bytes and no text is kept of them
// Threads  one to intern, any number to look up afterwards
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::threads {

inline constexpr std::uint32_t kNone = UINT32_MAX;

// An id as read, hashed before it is looked up, so that the table's memory can be asked for in advance.
struct IdKey {
  IdKey() = default;
  explicit IdKey(std::string_view id);
  explicit IdKey(std::uint64_t plain_number);  // below 10^kMostDigits

  static constexpr std::uint64_t kText = 1ULL << 63;
  static constexpr std::size_t kMostDigits = 18;
  std::uint64_t number = kText;  // kText: the id is `text`
  std::uint64_t hash = 0;
  std::string_view text;

  bool empty() const { return number == kText && text.empty(); }
};

class IdTable {
 public:
  std::uint32_t intern(const IdKey& id);
  std::uint32_t intern(std::string_view id) { return intern(IdKey(id)); }
  // Says that intern(id) will come soon.
  void expect(const IdKey& id) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[id.hash & (slots_.size() - 1)]);
  }
  // The same, some time after expect(id).
  void expect_soon(const IdKey& id) const {
    if (slots_.empty()) return;
    if (const std::uint32_t number = slots_[id.hash & (slots_.size() - 1)]; number != kNone)
      __builtin_prefetch(&keys_[number]);
  }
  void reserve(std::size_t count);

  // Appends the text of id `number`; as a string; whether it is digits only.
  void append(std::uint32_t number, std::string& to) const;
  std::string text(std::uint32_t number) const;
  bool is_number(std::uint32_t number) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }

  // The id where it is a plain number, kText otherwise.
  std::uint64_t plain_number(std::uint32_t number) const {
    return keys_[number] & IdKey::kText ? IdKey::kText : keys_[number];
  }

 private:
  std::string_view stored(std::uint64_t key) const;
  void grow(std::size_t slots);

  std::vector<std::uint64_t> keys_;   // the number itself, or kText | place in texts_
  std::string texts_;                 // length (4 bytes), bytes
  std::vector<std::uint32_t> slots_;  // open addressing over keys_; kNone: free
};

}  // namespace cxai::threads
