#include "speech/remote_recognizer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/json.hpp"
#include "base/log.hpp"
#include "conversation/plain_text.hpp"
#include "net/address.hpp"
#include "net/endpoints.hpp"
#include "speech/transcription_wire.hpp"

namespace cxai::speech {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kLongestReason = 200;

struct Task {
  std::vector<float> window;
  RecognitionOptions options;
  std::stop_token stop;
  std::promise<Result<Recognition>> promise;
};

Result<> check_window(std::span<const float> window) {
  if (window.empty()) return fail(ErrorCode::invalid_input, "a window needs at least one sample");
  if (window.size() > static_cast<std::size_t>(kLongestWindow.count()) * kSampleRateHz / 1000)
    return fail(ErrorCode::invalid_input, "a window must not be longer than 30 s");
  if (!std::ranges::all_of(window, [](float sample) { return std::isfinite(sample); }))
    return fail(ErrorCode::invalid_input, "a window must hold numbers only");
  return {};
}

// What the server says of a request it refuses, without the key should it repeat it.
std::string reason_in(std::string_view body, const std::string& key) {
  const auto json = base::parse_json(body);
  if (!json || !json->is_object()) return "";
  const auto error = json->find("error");
  if (error == json->end()) return "";
  std::string text;
  if (error->is_string()) text = error->get<std::string>();
  if (error->is_object() && error->contains("message") && error->at("message").is_string())
    text = error->at("message").get<std::string>();
  if (!key.empty() && text.find(key) != std::string::npos) return "";
  return conversation::squeeze(text.substr(0, kLongestReason));
}

Error refusal(const std::string& url, const net::Response& response, const std::string& key) {
  const int status = response.head.status;
  const std::string where = net::shown_address(url) + ": the server answered " + std::to_string(status);
  if (status == 401 || status == 403)
    return {ErrorCode::permission_denied, where + ": it does not accept the key; check the access key of the engine"};
  const std::string said = reason_in(response.body, key);
  const std::string because = said.empty() ? "" : ": " + said;
  if (net::worth_another_try(status)) return {ErrorCode::unavailable, where + because};
  if (status == 404) return {ErrorCode::invalid_input, where + because + "; check the address and the model's name"};
  return {ErrorCode::invalid_input, where + because};
}

class RemoteRecognizer final : public Recognizer {
 public:
  RemoteRecognizer(RemoteOptions options, std::vector<std::string> urls, net::Pauser& pauser)
      : options_(std::move(options)), pauser_(pauser), endpoints_(std::move(urls), options_.cool_down) {
    for (int i = 0; i < options_.in_flight; ++i) threads_.emplace_back([this] { work(); });
  }

  ~RemoteRecognizer() override {
    closing_.request_stop();
    threads_.clear();
    for (Task& task : waiting_) task.promise.set_value(closed());
  }

  std::string name() const override { return "remote/" + options_.model; }
  std::string weights_sha256() const override { return ""; }

  std::future<Result<Recognition>> recognize(std::vector<float> window, RecognitionOptions options,
                                             std::stop_token stop) override {
    Task task{std::move(window), std::move(options), std::move(stop), {}};
    auto future = task.promise.get_future();
    if (auto good = check_window(task.window); !good) {
      task.promise.set_value(std::unexpected(std::move(good).error()));
      return future;
    }
    std::unique_lock lock(mutex_);
    const bool room =
        changed_.wait(lock, task.stop, [&] { return waiting_.size() < static_cast<std::size_t>(options_.queue); });
    if (!room) {
      task.promise.set_value(fail(ErrorCode::cancelled, "stopped on request"));
      return future;
    }
    waiting_.push_back(std::move(task));
    lock.unlock();
    changed_.notify_all();
    return future;
  }

 private:
  static std::unexpected<Error> closed() { return fail(ErrorCode::unavailable, "the speech engine is closing"); }

  void work() {
    const std::stop_token closing = closing_.get_token();
    while (true) {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, closing, [&] { return !waiting_.empty(); })) return;
      if (closing.stop_requested()) return;
      Task task = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      changed_.notify_all();
      std::stop_source either;
      const std::stop_callback on_close(closing, [&] { either.request_stop(); });
      const std::stop_callback on_stop(task.stop, [&] { either.request_stop(); });
      auto result = transcribe(task, either.get_token());
      if (!result && closing.stop_requested() && !task.stop.stop_requested()) result = closed();
      task.promise.set_value(std::move(result));
    }
  }

  Result<Recognition> transcribe(const Task& task, const std::stop_token& stop) {
    const Millis length(static_cast<std::int64_t>(task.window.size()) * 1000 / kSampleRateHz);
    net::Request request = transcription_request(task.window, task.options, options_.model);
    request.bearer = options_.api_key;
    request.timeouts = options_.timeouts;
    // Every server gets a chance, however few attempts the policy has.
    const int attempts = options_.retry.attempts + static_cast<int>(endpoints_.size()) - 1;
    for (int attempt = 1;; ++attempt) {
      const std::size_t index = endpoints_.next(SteadyClock::now());
      request.url = endpoints_.url(index);
      const auto answer = client_.send(request, stop);
      if (answer && answer->head.status == 200) {
        endpoints_.worked(index);
        auto recognition = read_transcription(answer->body, length, task.options);
        if (!recognition) return fail(net::shown_address(request.url) + ": ", std::move(recognition).error());
        return recognition;
      }
      const Error error = answer ? refusal(request.url, *answer, options_.api_key) : answer.error();
      if (error.code != ErrorCode::unavailable) return std::unexpected(error);
      endpoints_.failed(index, SteadyClock::now());
      if (attempt >= attempts) return std::unexpected(error);
      base::log_warning(error.message);
      if (endpoints_.any_healthy(SteadyClock::now())) continue;
      const auto asked = answer ? net::retry_after(answer->head, pauser_.now()) : std::nullopt;
      CXAI_TRY_VOID(pauser_.pause(net::pause_after(options_.retry, attempt, asked, pauser_.chance()), stop));
    }
  }

  const RemoteOptions options_;
  net::Pauser& pauser_;
  net::Client client_;
  net::Endpoints endpoints_;
  std::mutex mutex_;
  std::condition_variable_any changed_;  // the queue grew or shrank
  std::deque<Task> waiting_;
  std::stop_source closing_;
  std::vector<std::jthread> threads_;
};

}  // namespace

Result<std::unique_ptr<Recognizer>> make_remote_recognizer(RemoteOptions options, net::Pauser& pauser) {
  if (options.endpoints.empty())
    return fail(ErrorCode::invalid_input, "a remote speech engine needs at least one address");
  if (options.in_flight < 1 || options.queue < 1)
    return fail(ErrorCode::invalid_input, "a remote speech engine needs at least one request and one place to wait");
  std::vector<std::string> urls;
  for (const std::string& endpoint : options.endpoints) {
    CXAI_TRY_VOID(net::check_address(endpoint));
    urls.push_back(transcription_address(endpoint));
  }
  return std::make_unique<RemoteRecognizer>(std::move(options), std::move(urls), pauser);
}

}  // namespace cxai::speech
