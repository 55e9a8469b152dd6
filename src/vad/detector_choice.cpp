#include <utility>

#include "vad/silero_activity.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::vad {

struct DetectorChoice::Weights {
  SileroNetwork network;
};

DetectorChoice::DetectorChoice() = default;

Result<DetectorChoice> DetectorChoice::from_setting(std::string_view setting) {
  DetectorChoice choice;
  if (setting == "own") return choice;
  if (setting == "energy") {
    choice.kind_ = Kind::energy;
    return choice;
  }
  if (setting.empty())
    return fail(ErrorCode::invalid_input, "speech.activity is empty; it takes own, energy, or a Silero weights file");
  CXAI_TRY(SileroNetwork network, SileroNetwork::load(setting));
  choice.kind_ = Kind::silero;
  choice.weights_ = std::make_shared<const Weights>(Weights{std::move(network)});
  return choice;
}

std::unique_ptr<VoiceActivityDetector> DetectorChoice::make() const {
  switch (kind_) {
    case Kind::own:
      return make_recording_detector();
    case Kind::energy:
      return make_energy_detector();
    case Kind::silero:
      return make_streaming();
  }
  std::unreachable();
}

std::unique_ptr<StreamingDetector> DetectorChoice::make_streaming() const {
  if (kind_ != Kind::silero) return make_detector();
  return make_silero_detector({weights_, &weights_->network});
}

}  // namespace cxai::vad
