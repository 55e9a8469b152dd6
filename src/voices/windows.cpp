#include "voices/windows.hpp"

#include <algorithm>
#include <cstdint>

namespace cxai::voices {
namespace {

using conversation::Interval;

constexpr float kBelowPeakDb = 35;       // quieter frames are pauses, not voice
constexpr std::size_t kPiece = 1500;     // frames
constexpr std::size_t kFewestHeard = 5;  // fewer in a window: all of its frames are listened to
constexpr float kSpread = 3;             // about the standard deviation of the bands

struct Piece {
  std::size_t begin, end, stretch;
};

std::vector<Piece> pieces_of(std::span<const Interval> speech, std::size_t frames) {
  std::vector<Piece> pieces;
  const auto frame = [&](Millis time) {
    return std::min(frames, static_cast<std::size_t>(std::max<std::int64_t>(0, (time + kFrameStep / 2) / kFrameStep)));
  };
  for (std::size_t s = 0; s < speech.size(); ++s) {
    const std::size_t begin = frame(speech[s].start);
    const std::size_t end = frame(speech[s].end);
    if (end <= begin) continue;
    const std::size_t parts = (end - begin + kPiece - 1) / kPiece;
    for (std::size_t p = 0; p < parts; ++p)
      pieces.push_back({begin + (end - begin) * p / parts, begin + (end - begin) * (p + 1) / parts, s});
  }
  return pieces;
}

// How loud a frame must be to be listened to.
float least_level(const Features& features, const std::vector<Piece>& pieces) {
  std::vector<float> levels;
  for (const Piece& piece : pieces)
    for (std::size_t t = piece.begin; t < piece.end; ++t) levels.push_back(features.level_db(t));
  if (levels.empty()) return 0;
  const auto loud = levels.begin() + static_cast<std::ptrdiff_t>((levels.size() - 1) * 95 / 100);
  std::ranges::nth_element(levels, loud);
  return *loud - kBelowPeakDb;
}

std::vector<float> mean_bands(const Features& features, const std::vector<Piece>& pieces, float least_db) {
  std::vector<double> sum(kBands, 0);
  std::vector<float> bands(kBands);
  std::size_t count = 0;
  for (const Piece& piece : pieces)
    for (std::size_t t = piece.begin; t < piece.end; ++t) {
      if (features.level_db(t) < least_db) continue;
      features.read(t, bands);
      for (std::size_t b = 0; b < kBands; ++b) sum[b] += static_cast<double>(bands[b]);
      ++count;
    }
  for (std::size_t b = 0; b < kBands; ++b)
    bands[b] = static_cast<float>(sum[b] / static_cast<double>(std::max<std::size_t>(1, count)));
  return bands;
}

// Sums of activations and their squares from the start of a piece, so that any window takes one subtraction.
class RunningSums {
 public:
  RunningSums(std::span<const float> activations, std::size_t width, const std::vector<bool>& heard)
      : width_(width), sums_((heard.size() + 1) * 2 * width, 0), counts_(heard.size() + 1, 0) {
    for (std::size_t t = 0; t < heard.size(); ++t) {
      const double* const before = &sums_[t * 2 * width];
      double* const after = &sums_[(t + 1) * 2 * width];
      const double weight = heard[t] ? 1 : 0;
      for (std::size_t i = 0; i < width; ++i) {
        const double value = weight * static_cast<double>(activations[t * width + i]);
        after[i] = before[i] + value;
        after[width + i] = before[width + i] + value * value;
      }
      counts_[t + 1] = counts_[t] + (heard[t] ? 1 : 0);
    }
  }

  std::size_t heard(std::size_t begin, std::size_t end) const { return counts_[end] - counts_[begin]; }

  std::vector<float> embedding(const EmbeddingNetwork& network, std::size_t begin, std::size_t end) const {
    std::vector<double> part(2 * width_);
    for (std::size_t i = 0; i < part.size(); ++i) part[i] = sums_[end * 2 * width_ + i] - sums_[begin * 2 * width_ + i];
    return network.embedding(std::span(part).first(width_), std::span(part).last(width_), heard(begin, end));
  }

 private:
  std::size_t width_;
  std::vector<double> sums_;  // [frames + 1, 2, width]
  std::vector<std::size_t> counts_;
};

void add_windows(const Piece& piece, const WindowShape& shape, const RunningSums& heard, const RunningSums& all,
                 const EmbeddingNetwork& network, Windows& out) {
  const std::size_t length = piece.end - piece.begin;
  const std::size_t count = (length + shape.step - 1) / shape.step;
  for (std::size_t w = 0; w < count; ++w) {
    const std::size_t begin = length * w / count;
    const std::size_t end = length * (w + 1) / count;
    const std::size_t centre = (begin + end) / 2;
    const std::size_t last = std::min(length, std::max(shape.width, centre + shape.width / 2));
    const std::size_t first = last > shape.width ? last - shape.width : 0;
    const std::size_t loud = heard.heard(first, last);
    const RunningSums& sums = loud >= kFewestHeard ? heard : all;
    const std::vector<float> vector = sums.embedding(network, first, last);
    out.vectors.insert(out.vectors.end(), vector.begin(), vector.end());
    out.windows.push_back({piece.begin + begin, piece.begin + end, loud, piece.stretch});
  }
}

}  // namespace

std::vector<Windows> embed_windows(const Features& features, std::span<const Interval> speech,
                                   const EmbeddingNetwork& network, std::span<const WindowShape> shapes) {
  std::vector<Windows> out(shapes.size());
  for (Windows& windows : out) windows.size = network.size();
  const std::vector<Piece> pieces = pieces_of(speech, features.frames());
  const float least_db = least_level(features, pieces);
  const std::vector<float> mean = mean_bands(features, pieces, least_db);
  std::vector<float> bands;
  for (const Piece& piece : pieces) {
    const std::size_t length = piece.end - piece.begin;
    bands.resize(length * kBands);
    std::vector<bool> heard(length);
    for (std::size_t t = 0; t < length; ++t) {
      const auto row = std::span(bands).subspan(t * kBands, kBands);
      features.read(piece.begin + t, row);
      for (std::size_t b = 0; b < kBands; ++b) row[b] = (row[b] - mean[b]) / kSpread;
      heard[t] = features.level_db(piece.begin + t) >= least_db;
    }
    const std::vector<float> activations = network.activations(bands);
    const RunningSums loud(activations, network.width(), heard);
    const RunningSums all(activations, network.width(), std::vector<bool>(length, true));
    for (std::size_t s = 0; s < shapes.size(); ++s) add_windows(piece, shapes[s], loud, all, network, out[s]);
  }
  return out;
}

}  // namespace cxai::voices
