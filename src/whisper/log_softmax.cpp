#include "kernels/machine.hpp"
#include "whisper/decoding.hpp"
#include "whisper/log_softmax_loops.hpp"

namespace cxai::whisper {

void log_softmax(std::span<float> logits) {
  if (kernels::this_machine().avx2)
    log_softmax_avx2(logits);
  else
    log_softmax_loops(logits);
}

}  // namespace cxai::whisper
