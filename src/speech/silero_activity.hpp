// Silero VAD behind the interface of every detector.
#pragma once

#include <memory>

#include "speech/silero_network.hpp"
#include "speech/voice_activity.hpp"

namespace cxai::speech {

std::unique_ptr<StreamingDetector> make_silero_detector(std::shared_ptr<const SileroNetwork> network);

}  // namespace cxai::speech
