#include "analysis/aggregates.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace cxai::analysis {
namespace {

constexpr double kZ = 1.959963984540054;

// 97.5 % quantile of Student's t with `nu` degrees of freedom, by expansion around the normal quantile.
double t_quantile(double nu) {
  if (nu <= 1) return 12.706;
  if (nu <= 2) return 4.303;
  const double z = kZ;
  const double g1 = (std::pow(z, 3) + z) / 4;
  const double g2 = (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / 96;
  const double g3 = (3 * std::pow(z, 7) + 19 * std::pow(z, 5) + 17 * std::pow(z, 3) - 15 * z) / 384;
  return z + g1 / nu + g2 / (nu * nu) + g3 / (nu * nu * nu);
}

}  // namespace

std::optional<Mean> mean_of(std::int64_t n, double sum, double sum_of_squares) {
  if (n <= 0) return std::nullopt;
  const auto count = static_cast<double>(n);
  const double mean = sum / count;
  if (n == 1) return Mean{mean, mean, mean, n};
  const double variance = std::max(0.0, (sum_of_squares - sum * mean) / (count - 1));
  const double half = t_quantile(count - 1) * std::sqrt(variance / count);
  return Mean{mean, mean - half, mean + half, n};
}

std::optional<Mean> share_of(std::int64_t hits, std::int64_t n) {
  if (n <= 0) return std::nullopt;
  const auto count = static_cast<double>(n);
  const double p = static_cast<double>(hits) / count;
  const double z2 = kZ * kZ;
  const double centre = (p + z2 / (2 * count)) / (1 + z2 / count);
  const double half = kZ * std::sqrt(p * (1 - p) / count + z2 / (4 * count * count)) / (1 + z2 / count);
  return Mean{p, std::max(0.0, centre - half), std::min(1.0, centre + half), n};
}

std::optional<Mean> first_contact_resolution(std::vector<Contact> contacts, Timestamp now, Millis window) {
  std::erase_if(contacts, [](const Contact& c) { return c.customer.empty() || c.topic.empty(); });
  std::ranges::sort(contacts, [](const Contact& a, const Contact& b) {
    return std::tie(a.customer, a.topic, a.at) < std::tie(b.customer, b.topic, b.at);
  });
  std::int64_t n = 0;
  std::int64_t solved = 0;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (now - contacts[i].at < window) continue;
    const bool again = i + 1 < contacts.size() && contacts[i + 1].customer == contacts[i].customer &&
                       contacts[i + 1].topic == contacts[i].topic && contacts[i + 1].at - contacts[i].at <= window;
    ++n;
    if (!again) ++solved;
  }
  return share_of(solved, n);
}

std::optional<Mean> average_handling_time_s(std::span<const Handled> handled) {
  double sum = 0;
  double squares = 0;
  for (const Handled& h : handled) {
    const double seconds = static_cast<double>((h.talk + h.hold + h.after_call_work).count()) / 1000.0;
    sum += seconds;
    squares += seconds * seconds;
  }
  return mean_of(static_cast<std::int64_t>(handled.size()), sum, squares);
}

}  // namespace cxai::analysis
