// Numbers over many conversations, each with the n it rests on (docs/definitions.md, section 1).
//
// Threads  pure functions
// Source   t quantiles: Abramowitz & Stegun 26.7.5; Wilson interval: Wilson 1927
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace cxai::analysis {

struct Mean {
  double value = 0;
  double low = 0;  // 95 % interval
  double high = 0;
  std::int64_t n = 0;
};

// From n, the sum and the sum of squares; nullopt for n = 0; the interval is the value itself for n = 1.
std::optional<Mean> mean_of(std::int64_t n, double sum, double sum_of_squares);

// A share with its Wilson interval; nullopt for n = 0.
std::optional<Mean> share_of(std::int64_t hits, std::int64_t n);

struct Contact {
  std::string customer;
  std::string topic;
  Timestamp at{};
};

// First-contact resolution: the share of contacts not followed by another of the same customer on the same topic
// within `window`. Contacts younger than the window, and ones without customer or topic, stay out of it.
std::optional<Mean> first_contact_resolution(std::vector<Contact> contacts, Timestamp now,
                                             Millis window = std::chrono::days(7));

// Average handling time: (talk + hold + after-call work) ÷ handled, over conversations that have all parts.
struct Handled {
  Millis talk{};  // without hold
  Millis hold{};
  Millis after_call_work{};
};
std::optional<Mean> average_handling_time_s(std::span<const Handled> handled);

}  // namespace cxai::analysis
