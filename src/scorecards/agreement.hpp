// How well the machine's answers to one question agree with people's, and whether it may answer alone.
//
// Input    pairs of answers to the same question about the same conversation, newest first
// Output   Cohen's kappa with a 95 % interval, and the lock
// Threads  pure
// Source   Cohen 1960: kappa = (p_o − p_e) / (1 − p_e), its error p_o(1 − p_o) / (n (1 − p_e)²), here with Wilson's
//          interval of p_o in place of the normal one, so that few answers without a mistake prove little;
//          docs/definitions.md, section 8
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace cxai::scorecards {

struct AnswerPair {
  std::string machine;
  std::string person;
  bool blind = true;  // the person had not seen the machine's answer
};

inline constexpr std::size_t kNeededPairs = 30;   // fewer never unlock
inline constexpr std::size_t kWindowPairs = 100;  // only the newest count, so that agreement can fall
inline constexpr double kNeededKappa = 0.6;       // of the lower end of the interval

enum class Lock : std::uint8_t {
  unlocked,
  too_few,       // fewer than kNeededPairs
  too_low,       // the lower end lies below kNeededKappa
  no_variation,  // machine and people always give one and the same answer: nothing tells chance from skill
};
const char* to_string(Lock lock);

struct Agreement {
  std::size_t n = 0;
  std::size_t blind = 0;
  std::size_t same = 0;
  std::optional<double> kappa, low, high;  // nullopt when n = 0 or p_e = 1
  Lock lock = Lock::too_few;
};

// Looks at the newest kWindowPairs.
Agreement agreement(std::span<const AnswerPair> pairs);

}  // namespace cxai::scorecards
