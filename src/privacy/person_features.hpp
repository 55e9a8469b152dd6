// The features of one token for the tagger of names. Their code is part of the model: see kPersonFeatures.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "privacy/person_words.hpp"

namespace cxai::privacy {

// Changes with every change of the features, so that a bundle is never read with others than it was trained with.
inline constexpr std::string_view kPersonFeatures = "person/5";

// Tags of the bundle, in this order.
enum class PersonTag : std::uint8_t { outside, begin, inside };
inline constexpr std::string_view kPersonTags[] = {"O", "B-PERSON", "I-PERSON"};

using PersonFeatures = std::array<std::uint64_t, 72>;

// The features of word `at`, written to the front of `features`.
std::span<const std::uint64_t> person_features(const PersonText& text, std::size_t at, PersonFeatures& features);

}  // namespace cxai::privacy
