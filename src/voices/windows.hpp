// Cuts speech into short windows and gives each the embedding of its voice.
//
// Output   windows in the order of time; the parts they stand for (`begin` to `end`) cover the speech without overlap,
//          what is listened to for it may reach further, up to `width` frames inside the same stretch of speech
// Limits   stretches are read in pieces of 30 s
// Threads  pure
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "conversation/transcript.hpp"
#include "voices/embedding_network.hpp"
#include "voices/features.hpp"

namespace cxai::voices {

struct Window {
  std::size_t begin = 0;  // in frames
  std::size_t end = 0;
  std::size_t heard = 0;    // frames loud enough to be listened to
  std::size_t stretch = 0;  // index into the speech

  std::size_t length() const { return end - begin; }
};

struct Windows {
  std::vector<Window> windows;
  std::vector<float> vectors;  // [windows, size], of length 1 each
  std::size_t size = 0;

  std::span<const float> vector(std::size_t i) const { return std::span(vectors).subspan(i * size, size); }
};

struct WindowShape {
  std::size_t width = 0;  // frames
  std::size_t step = 0;   // frames, at most
};

// One list of windows for each shape. Speech outside the recording has no windows.
std::vector<Windows> embed_windows(const Features& features, std::span<const conversation::Interval> speech,
                                   const EmbeddingNetwork& network, std::span<const WindowShape> shapes);

}  // namespace cxai::voices
