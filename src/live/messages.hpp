// Reads the messages of one media stream: Twilio Media Streams, or raw PCM after a JSON hello.
//
// Input    messages in the order they came (docs/formats/live.md)
// Output   the same as values
// Errors   invalid_input naming the field: not the protocol, media before the start or after the stop. The reader may
// go
//          on after one
// Limits   what the transport allows for a message; metadata 64 keys of 1 KiB each; unknown events are passed over
// Threads  one
// Source   Twilio Media Streams, WebSocket messages
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"
#include "live/encoding.hpp"

namespace cxai::live {

struct StreamStart {
  std::string stream_id;  // as the sender calls it; may be empty
  std::string call_id;    // of the telephone system; may be empty
  int sample_rate_hz = 8000;
  std::vector<std::optional<conversation::Role>> tracks;  // who is to be heard on each: one or two
  bool wants_events = false;                              // send events back on the same line
  Json metadata = Json::object();                         // call metadata, values are strings or numbers
};
struct Media {
  int track = 0;
  std::optional<Millis> at;  // from the start of the stream; absent: right after what came before
  std::vector<std::int16_t> samples;
};
struct Dtmf {
  int track = 0;
};
struct Mark {
  std::string name;
};
struct StreamStop {};

using Message = std::variant<StreamStart, Media, Dtmf, Mark, StreamStop>;

class MessageReader {
 public:
  // Appends what the message says: nothing, one value, or one for each track.
  Result<> read_text(std::string_view text, std::vector<Message>& out);
  Result<> read_binary(std::string_view bytes, std::vector<Message>& out);

  bool started() const { return state_ != State::waiting; }
  bool stopped() const { return state_ == State::stopped; }

 private:
  enum class State : std::uint8_t { waiting, twilio, raw, stopped };

  Result<StreamStart> read_twilio_start(const Json& json);
  Result<StreamStart> read_hello(const Json& json);
  Result<Media> read_media(const Json& json);
  Result<int> track_of(std::string_view name) const;
  Result<> must_run(std::string_view event) const;

  State state_ = State::waiting;
  std::vector<std::string> track_names_;  // of Twilio
  Encoding encoding_ = Encoding::mulaw;
  int channels_ = 1;
};

}  // namespace cxai::live
