#include "live/transcriber.hpp"

#include <utility>

namespace cxai::live {

Transcriber::Transcriber(speech::Recognizer& engine, speech::RecognitionOptions options)
    : engine_(engine),
      options_(std::move(options)),
      sender_([this] { hand_over(); }),
      collector_([this] { collect(); }) {}

Transcriber::~Transcriber() {
  stop_.request_stop();
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  sender_.join();
  collector_.join();
}

Result<> Transcriber::ask(std::vector<float> samples, Answer answer) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return fail(ErrorCode::cancelled, "the server is stopping");
    if (waiting_.size() >= kMostWaiting) return fail(ErrorCode::conflict, "the speech engine has too much to do");
    waiting_.push_back({std::move(samples), std::move(answer)});
  }
  changed_.notify_all();
  return {};
}

// The engine makes this thread wait while its own queue is full; nobody else is held up.
void Transcriber::hand_over() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) break;
    Asked asked = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    auto heard = engine_.recognize(std::move(asked.samples), options_, stop_.get_token());
    lock.lock();
    promised_.push_back({std::move(heard), std::move(asked.answer)});
    changed_.notify_all();
  }
  handing_over_ = false;
  changed_.notify_all();
}

void Transcriber::collect() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return !promised_.empty() || !handing_over_; });
    if (promised_.empty()) return;
    Promised first = std::move(promised_.front());
    promised_.pop_front();
    lock.unlock();
    first.answer(first.heard.get());
    lock.lock();
  }
}

}  // namespace cxai::live
