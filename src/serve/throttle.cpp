#include "serve/throttle.hpp"

#include <algorithm>
#include <iterator>

#include "base/hash.hpp"

namespace cxai::serve {
namespace {

constexpr std::size_t kMaxNames = 10'000;

// Hashed, so that a long login costs no more memory than a short one.
std::string login_key(const std::string& login) {
  return base::content_id("l", login);
}
std::string address_key(const std::string& address) {
  return base::content_id("a", address);
}

}  // namespace

void LoginThrottle::forget_before(Timestamp start) {
  for (auto it = attempts_.begin(); it != attempts_.end();) {
    Attempts& times = it->second;
    while (!times.empty() && times.front() < start) times.pop_front();
    it = times.empty() ? attempts_.erase(it) : std::next(it);
  }
}

bool LoginThrottle::begin(const std::string& login, const std::string& address, Timestamp now) {
  const std::scoped_lock lock(mutex_);
  forget_before(now - kWindow);
  const std::string by_login = login_key(login);
  const std::string by_address = address_key(address);
  const auto count = [&](const std::string& key) {
    const auto it = attempts_.find(key);
    return it == attempts_.end() ? 0 : it->second.size();
  };
  if (count(by_login) >= kPerLogin || count(by_address) >= kPerAddress) return false;
  if (attempts_.size() + 2 > kMaxNames) {
    const auto oldest = std::ranges::min_element(attempts_, {}, [](const auto& entry) { return entry.second.back(); });
    attempts_.erase(oldest);
  }
  attempts_[by_login].push_back(now);
  attempts_[by_address].push_back(now);
  return true;
}

void LoginThrottle::succeeded(const std::string& login, const std::string& address, Timestamp began) {
  const std::scoped_lock lock(mutex_);
  for (const auto& key : {login_key(login), address_key(address)}) {
    const auto it = attempts_.find(key);
    if (it == attempts_.end()) continue;
    const auto attempt = std::ranges::find(it->second, began);
    if (attempt != it->second.end()) it->second.erase(attempt);
    if (it->second.empty()) attempts_.erase(it);
  }
}

}  // namespace cxai::serve
