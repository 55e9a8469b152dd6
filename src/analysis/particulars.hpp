// Which particulars of a person the agent asks for and the customer gives: "doğum yılınız?", "your postcode, please".
//
// Input    a reading and the segments of its turns
// Output   sets of kinds, for the whole conversation; what is asked counts as given when the next turn of the customer
//          answers with a number, a name or in few words
// Threads  all functions from any thread
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analysis/features.hpp"
#include "analysis/reading.hpp"
#include "analysis/segments.hpp"

namespace cxai::analysis {

// In the order of the bits of a set.
enum class Particular : std::uint8_t { name, birth, identity_number, digits, telephone, address, secret, mail, record };
inline constexpr std::size_t kParticulars = 9;
using ParticularSet = std::uint16_t;

constexpr ParticularSet set_of(Particular one) {
  return static_cast<ParticularSet>(1U << static_cast<unsigned>(one));
}

struct Particulars {
  ParticularSet asked = 0;
  ParticularSet given = 0;        // asked and answered
  std::size_t asking_turns = 0;   // turns of the agent that ask for any
  std::size_t read_back = 0;      // what the agent reads out and the customer confirms: "Sokak 5? – Genau."
  std::size_t given_unasked = 0;  // turns of the customer with a number or name of a person, nothing asked before
  std::size_t record_told = 0;    // segments in which the agent tells what stands in a record
};

// What a word names; nothing for most. `next` is the word behind it, empty at the end.
ParticularSet particulars_named(const ReadWord& word, const ReadWord* next);

Particulars particulars_of(const Reading& reading, const std::vector<TurnSegments>& segments);

void add_particulars(const Particulars& particulars, Features& features);

}  // namespace cxai::analysis
