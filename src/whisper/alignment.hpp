// When each token was spoken, from where the decoder looked while it wrote it.
//
// Input    cross-attention weights of the alignment heads for the text tokens: [heads, tokens, frames], row-major,
//          softmax over frames already taken, 50 frames per second
// Output   for each token the frame it begins at, ascending; [tokens + 1], the last is the end of the last token.
//          Silence before the first token and after the last is left out, as far as the attention shows it
// Threads  pure
// Source   openai/whisper timing: standardise each head over tokens, median filter of width 7 along time, mean over
//          heads, dynamic time warping of the negative; frames with less attention than an even spread count for little
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cxai::whisper {

std::vector<int> align_tokens(std::span<const float> attention, std::size_t heads, std::size_t tokens,
                              std::size_t frames);

}  // namespace cxai::whisper
