// Words that say something of the words beside them: that a name follows ("adım", "my name", "heiße"), that somebody
// is greeted, thanked or does something, that what stands here is a street or a firm.
//
// Input    the hash of a word in plain letters (learning::hash_of)
// Output   its classes, one bit each; 0 for a word that says nothing of the kind
// Threads  any number of calls at once
#pragma once

#include <cstdint>

#include "learning/lexicon.hpp"

namespace cxai::privacy {

// The features of the finder of names use the numbers: an enumerator keeps its own.
enum class PersonCue : std::uint8_t {
  naming,    // adım, ismim, isimli, name, called, heiße, namens
  self,      // ben, benim, I'm, this, bin, hier
  speaking,  // görüşüyorum, speak, Apparat
  greeting,  // merhaba, sayın, hi, dear, hallo, lieber
  thanks,    // teşekkürler, cheers, danke
  act,       // what people do: dedi, aradı, told, promised, meinte
  role,      // temsilci, kurye, driver, Mitarbeiter
  holder,    // whose something is: adına, hesap, alıcı, passenger, signed, Inhaber
  towards,   // ile, için, with, from, mit, von
  spelling,  // kodluyorum, spelled, buchstabiere
  place,     // what makes a name a street, a building, a firm: sokak, hastanesi, street, GmbH
  quantity,  // numbers, months, days, money
};

learning::WordClasses person_cues(std::uint64_t word_hash);

}  // namespace cxai::privacy
