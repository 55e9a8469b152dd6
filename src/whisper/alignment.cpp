#include "whisper/alignment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/result.hpp"

namespace cxai::whisper {
namespace {

constexpr std::size_t kReach = 3;  // of the median filter to both sides
constexpr std::size_t kWidth = 2 * kReach + 1;

// Each frame's weights relative to the other tokens': mean 0, standard deviation 1. [tokens, frames], in place. Frames
// that no token looks at (deviation far below an even spread of attention) become nearly 0: made large, their noise
// would decide where the words lie around a silence.
void standardise(std::span<float> head, std::size_t tokens, std::size_t frames) {
  std::vector<double> sum(frames);
  std::vector<double> squares(frames);
  for (std::size_t t = 0; t < tokens; ++t)
    for (std::size_t f = 0; f < frames; ++f) {
      const double x = static_cast<double>(head[t * frames + f]);
      sum[f] += x;
      squares[f] += x * x;
    }
  std::vector<float> mean(frames);
  std::vector<float> scale(frames);
  const auto count = static_cast<double>(tokens);
  const double even = 1.0 / static_cast<double>(frames);
  for (std::size_t f = 0; f < frames; ++f) {
    mean[f] = static_cast<float>(sum[f] / count);
    const double variance = std::max(0.0, squares[f] / count - (sum[f] / count) * (sum[f] / count));
    scale[f] = static_cast<float>(std::sqrt(variance) / (variance + even * even));
  }
  for (std::size_t t = 0; t < tokens; ++t)
    for (std::size_t f = 0; f < frames; ++f) head[t * frames + f] = (head[t * frames + f] - mean[f]) * scale[f];
}

// Adds the row's medians over seven frames, mirrored at the ends. A network of comparisons, the same for every frame,
// so that many frames are done at once.
void add_medians(std::span<const float> row, std::vector<float>& padded, std::span<float> sum) {
  const std::size_t frames = row.size();
  padded.resize(frames + 2 * kReach);
  std::ranges::copy(row, padded.begin() + kReach);
  for (std::size_t i = 1; i <= kReach; ++i) {
    padded[kReach - i] = row[std::min(i, frames - 1)];
    padded[kReach + frames - 1 + i] = row[frames - 1 - std::min(i, frames - 1)];
  }
  constexpr auto kExchanges = std::to_array<std::array<std::size_t, 2>>(
      {{0, 5}, {0, 3}, {1, 6}, {2, 4}, {0, 1}, {3, 5}, {2, 6}, {2, 3}, {3, 6}, {4, 5}, {1, 4}, {1, 3}, {3, 4}});
  for (std::size_t f = 0; f < frames; ++f) {
    std::array<float, kWidth> v;
    for (std::size_t i = 0; i < kWidth; ++i) v[i] = padded[f + i];
    for (const auto& [low, high] : kExchanges) {
      const float a = v[low];
      const float b = v[high];
      v[low] = b < a ? b : a;
      v[high] = b < a ? a : b;
    }
    sum[f] += v[kReach];
  }
}

// The frames at which the path of greatest sum steps from one token to the next: [tokens], the first is 0.
std::vector<std::size_t> begins_of_path(std::span<const float> matrix, std::size_t tokens, std::size_t frames) {
  enum Step : std::uint8_t { both, token, frame };
  constexpr float kNowhere = std::numeric_limits<float>::infinity();
  const std::size_t width = frames + 1;
  std::vector<std::uint8_t> steps((tokens + 1) * width, frame);
  std::vector<float> above(width, kNowhere);
  std::vector<float> cost(width);
  above[0] = 0;
  for (std::size_t t = 1; t <= tokens; ++t) {
    cost[0] = kNowhere;
    steps[t * width] = token;
    for (std::size_t f = 1; f <= frames; ++f) {
      const float from_both = above[f - 1];
      const float from_token = above[f];
      const float from_frame = cost[f - 1];
      const bool is_both = from_both < from_token && from_both < from_frame;
      const bool is_token = !is_both && from_token < from_both && from_token < from_frame;
      steps[t * width + f] = is_both ? both : is_token ? token : frame;
      cost[f] = (is_both ? from_both : is_token ? from_token : from_frame) - matrix[(t - 1) * frames + f - 1];
    }
    std::swap(above, cost);
  }
  std::vector<std::size_t> begins(tokens);
  for (std::size_t t = tokens, f = frames; t > 0 && f > 0;) {
    begins[t - 1] = f - 1;
    const std::uint8_t step = steps[t * width + f];
    if (step != frame) --t;
    if (step != token) --f;
  }
  return begins;
}

}  // namespace

std::vector<int> align_tokens(std::span<const float> attention, std::size_t heads, std::size_t tokens,
                              std::size_t frames) {
  CXAI_CHECK(attention.size() == heads * tokens * frames);
  if (heads == 0 || tokens == 0 || frames == 0) return std::vector<int>(tokens + 1, 0);
  std::vector<float> matrix(tokens * frames);
  std::vector<float> head(tokens * frames);
  std::vector<float> padded;
  for (std::size_t h = 0; h < heads; ++h) {
    std::ranges::copy(attention.subspan(h * head.size(), head.size()), head.begin());
    if (tokens > 1) standardise(head, tokens, frames);  // one alone has nothing to stand out from
    for (std::size_t t = 0; t < tokens; ++t)
      add_medians(std::span(head).subspan(t * frames, frames), padded, std::span(matrix).subspan(t * frames, frames));
  }
  for (float& x : matrix) x /= static_cast<float>(heads);
  const std::vector<std::size_t> begins = begins_of_path(matrix, tokens, frames);
  std::vector<int> times(tokens + 1);
  for (std::size_t t = 0; t < tokens; ++t) times[t] = static_cast<int>(begins[t]);
  times[tokens] = static_cast<int>(frames);

  // The path covers every frame, silence before the first token and after the last too: these two end where the
  // decoder no longer looked at them.
  const auto looked_at = [&](std::size_t token, std::size_t from, std::size_t to) {
    const auto row = std::span(matrix).subspan(token * frames + from, to - from);
    const float half = std::ranges::max(row) / 2;
    std::size_t first = 0;
    std::size_t end = row.size();
    if (half > 0) {
      while (row[first] < half) ++first;
      while (row[end - 1] < half) --end;
    }
    return std::pair(from + first, from + end);
  };
  const std::size_t first_end = tokens > 1 ? std::max(begins[1], std::size_t{1}) : frames;
  times[0] = static_cast<int>(looked_at(0, 0, first_end).first);
  const std::size_t last_begin = static_cast<std::size_t>(times[tokens - 1]);
  times[tokens] = static_cast<int>(looked_at(tokens - 1, std::min(last_begin, frames - 1), frames).second);
  return times;
}

}  // namespace cxai::whisper
