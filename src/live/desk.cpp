#include "live/desk.hpp"

#include <algorithm>
#include <utility>

#include "base/hash.hpp"
#include "conversation/conversation.hpp"

namespace cxai::live {

class Desk::Watch {
 public:
  explicit Watch(std::function<void()> f) : wake(std::move(f)) {}
  std::mutex mutex;
  std::function<void()> wake;  // empty once nobody watches
};

// Guarded by its mutex, apart from what never changes.
struct RunningCall {
  RunningCall(LiveCall live_call, StreamStart stream_start)
      : call(std::move(live_call)), start(std::move(stream_start)) {}

  std::mutex mutex;
  LiveCall call;
  const StreamStart start;
  std::string id;
  Timestamp started_at{};
  conversation::Conversation about;
  Json metadata;
  conversation::Transcript text;  // as heard: only its masked form leaves
  std::optional<MaskedText> masked;
  std::vector<StreamEvent> events;  // for the sender
  std::function<void()> wake;
  bool over = false;  // no engine's answer is taken any more

  // Moves the call's events to where they belong.
  void settle_events(const DeskServices& services, bool has_engine);
};

namespace {

constexpr Millis kBetweenWakes{1'000};
constexpr std::size_t kMostEvents = 1'000;  // for a sender that does not read; the oldest go

CallView view_of(RunningCall& running, bool has_engine, bool with_text) {
  const std::scoped_lock lock(running.mutex);
  CallView view;
  view.id = running.id;
  view.call_id = running.start.call_id;
  view.agent_id = running.about.agent_id;
  view.agent_name = running.about.agent_name;
  view.direction = running.about.direction;
  view.started_at = running.started_at;
  view.duration = running.call.duration();
  view.silent_since = running.call.silent_since();
  view.overlapping = running.call.overlapping();
  view.tracks = running.call.tracks();
  view.has_engine = has_engine;
  if (with_text) view.text = running.masked;
  return view;
}

}  // namespace

void RunningCall::settle_events(const DeskServices& services, bool has_engine) {
  bool new_text = false;
  for (Event& event : call.take_events()) {
    const auto party = event.track >= 0 ? start.tracks[static_cast<std::size_t>(event.track)] : std::nullopt;
    if (event.kind == EventKind::partial) continue;  // unmasked
    if (event.kind == EventKind::stable) {
      conversation::Turn turn;
      turn.id = "t" + std::to_string(text.turns.size());
      turn.channel = event.track;
      turn.role = party;
      turn.time = conversation::Interval{event.at, event.until};
      turn.text = std::exchange(event.text, {});
      text.turns.push_back(std::move(turn));
      new_text = true;
      continue;
    }
    if (start.wants_events) events.push_back({std::move(event), party});
  }
  if (has_engine && new_text) {
    if (text.turns.size() > Desk::kMostTurns) text.turns.erase(text.turns.begin());
    masked = services.mask(text);
    const auto& last = (*masked)->turns.back();
    if (start.wants_events)
      events.push_back(
          {{EventKind::stable, last.channel, last.time->start, last.time->end, call.duration(), last.text, 0},
           last.role});
  }
  if (events.size() > kMostEvents)
    events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(kMostEvents));
}

Desk::Desk(DeskOptions options, DeskServices services) : options_(std::move(options)), services_(std::move(services)) {
  if (services_.engine != nullptr)
    transcriber_ = std::make_unique<Transcriber>(*services_.engine, options_.recognition);
}

Desk::~Desk() = default;

Result<int> Desk::recover() {
  CXAI_TRY(const auto left, Spool::recover(options_.folder));
  for (const SpooledCall& call : left) hand_over(call);
  return static_cast<int>(left.size());
}

std::unique_ptr<LiveStream> Desk::open(std::optional<std::string> agent_id, std::function<void()> wake) {
  return std::unique_ptr<LiveStream>(new LiveStream(*this, std::move(agent_id), std::move(wake)));
}

Result<std::shared_ptr<RunningCall>> Desk::begin(StreamStart start, const std::optional<std::string>& agent_id,
                                                 std::function<void()> wake) {
  conversation::Conversation about;
  if (auto read = conversation::read_metadata(start.metadata, about); !read)
    return fail("metadata: ", std::move(read).error());
  if (agent_id && !about.agent_id.empty() && about.agent_id != *agent_id)
    return fail(ErrorCode::permission_denied, "metadata: agent_id: you may stream your own calls only");
  if (agent_id) about.agent_id = *agent_id;
  {
    const std::scoped_lock lock(mutex_);
    if (seats_ >= options_.max_streams)
      return fail(ErrorCode::conflict, "all " + std::to_string(options_.max_streams) +
                                           " live streams are taken (live.max_streams); try again later");
    ++seats_;
  }
  const auto give_back = [&](Error error) {
    const std::scoped_lock lock(mutex_);
    --seats_;
    return std::unexpected(std::move(error));
  };
  const Timestamp now = services_.clock.now();
  Json metadata = start.metadata;
  metadata["kind"] = "call";
  metadata["started_at"] = base::format_utc(now);
  if (!about.agent_id.empty()) metadata["agent_id"] = about.agent_id;
  if (!start.call_id.empty()) metadata["call_id"] = start.call_id;
  if (!start.stream_id.empty()) metadata["stream_id"] = start.stream_id;
  metadata["live"] = "dropped";  // until it ended well
  const std::string id = base::new_id("live_");
  auto spool =
      Spool::create(options_.folder, id, start.sample_rate_hz, static_cast<int>(start.tracks.size()), metadata);
  if (!spool) return give_back(std::move(spool).error());
  LiveCall call(start, std::move(*spool), services_.detectors, transcriber_ != nullptr);
  auto running = std::make_shared<RunningCall>(std::move(call), std::move(start));
  running->id = id;
  running->started_at = now;
  running->about = std::move(about);
  running->metadata = std::move(metadata);
  running->wake = std::move(wake);
  {
    const std::scoped_lock lock(mutex_);
    calls_.emplace(id, running);
  }
  note_change(true);
  return running;
}

void Desk::ask_engine(const std::shared_ptr<RunningCall>& running) {
  if (!transcriber_) return;
  while (true) {
    std::optional<Window> window;
    {
      const std::scoped_lock lock(running->mutex);
      if (running->over) return;
      window = running->call.next_window();
    }
    if (!window) return;
    std::vector<float> samples = std::move(window->samples);
    auto about = std::make_shared<Window>(std::move(*window));
    const auto asked = transcriber_->ask(std::move(samples), [this, about, weak = std::weak_ptr(running)](auto heard) {
      const auto call = weak.lock();
      if (!call) return;
      {
        const std::scoped_lock lock(call->mutex);
        if (call->over) return;
        call->call.hear(*about, std::move(heard));
        call->settle_events(services_, true);
        if (!call->events.empty() && call->wake) call->wake();
      }
      note_change(false);
    });
    if (asked) continue;
    const std::scoped_lock lock(running->mutex);
    running->call.hear(*about, std::unexpected(asked.error()));
    return;  // the next packet asks again
  }
}

void Desk::finish(const std::shared_ptr<RunningCall>& running, std::string_view how) {
  std::optional<SpooledCall> spooled;
  {
    const std::scoped_lock lock(running->mutex);
    running->over = true;
    running->wake = nullptr;
    if (auto ended = running->call.end(); !ended) services_.log("live " + running->id + ": " + ended.error().message);
    running->settle_events(services_, transcriber_ != nullptr);
    running->metadata["live"] = how;
    if (auto said = running->call.describe(running->metadata); !said)
      services_.log("live " + running->id + ": " + said.error().message);
    auto closed = running->call.close_spool();
    if (closed)
      spooled = std::move(*closed);
    else
      services_.log("live " + running->id + ": " + closed.error().message);
    if (spooled && running->call.duration() == Millis(0)) {
      Spool::remove(*spooled);
      spooled.reset();
    }
  }
  if (spooled) hand_over(*spooled);
  {
    const std::scoped_lock lock(mutex_);
    calls_.erase(running->id);
    --seats_;
  }
  note_change(true);
}

void Desk::hand_over(const SpooledCall& call) {
  const auto taken = services_.hand_over(call, call.id + ".wav");
  if (taken)
    Spool::remove(call);
  else
    services_.log("live " + call.id + ": its recording waits for the next start: " + taken.error().message);
}

std::vector<CallView> Desk::calls() const {
  std::vector<std::shared_ptr<RunningCall>> running;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, call] : calls_) running.push_back(call);
  }
  std::vector<CallView> views;
  for (const auto& call : running) views.push_back(view_of(*call, transcriber_ != nullptr, false));
  return views;
}

std::optional<CallView> Desk::call(const std::string& id) const {
  std::shared_ptr<RunningCall> running;
  {
    const std::scoped_lock lock(mutex_);
    const auto it = calls_.find(id);
    if (it == calls_.end()) return std::nullopt;
    running = it->second;
  }
  return view_of(*running, transcriber_ != nullptr, true);
}

std::shared_ptr<Desk::Watch> Desk::watch(std::function<void()> wake) {
  auto watch = std::make_shared<Watch>(std::move(wake));
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(watches_, [](const auto& weak) { return weak.expired(); });
    watches_.push_back(watch);
  }
  // Its end waits for a wake that is under way, so that none comes after.
  return {watch.get(), [watch](Watch*) {
            const std::scoped_lock lock(watch->mutex);
            watch->wake = nullptr;
          }};
}

void Desk::note_change(bool calls_changed) {
  std::vector<std::shared_ptr<Watch>> watches;
  {
    const std::scoped_lock lock(mutex_);
    const Timestamp now = services_.clock.now();
    if (watches_.empty() || (!calls_changed && now - last_wake_ < kBetweenWakes)) return;
    last_wake_ = now;
    for (const auto& weak : watches_)
      if (auto watch = weak.lock()) watches.push_back(std::move(watch));
  }
  for (const auto& watch : watches) {
    const std::scoped_lock lock(watch->mutex);
    if (watch->wake) watch->wake();
  }
}

// ---- one stream ----------------------------------------------------------------------------------------------

LiveStream::~LiveStream() {
  close("dropped");
}

Result<> LiveStream::handle(Message message) {
  if (auto* start = std::get_if<StreamStart>(&message)) {
    CXAI_TRY(call_, desk_.begin(std::move(*start), agent_id_, wake_));
    return {};
  }
  const std::scoped_lock lock(call_->mutex);
  if (auto* media = std::get_if<Media>(&message)) return call_->call.take(std::move(*media));
  if (const auto* dtmf = std::get_if<Dtmf>(&message)) call_->call.take(*dtmf);
  if (const auto* mark = std::get_if<Mark>(&message)) call_->call.take(*mark);
  return {};
}

Result<> LiveStream::receive(std::span<const Packet> packets) {
  Result<> outcome;
  for (const Packet& packet : packets) {
    messages_.clear();
    outcome = packet.binary ? reader_.read_binary(packet.bytes, messages_) : reader_.read_text(packet.bytes, messages_);
    for (Message& message : messages_)
      if (outcome) outcome = handle(std::move(message));
    if (!outcome) break;
  }
  if (!call_) return outcome;
  {
    const std::scoped_lock lock(call_->mutex);
    const Result<> advanced = call_->call.advance();
    if (outcome && !advanced) outcome = advanced;
    call_->settle_events(desk_.services_, desk_.transcriber_ != nullptr);
  }
  desk_.ask_engine(call_);
  desk_.note_change(false);
  return outcome;
}

std::vector<StreamEvent> LiveStream::take_events() {
  if (!call_) return {};
  const std::scoped_lock lock(call_->mutex);
  return std::exchange(call_->events, {});
}

bool LiveStream::stopped() const {
  return reader_.stopped();
}

void LiveStream::close(std::string_view how) {
  if (!call_) return;
  desk_.finish(call_, how);
  call_.reset();
}

}  // namespace cxai::live
