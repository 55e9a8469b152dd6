// "turn words"_f: the hash of a feature's name, at compile time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "learning/hash.hpp"

namespace cxai::analysis {

constexpr std::uint64_t operator""_f(const char* text, std::size_t size) {
  return learning::hash_of(std::string_view(text, size));
}

}  // namespace cxai::analysis
