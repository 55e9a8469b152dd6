#include "threads/ids.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <functional>

namespace cxai::threads {
namespace {

constexpr std::uint64_t kText = 1ULL << 63;
constexpr std::size_t kBlockBytes = 1U << 22;

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The finaliser of splitmix64 (Steele, Lea and Flood 2014).
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

void append_sized(auto& to, std::string_view text) {
  const auto length = static_cast<std::uint32_t>(text.size());
  char size[4];
  std::memcpy(size, &length, 4);
  to.insert(to.end(), size, size + 4);
  to.insert(to.end(), text.begin(), text.end());
}

std::string_view read_sized(const char* from) {
  std::uint32_t length;
  std::memcpy(&length, from, 4);
  return {from + 4, length};
}

}  // namespace

std::string_view IdTable::stored(std::uint64_t key) const {
  return read_sized(texts_.data() + (key & ~kText));
}

std::uint64_t IdTable::hash(std::uint64_t key) const {
  return mix(key & kText ? std::hash<std::string_view>()(stored(key)) : key);
}

void IdTable::grow() {
  slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, kNone);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < size(); ++i) {
    std::size_t slot = hash(keys_[i]) & mask;
    while (slots_[slot] != kNone) slot = (slot + 1) & mask;
    slots_[slot] = i;
  }
}

std::uint32_t IdTable::intern(std::string_view id) {
  if (keys_.size() * 4 >= slots_.size() * 3) grow();
  std::uint64_t key = kText;
  // Only the shortest form of a number is one: "007" stays text, so that text() gives back what was written.
  if (id.size() <= 18 && all_digits(id) && (id.size() == 1 || id[0] != '0'))
    std::from_chars(id.data(), id.data() + id.size(), key);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = mix(key == kText ? std::hash<std::string_view>()(id) : key) & mask;
  for (; slots_[slot] != kNone; slot = (slot + 1) & mask) {
    const std::uint64_t other = keys_[slots_[slot]];
    if (key != kText ? other == key : (other & kText) != 0 && stored(other) == id) return slots_[slot];
  }
  if (key == kText) {
    key |= texts_.size();
    append_sized(texts_, id);
  }
  slots_[slot] = size();
  keys_.push_back(key);
  return size() - 1;
}

std::string IdTable::text(std::uint32_t number) const {
  const std::uint64_t key = keys_[number];
  return key & kText ? std::string(stored(key)) : std::to_string(key);
}

bool IdTable::is_number(std::uint32_t number) const {
  const std::uint64_t key = keys_[number];
  return (key & kText) == 0 || all_digits(stored(key));
}

std::uint64_t TextArena::add(std::string_view text) {
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < text.size() + 4) {
    blocks_.emplace_back();
    blocks_.back().reserve(std::max(kBlockBytes, text.size() + 4));
  }
  const std::uint64_t place = ((blocks_.size() - 1) << 32) | blocks_.back().size();
  append_sized(blocks_.back(), text);
  return place;
}

std::string_view TextArena::at(std::uint64_t place) const {
  return read_sized(blocks_[place >> 32].data() + (place & 0xFFFFFFFF));
}

}  // namespace cxai::threads
