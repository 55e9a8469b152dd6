// Postal addresses: from the neighbourhood or street to the door number, with district and city right behind.
//
// Limits   Turkish, British, American, German, Austrian and Swiss forms; a street without a number is none, and so is a
//          bare town
#pragma once

#include <vector>

#include "privacy/items.hpp"
#include "privacy/pii.hpp"

namespace cxai::privacy {

// All addresses of the text, in order. `near`: an address was asked for or announced in the turn before.
void find_addresses(const Items& items, bool near, std::vector<Find>& out);

// A British, Canadian or five-digit postcode that begins at item `at`, where one was announced. Type `address`.
bool read_postcode(const Items& items, std::size_t at, Find& out);

}  // namespace cxai::privacy
