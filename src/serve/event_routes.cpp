#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "pipeline/job_document.hpp"
#include "serve/access.hpp"
#include "serve/event_stream.hpp"
#include "serve/handlers.hpp"
#include "serve/job_view.hpp"

namespace cxai::serve {
namespace {

// What happens in the centre, as far as the user may see it; ends with the session.
class CentreEvents final : public EventSource {
 public:
  CentreEvents(App& app, const Request& request) : app_(app), user_(*request.user) {
    who_.session_sha256 = request.session_sha256;
  }

  void listen(std::function<void()> wake) override { events_ = app_.services.events.subscribe(std::move(wake)); }

  Chunk next(bool tick) override {
    Chunk chunk;
    if (tick) {
      const auto lives = session_lives(app_, who_);
      chunk.ended = lives && !*lives;
      if (chunk.ended) return chunk;
    }
    while (const auto event = events_->pop())
      if (visible(*event)) chunk.text += event_text(event->name, event->data);
    if (tick && chunk.text.empty()) chunk.text = kKeepAlive;
    return chunk;
  }

 private:
  bool visible(const stream::Event& event) {
    if (sees_all(user_) || event.name == stream::kLag) return true;
    const auto known = seen_.find(event.conversation_id);
    if (known != seen_.end()) return known->second;
    const auto sees = may_see(app_, user_, event.conversation_id);
    if (!sees) return false;
    if (seen_.size() >= 1000) seen_.clear();
    seen_[event.conversation_id] = *sees;
    return *sees;
  }

  App& app_;
  store::User user_;
  Request who_;
  std::unique_ptr<stream::Subscription> events_;
  std::map<std::string, bool> seen_;
};

// One job, read from the store whenever something is said about it, so that nothing is missed.
class JobEvents final : public EventSource {
 public:
  JobEvents(App& app, std::string id) : app_(app), id_(std::move(id)) {}

  void listen(std::function<void()> wake) override { events_ = app_.services.events.subscribe(std::move(wake)); }

  Chunk next(bool tick) override {
    bool read = tick || last_.empty();
    while (const auto event = events_->pop()) read = read || event->job_id == id_ || event->name == stream::kLag;
    Chunk chunk;
    if (!read) return chunk;
    const auto job = app_.services.store.job(id_);
    if (job && !*job) return {"", true};
    if (job) {
      std::string text = event_text("job", pipeline::job_document(**job));
      if (text != last_) chunk.text = last_ = std::move(text);
      chunk.ended = (*job)->state == store::JobState::succeeded || (*job)->state == store::JobState::failed;
    }
    if (tick && chunk.text.empty()) chunk.text = kKeepAlive;
    return chunk;
  }

 private:
  App& app_;
  std::string id_;
  std::string last_;
  std::unique_ptr<stream::Subscription> events_;
};

}  // namespace

Result<Response> follow_job(App& app, const Request& request) {
  CXAI_TRY(const auto job, visible_job(app, *request.user, std::string(request.param("id"))));
  return event_stream(std::make_unique<JobEvents>(app, job.id));
}

Result<Response> follow_centre(App& app, const Request& request) {
  return event_stream(std::make_unique<CentreEvents>(app, request));
}

}  // namespace cxai::serve
