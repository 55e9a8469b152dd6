// The WebSocket of one media stream: its messages go to the desk of live calls, events come back where asked for.
//
// Close codes  1000 the sender said stop · 1001 the server stops · 1007 not the protocol · 1008 not allowed ·
//              1011 the sound cannot be kept · 1013 all streams are taken
// Threads      see http::WebSocketSession
// Source       docs/formats/live.md
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/message.hpp"
#include "live/desk.hpp"
#include "serve/app.hpp"

namespace cxai::serve {

// Gives the recording of a live call to the intake, as an upload would.
Result<> take_in(pipeline::Intake& intake, const live::SpooledCall& call, const std::string& name);

class LiveSession final : public http::WebSocketSession {
 public:
  // `agent_id`: the only agent whose calls may come.
  LiveSession(App& app, std::optional<std::string> agent_id) : app_(app), agent_id_(std::move(agent_id)) {}

  void listen(std::function<void()> wake) override;
  Output next(std::vector<Message> arrived) override;
  void closed(int code) override;

 private:
  App& app_;
  const std::optional<std::string> agent_id_;
  std::unique_ptr<live::LiveStream> stream_;
};

}  // namespace cxai::serve
