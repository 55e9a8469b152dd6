#include "live/messages.hpp"

#include <algorithm>
#include <charconv>

namespace cxai::live {
namespace {

constexpr std::size_t kMaxKeys = 64;
constexpr std::size_t kMaxValue = 1 << 10;
constexpr std::int64_t kMaxTimestamp = 7LL * 24 * 3'600'000;

// What a Reader borrows in place of an object that is missing.
const Json& nothing() {
  static const Json kNothing = Json::object();
  return kNothing;
}

// Twilio sends whole numbers as strings.
std::optional<std::int64_t> whole_number(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<Json> checked_metadata(const Json* given, const std::string& path) {
  Json metadata = Json::object();
  if (given == nullptr) return metadata;
  if (given->size() > kMaxKeys)
    return fail(ErrorCode::invalid_input, path + ": may have " + std::to_string(kMaxKeys) + " keys");
  for (const auto& [key, value] : given->items()) {
    const bool plain = value.is_string() || value.is_number() || value.is_boolean();
    const bool small =
        key.size() <= kMaxValue && (!value.is_string() || value.get_ref<const std::string&>().size() <= kMaxValue);
    if (!plain || !small)
      return fail(ErrorCode::invalid_input, path + ": keys and values must be text or numbers of at most 1024 bytes");
    metadata[key] = value;
  }
  return metadata;
}

bool is_yes(const Json& value) {
  return value == true || value == "true" || value == "1";
}

std::optional<conversation::Role> other_party(std::optional<conversation::Role> party) {
  using conversation::Role;
  if (party == Role::customer) return Role::agent;
  if (party == Role::agent) return Role::customer;
  return std::nullopt;
}

}  // namespace

Result<> MessageReader::must_run(std::string_view event) const {
  if (state_ == State::waiting)
    return fail(ErrorCode::invalid_input, std::string(event) + ": came before the start of the stream");
  if (state_ == State::stopped)
    return fail(ErrorCode::invalid_input, std::string(event) + ": came after the stop of the stream");
  return {};
}

Result<> MessageReader::read_text(std::string_view text, std::vector<Message>& out) {
  CXAI_TRY(const Json json, base::parse_json(text));
  base::Reader in(json, "");
  const std::string event = in.string("event");
  if (!in.ok()) return in.error();
  if (event == "connected") return {};
  if (event == "start" || event == "hello") {
    if (state_ != State::waiting) return fail(ErrorCode::invalid_input, event + ": the stream has begun already");
    CXAI_TRY(StreamStart start, event == "start" ? read_twilio_start(json) : read_hello(json));
    state_ = event == "start" ? State::twilio : State::raw;
    out.emplace_back(std::move(start));
    return {};
  }
  if (event == "media") {
    CXAI_TRY_VOID(must_run(event));
    CXAI_TRY(Media media, read_media(json));
    out.emplace_back(std::move(media));
  } else if (event == "dtmf") {
    CXAI_TRY_VOID(must_run(event));
    const Json* dtmf = in.object("dtmf");
    base::Reader inner(dtmf != nullptr ? *dtmf : nothing(), "dtmf");
    std::string track = inner.string("track", "inbound");
    if (!in.ok()) return in.error();
    if (!inner.ok()) return inner.error();
    if (track.ends_with("_track")) track.erase(track.size() - 6);
    const auto known = track_of(track);
    out.emplace_back(Dtmf{known ? *known : 0});
  } else if (event == "mark") {
    CXAI_TRY_VOID(must_run(event));
    const Json* mark = in.object("mark");
    base::Reader inner(mark != nullptr ? *mark : nothing(), "mark");
    Mark value{inner.string("name")};
    if (!in.ok()) return in.error();
    if (!inner.ok()) return inner.error();
    value.name.resize(std::min(value.name.size(), std::size_t{200}));
    out.emplace_back(std::move(value));
  } else if (event == "stop") {
    CXAI_TRY_VOID(must_run(event));
    state_ = State::stopped;
    out.emplace_back(StreamStop{});
  }
  return {};
}

Result<StreamStart> MessageReader::read_twilio_start(const Json& json) {
  base::Reader top(json, "");
  const Json* object = top.object("start");
  if (!top.ok()) return top.error();
  if (object == nullptr) return fail(ErrorCode::invalid_input, "start: is missing");
  base::Reader in(*object, "start");
  StreamStart start;
  start.stream_id = in.string("streamSid", "");
  start.call_id = in.string("callSid", "");
  const auto& tracks = in.array("tracks");
  const Json* format = in.object("mediaFormat");
  const Json* parameters = in.object("customParameters");
  if (!in.ok()) return in.error();
  for (const Json& track : tracks) {
    if (!track.is_string() || (track != "inbound" && track != "outbound"))
      return fail(ErrorCode::invalid_input, "start.tracks: must be of inbound and outbound");
    if (std::ranges::find(track_names_, track.get<std::string>()) == track_names_.end())
      track_names_.push_back(track.get<std::string>());
  }
  if (track_names_.empty()) track_names_ = {"inbound"};
  if (format != nullptr) {
    base::Reader media(*format, "start.mediaFormat");
    const std::string encoding = media.string("encoding", "audio/x-mulaw");
    if (encoding != "audio/x-mulaw") media.reject("encoding", "must be audio/x-mulaw");
    start.sample_rate_hz = static_cast<int>(media.integer("sampleRate", 8000, 8000, 8000));
    media.integer("channels", 1, 1, 1);
    if (!media.ok()) return media.error();
  }
  CXAI_TRY(start.metadata, checked_metadata(parameters, "start.customParameters"));
  std::optional<conversation::Role> inbound = conversation::Role::customer;
  if (start.metadata.contains("inbound_party")) {
    const Json party = start.metadata["inbound_party"];
    inbound = party.is_string() ? conversation::role_from(party.get<std::string>()) : std::nullopt;
    if (!inbound)
      return fail(ErrorCode::invalid_input,
                  "start.customParameters.inbound_party: must be customer, agent, ivr or other");
    start.metadata.erase("inbound_party");
  }
  for (const auto& name : track_names_) start.tracks.push_back(name == "inbound" ? inbound : other_party(inbound));
  if (start.metadata.contains("events")) {
    start.wants_events = is_yes(start.metadata["events"]);
    start.metadata.erase("events");
  }
  return start;
}

Result<StreamStart> MessageReader::read_hello(const Json& json) {
  base::Reader in(json, "");
  StreamStart start;
  start.stream_id = in.string("stream_id", "");
  start.call_id = in.string("call_id", "");
  const std::string encoding = in.string("encoding");
  start.sample_rate_hz = static_cast<int>(in.integer("sample_rate_hz", 8000, 16000));
  if (in.ok() && start.sample_rate_hz != 8000 && start.sample_rate_hz != 16000)
    in.reject("sample_rate_hz", "must be 8000 or 16000");
  channels_ = static_cast<int>(in.integer("channels", 1, 2, 1));
  start.wants_events = in.boolean("events", false);
  const auto& parties = in.array("parties");
  const Json* metadata = in.object("metadata");
  const auto known = encoding_from(encoding);
  if (in.ok() && !known) in.reject("encoding", "must be mulaw, alaw or s16le");
  if (!in.ok()) return in.error();
  encoding_ = *known;
  if (parties.size() > static_cast<std::size_t>(channels_))
    return fail(ErrorCode::invalid_input, "parties: must name one party for each channel");
  start.tracks.assign(static_cast<std::size_t>(channels_), std::nullopt);
  for (std::size_t i = 0; i < parties.size(); ++i) {
    start.tracks[i] = parties[i].is_string() ? conversation::role_from(parties[i].get<std::string>()) : std::nullopt;
    if (!start.tracks[i]) return fail(ErrorCode::invalid_input, "parties: must be of customer, agent, ivr and other");
  }
  CXAI_TRY(start.metadata, checked_metadata(metadata, "metadata"));
  return start;
}

Result<int> MessageReader::track_of(std::string_view name) const {
  const auto it = std::ranges::find(track_names_, name);
  if (it == track_names_.end())
    return fail(ErrorCode::invalid_input, "media.track: is none of the tracks that start named");
  return static_cast<int>(it - track_names_.begin());
}

Result<Media> MessageReader::read_media(const Json& json) {
  if (state_ == State::raw)
    return fail(ErrorCode::invalid_input, "media: after a hello the sound comes in binary messages");
  base::Reader top(json, "");
  const Json* object = top.object("media");
  if (!top.ok()) return top.error();
  if (object == nullptr) return fail(ErrorCode::invalid_input, "media: is missing");
  base::Reader in(*object, "media");
  Media media;
  const std::string track = in.string("track", track_names_.front());
  const std::string payload = in.string("payload");
  if (!in.ok()) return in.error();
  CXAI_TRY(media.track, track_of(track));
  if (in.has("timestamp")) {
    const auto at = whole_number((*object)["timestamp"]);
    if (!at || *at < 0 || *at > kMaxTimestamp)
      return fail(ErrorCode::invalid_input, "media.timestamp: must be milliseconds from the start of the stream");
    media.at = Millis(*at);
  }
  const auto bytes = decode_base64(payload);
  if (!bytes) return fail("media.payload: ", bytes.error());
  media.samples.reserve(bytes->size());
  for (const char code : *bytes) media.samples.push_back(mulaw_sample(static_cast<std::uint8_t>(code)));
  return media;
}

Result<> MessageReader::read_binary(std::string_view bytes, std::vector<Message>& out) {
  CXAI_TRY_VOID(must_run("binary message"));
  if (state_ == State::twilio)
    return fail(ErrorCode::invalid_input, "binary message: this stream began with start, its sound comes as media");
  auto tracks = decode_samples(encoding_, channels_, bytes);
  if (!tracks) return fail("binary message: ", tracks.error());
  for (std::size_t i = 0; i < tracks->size(); ++i)
    out.emplace_back(Media{static_cast<int>(i), std::nullopt, std::move((*tracks)[i])});
  return {};
}

}  // namespace cxai::live
