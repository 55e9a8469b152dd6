// E-mail addresses and user names, written ("ayse.kaya@ornek.com", "@gezgin_34") and said ("ayşe nokta kaya et gmail
// nokta com", "blue kettle underscore ninety one").
//
// Limits   a local part that is said without a sign between its words is taken for at most three words
#pragma once

#include <vector>

#include "privacy/context.hpp"
#include "privacy/items.hpp"
#include "privacy/pii.hpp"

namespace cxai::privacy {

// All addresses and @handles of the text, in order.
void find_mail(const Items& items, std::vector<Find>& out);

// The user name that begins at item `at`, where one was announced. Empty value: none.
// One plain word that nobody knows, as a name of an account may be; an empty value when there is none.
Find read_plain_user_name(const Items& items, std::size_t at);
Find read_user_name(const Items& items, std::size_t at, bool adjacent);

}  // namespace cxai::privacy
