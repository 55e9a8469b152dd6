#include "net/endpoints.hpp"

#include <algorithm>

#include "base/result.hpp"

namespace cxai::net {

Endpoints::Endpoints(std::vector<std::string> urls, Millis cool_down) : cool_down_(cool_down) {
  CXAI_CHECK(!urls.empty());
  for (std::string& url : urls) all_.push_back({std::move(url), Time::min()});
}

std::size_t Endpoints::next(Time now) {
  const std::scoped_lock lock(mutex_);
  for (std::size_t step = 0; step < all_.size(); ++step) {
    const std::size_t index = (turn_ + step) % all_.size();
    if (all_[index].rests_until > now) continue;
    turn_ = index + 1;
    return index;
  }
  const auto soonest = std::ranges::min_element(all_, {}, &Endpoint::rests_until);
  return static_cast<std::size_t>(soonest - all_.begin());
}

void Endpoints::failed(std::size_t index, Time now) {
  const std::scoped_lock lock(mutex_);
  all_[index].rests_until = now + cool_down_;
}

void Endpoints::worked(std::size_t index) {
  const std::scoped_lock lock(mutex_);
  all_[index].rests_until = Time::min();
}

bool Endpoints::any_healthy(Time now) const {
  const std::scoped_lock lock(mutex_);
  return std::ranges::any_of(all_, [&](const Endpoint& endpoint) { return endpoint.rests_until <= now; });
}

}  // namespace cxai::net
