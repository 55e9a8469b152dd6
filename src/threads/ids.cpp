#include "threads/ids.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

namespace cxai::threads {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The finaliser of splitmix64 (Steele, Lea and Flood 2014).
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

std::uint64_t hash_of(std::string_view text) {
  return mix(std::hash<std::string_view>()(text));
}

// Sixteen numbers in a row share the 64 bytes of one cache line, since ids of messages that answer each other are near
// each other; where in the line is turned by the hash, so that multiples of 16 do not meet.
std::uint64_t hash_of(std::uint64_t number) {
  const std::uint64_t line = mix(number >> 4);
  return (line << 4) | ((number ^ (line >> 60)) & 15);
}

// The same for the short texts that ids are, without a call for the usual ones.
bool equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const std::size_t n = a.size();
  if (n < 8 || n > 16) return a == b;
  std::uint64_t ends[4];
  std::memcpy(&ends[0], a.data(), 8);
  std::memcpy(&ends[1], b.data(), 8);
  std::memcpy(&ends[2], a.data() + n - 8, 8);
  std::memcpy(&ends[3], b.data() + n - 8, 8);
  return ends[0] == ends[1] && ends[2] == ends[3];
}

// To the next line and place: odd, so that every slot is met.
constexpr std::size_t kStep = 17;

}  // namespace

IdKey::IdKey(std::uint64_t plain_number) : number(plain_number), hash(hash_of(plain_number)) {}

IdKey::IdKey(std::string_view id) {
  // Only the shortest form of a number is one: "007" stays text, so that text() gives back what was written.
  if (id.size() <= kMostDigits && all_digits(id) && (id[0] != '0' || id.size() == 1)) {
    std::uint64_t value = 0;
    for (const char digit : id) value = value * 10 + static_cast<unsigned>(digit - '0');
    *this = IdKey(value);
    return;
  }
  text = id;
  hash = hash_of(id);
}

std::string_view IdTable::stored(std::uint64_t key) const {
  const char* const from = texts_.data() + (key & ~IdKey::kText);
  std::uint32_t length;
  std::memcpy(&length, from, 4);
  return {from + 4, length};
}

void IdTable::grow(std::size_t slots) {
  slots_.assign(slots, kNone);
  const std::size_t mask = slots - 1;
  for (std::uint32_t i = 0; i < size(); ++i) {
    const std::uint64_t key = keys_[i];
    std::size_t slot = (key & IdKey::kText ? hash_of(stored(key)) : hash_of(key)) & mask;
    while (slots_[slot] != kNone) slot = (slot + kStep) & mask;
    slots_[slot] = i;
  }
}

void IdTable::reserve(std::size_t count) {
  keys_.reserve(count);
  if (const std::size_t slots = std::bit_ceil(count + count / 2); slots > slots_.size()) grow(slots);
}

std::uint32_t IdTable::intern(const IdKey& id) {
  if (keys_.size() * 4 >= slots_.size() * 3) grow(slots_.empty() ? 1024 : slots_.size() * 2);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = id.hash & mask;
  for (; slots_[slot] != kNone; slot = (slot + kStep) & mask) {
    const std::uint64_t other = keys_[slots_[slot]];
    if (id.number != IdKey::kText ? other == id.number : (other & IdKey::kText) != 0 && equal(stored(other), id.text))
      return slots_[slot];
  }
  std::uint64_t key = id.number;
  if (key == IdKey::kText) {
    key |= texts_.size();
    const auto length = static_cast<std::uint32_t>(id.text.size());
    char size[4];
    std::memcpy(size, &length, 4);
    texts_.append(size, 4);
    texts_ += id.text;
  }
  slots_[slot] = size();
  keys_.push_back(key);
  return size() - 1;
}

void IdTable::append(std::uint32_t number, std::string& to) const {
  const std::uint64_t key = keys_[number];
  if (key & IdKey::kText)
    to += stored(key);
  else
    to += std::to_string(key);
}

std::string IdTable::text(std::uint32_t number) const {
  std::string text;
  append(number, text);
  return text;
}

bool IdTable::is_number(std::uint32_t number) const {
  const std::uint64_t key = keys_[number];
  return (key & IdKey::kText) == 0 || all_digits(stored(key));
}

}  // namespace cxai::threads
