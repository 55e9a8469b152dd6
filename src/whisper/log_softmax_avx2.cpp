#include "whisper/log_softmax_loops.hpp"

namespace cxai::whisper {

void log_softmax_avx2(std::span<float> logits) {
  log_softmax_loops(logits);
}

}  // namespace cxai::whisper
