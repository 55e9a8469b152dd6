// Passwords and tokens. Nothing here is ever printed.
#pragma once

#include <string>
#include <string_view>

namespace cxai::base {

// Argon2id with the library's interactive limits (about 64 MiB and 0.1 s). The result carries its own parameters.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

// 256 random bits, URL-safe. Only its sha256_hex is stored.
std::string random_token();

// A readable random password of four groups, for a first login.
std::string random_password();

}  // namespace cxai::base
