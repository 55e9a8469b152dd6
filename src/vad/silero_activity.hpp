// Silero VAD behind the interface of every detector.
#pragma once

#include <memory>

#include "vad/silero_network.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::vad {

std::unique_ptr<StreamingDetector> make_silero_detector(std::shared_ptr<const SileroNetwork> network);

}  // namespace cxai::vad
