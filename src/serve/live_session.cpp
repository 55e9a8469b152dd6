#include "serve/live_session.hpp"

#include <utility>

#include "serve/live_view.hpp"

namespace cxai::serve {
namespace {

http::WebSocketSession::Close close_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_input:
    case ErrorCode::unsupported:
    case ErrorCode::corrupt_data:
      return {1007, error.message};
    case ErrorCode::permission_denied:
      return {1008, error.message};
    case ErrorCode::conflict:
      return {1013, error.message};
    case ErrorCode::not_found:
    case ErrorCode::unavailable:
    case ErrorCode::cancelled:
      break;
  }
  return {1011, "the server cannot keep the sound now; the operator finds the reason in the log"};
}

}  // namespace

Result<> take_in(pipeline::Intake& intake, const live::SpooledCall& call, const std::string& name) {
  CXAI_TRY(const auto taken, intake.accept({{"recording", name, "audio/wav", call.recording},
                                            {"metadata", call.id + ".json", "application/json", call.metadata}}));
  return {};
}

void LiveSession::listen(std::function<void()> wake) {
  stream_ = app_.services.live.open(agent_id_, std::move(wake));
}

LiveSession::Output LiveSession::next(std::vector<Message> arrived) {
  Output output;
  if (!stream_) return output;
  std::vector<live::LiveStream::Packet> packets;
  packets.reserve(arrived.size());
  for (const Message& message : arrived) packets.push_back({message.binary, message.bytes});
  const Result<> received = stream_->receive(packets);
  const bool over = !received || stream_->stopped();
  for (const auto& event : stream_->take_events())
    output.messages.push_back({false, base::dump_json(event_document(event))});
  if (!over) return output;
  output.close = received ? Close{1000, ""} : close_for(received.error());
  if (!received) app_.services.log("live stream refused: " + received.error().message);
  stream_->close(received ? "completed" : "dropped");
  stream_.reset();
  return output;
}

void LiveSession::closed(int code) {
  if (stream_) stream_->close(code == 1000 ? "completed" : "dropped");
  stream_.reset();
}

}  // namespace cxai::serve
