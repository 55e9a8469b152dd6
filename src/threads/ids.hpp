// Makes small integers of ids: the same text has the same number, from 0 on in order of appearance.
//
// Limits   2^32 - 2 different ids; plain decimal numbers below 2^63 take 8 bytes and no text is kept of them
// Threads  one
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::threads {

inline constexpr std::uint32_t kNone = UINT32_MAX;

class IdTable {
 public:
  std::uint32_t intern(std::string_view id);
  std::string text(std::uint32_t number) const;
  bool is_number(std::uint32_t number) const;  // digits only
  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }

 private:
  std::string_view stored(std::uint64_t key) const;
  std::uint64_t hash(std::uint64_t key) const;
  void grow();

  std::vector<std::uint64_t> keys_;   // the number itself, or kText | place in texts_
  std::string texts_;                 // length (4 bytes), bytes
  std::vector<std::uint32_t> slots_;  // open addressing over keys_; kNone: free
};

// Texts one behind the other in large blocks, so that growing copies nothing.
class TextArena {
 public:
  std::uint64_t add(std::string_view text);
  std::string_view at(std::uint64_t place) const;

 private:
  std::vector<std::vector<char>> blocks_;
};

}  // namespace cxai::threads
