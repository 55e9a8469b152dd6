#include "voices/speakers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "voices/clustering.hpp"

namespace cxai::voices {
namespace {

using Vector = std::vector<float>;

constexpr std::size_t kRounds = 2;  // of giving windows to voices and making voices of windows

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

void add(Vector& sum, std::span<const float> vector) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += vector[i];
}

double far(const Vector& a, const Vector& b) {
  return 1.0 - dot(a, b) / std::sqrt(dot(a, a) * dot(b, b) + 1e-12);
}

double seconds(std::size_t frames) {
  return static_cast<double>(frames) * kFrameStep.count() / 1000.0;
}

struct Voice {
  Vector sum;  // of its windows' vectors
  std::size_t frames = 0;
};

std::vector<Voice> gather(const Windows& windows, const std::vector<std::size_t>& voice_of) {
  std::vector<Voice> voices(voice_of.empty() ? 0 : std::ranges::max(voice_of) + 1, Voice{Vector(windows.size), 0});
  for (std::size_t i = 0; i < voice_of.size(); ++i) {
    add(voices[voice_of[i]].sum, windows.vector(i));
    voices[voice_of[i]].frames += windows.windows[i].length();
  }
  return voices;
}

// Leaves out voices that are heard too little to be believed, but never all, and never so many that fewer than `least`
// remain.
void drop_faint(std::vector<Voice>& voices, double least_seconds, std::size_t least) {
  std::ranges::stable_sort(voices, std::ranges::greater{}, &Voice::frames);
  while (voices.size() > std::max<std::size_t>(1, least) && seconds(voices.back().frames) < least_seconds)
    voices.pop_back();
}

// Windows that were listened to long enough, or all where there are hardly any such.
Windows reliable(const Windows& windows, std::size_t least_heard) {
  Windows out{.size = windows.size};
  for (std::size_t i = 0; i < windows.windows.size(); ++i) {
    if (windows.windows[i].heard < least_heard) continue;
    out.windows.push_back(windows.windows[i]);
    const auto vector = windows.vector(i);
    out.vectors.insert(out.vectors.end(), vector.begin(), vector.end());
  }
  return out.windows.size() < 2 ? windows : out;
}

// The distance from which on two groups are two people.
double needed(const Voice& a, const Voice& b, const SpeakerRules& rules) {
  return rules.apart + rules.apart_by_noise / std::sqrt(std::max(0.02, seconds(std::min(a.frames, b.frames))));
}

std::vector<Voice> find_voices(const Windows& all, const SpeakerRules& rules) {
  const Windows windows = reliable(all, rules.least_heard);
  std::size_t frames = 0;
  for (const Window& window : windows.windows) frames += window.length();
  std::vector<Voice> voices = gather(windows, cluster(windows.vectors, windows.size, rules.alike));
  drop_faint(voices, std::max(rules.least_seconds, rules.least_part * seconds(frames)), rules.least);
  while (voices.size() > std::max<std::size_t>(1, rules.least)) {
    double least = std::numeric_limits<double>::infinity();
    std::size_t one = 0;
    std::size_t other = 0;
    for (std::size_t a = 0; a < voices.size(); ++a)
      for (std::size_t b = a + 1; b < voices.size(); ++b)
        if (const double margin = far(voices[a].sum, voices[b].sum) - needed(voices[a], voices[b], rules);
            margin < least) {
          least = margin;
          one = a;
          other = b;
        }
    if (voices.size() <= rules.most && least >= 0) break;
    add(voices[one].sum, voices[other].sum);
    voices[one].frames += voices[other].frames;
    voices.erase(voices.begin() + static_cast<std::ptrdiff_t>(other));
  }
  return voices;
}

std::vector<std::size_t> likeliest(const Windows& windows, const std::vector<Voice>& voices,
                                   const SpeakerRules& rules) {
  const std::size_t count = windows.windows.size();
  const std::size_t states = voices.size();
  std::vector<double> lengths;
  for (const Voice& voice : voices) lengths.push_back(std::sqrt(dot(voice.sum, voice.sum)) + 1e-9);
  std::vector<std::uint8_t> from(count * states, 0);
  std::vector<double> score(states, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto best = static_cast<std::size_t>(std::ranges::max_element(score) - score.begin());
    const bool pause = i > 0 && windows.windows[i].stretch != windows.windows[i - 1].stretch;
    const double changed = score[best] - (pause ? rules.change_at_pause : rules.change);
    for (std::size_t s = 0; s < states; ++s) {
      const bool stay = i == 0 || score[s] >= changed;
      from[i * states + s] = static_cast<std::uint8_t>(stay ? s : best);
      score[s] = (stay ? score[s] : changed) + rules.likeness * dot(windows.vector(i), voices[s].sum) / lengths[s];
    }
  }
  std::vector<std::size_t> path(count);
  auto state = static_cast<std::size_t>(std::ranges::max_element(score) - score.begin());
  for (std::size_t i = count; i-- > 0;) {
    path[i] = state;
    state = from[i * states + state];
  }
  return path;
}

}  // namespace

std::vector<std::size_t> tell_speakers(const Windows& long_windows, const Windows& short_windows,
                                       const SpeakerRules& rules) {
  if (short_windows.windows.empty()) return {};
  std::vector<Voice> voices = find_voices(long_windows, rules);
  for (std::size_t round = 0; round < kRounds && voices.size() > 1; ++round) {
    voices = gather(short_windows, likeliest(short_windows, voices, rules));
    std::erase_if(voices, [](const Voice& voice) { return voice.frames == 0; });
    drop_faint(voices, rules.least_seconds, rules.least);
  }
  std::vector<std::size_t> path = likeliest(short_windows, voices, rules);
  std::vector<std::size_t> number(voices.size(), voices.size());
  std::size_t next = 0;
  for (std::size_t& voice : path) {
    if (number[voice] == voices.size()) number[voice] = next++;
    voice = number[voice];
  }
  return path;
}

}  // namespace cxai::voices
