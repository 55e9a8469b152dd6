#include "net/client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>

#include "net/address.hpp"

namespace cxai::net {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr long kMostRedirects = 5;
constexpr std::size_t kLongestHead = 256 << 10;
constexpr int kPollMillis = 1000;

struct MultiClose {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct EasyClose {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct MimeFree {
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
using Multi = std::unique_ptr<CURLM, MultiClose>;
using Easy = std::unique_ptr<CURL, EasyClose>;
using List = std::unique_ptr<curl_slist, ListFree>;
using Mime = std::unique_ptr<curl_mime, MimeFree>;

void start_library() {
  static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  CXAI_CHECK(kStarted == CURLE_OK);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20) text.remove_suffix(1);
  return text;
}

// One exchange while it runs: what libcurl's callbacks write to.
struct Running {
  const BodySink& sink;
  ResponseHead head;
  std::size_t head_bytes = 0;
  bool head_given = false;
  std::optional<Error> error;  // of the sink, or of the answer's form
  SteadyClock::time_point last_byte = SteadyClock::now();
  curl_off_t bytes_moved = 0;

  bool keep(Result<> result) {
    if (!result) error = std::move(result).error();
    return !error;
  }
  bool give_head() {
    if (head_given) return true;
    head_given = true;
    return !sink.head || keep(sink.head(head));
  }
};

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& running = *static_cast<Running*>(user);
  const std::string_view line(data, size * count);
  running.head_bytes += line.size();
  if (running.head_bytes > kLongestHead) {
    running.error = Error{ErrorCode::corrupt_data, "the answer's headers are longer than 256 KiB"};
    return 0;
  }
  if (line.starts_with("HTTP/")) {  // the head of a redirect's target, or what follows 100 Continue
    running.head = {};
    return line.size();
  }
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    running.head.headers.emplace_back(lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
  return line.size();
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user);

// What one request needs; kept with its open connections and used again.
struct Handle {
  Multi multi{curl_multi_init()};
  Easy easy{curl_easy_init()};
};

struct BodyUser {
  Running* running;
  CURL* easy;
};

int status_of(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  const auto& [running, easy] = *static_cast<BodyUser*>(user);
  running->head.status = status_of(easy);
  if (!running->give_head()) return 0;
  const std::string_view piece(data, size * count);
  return !running->sink.piece || running->keep(running->sink.piece(piece)) ? piece.size() : 0;
}

int on_progress(void* user, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  auto& running = *static_cast<Running*>(user);
  if (down + up != running.bytes_moved) {
    running.bytes_moved = down + up;
    running.last_byte = SteadyClock::now();
  }
  return 0;
}

ErrorCode code_of(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_TOO_MANY_REDIRECTS:
      return ErrorCode::invalid_input;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
      return ErrorCode::permission_denied;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return ErrorCode::corrupt_data;
    default:
      return ErrorCode::unavailable;
  }
}

// Adds every line, or says why not.
Result<List> header_list(const Request& request) {
  List list;
  const auto add = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    CXAI_CHECK(longer != nullptr);
    static_cast<void>(list.release());
    list.reset(longer);
  };
  const auto has_breaks = [](std::string_view text) { return text.find_first_of("\r\n\0") != std::string_view::npos; };
  for (const auto& [name, value] : request.headers) {
    if (name.empty() || has_breaks(name) || has_breaks(value))
      return fail(ErrorCode::invalid_input, "header '" + lower(trim(name)) + "' must be one line");
    add(value.empty() ? name + ";" : name + ": " + value);
  }
  if (!request.bearer.empty()) {
    if (has_breaks(request.bearer)) return fail(ErrorCode::invalid_input, "the access key must be one line");
    add("Authorization: Bearer " + request.bearer);
  }
  add("Expect:");  // no second round trip before a body
  return list;
}

Mime form_of(CURL* easy, const Request& request) {
  Mime mime(curl_mime_init(easy));
  for (const FormPart& part : request.form) {
    curl_mimepart* out = curl_mime_addpart(mime.get());
    curl_mime_name(out, part.name.c_str());
    curl_mime_data(out, part.data.data(), part.data.size());
    if (!part.filename.empty()) curl_mime_filename(out, part.filename.c_str());
    if (!part.content_type.empty()) curl_mime_type(out, part.content_type.c_str());
  }
  return mime;
}

void set_request(CURL* easy, const Request& request, curl_slist* headers, curl_mime* form) {
  const bool secure = request.url.starts_with("https://");
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, kMostRedirects);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "cxai/" CXAI_VERSION);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.timeouts.connect.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeouts.total.count()));
  if (form) {
    curl_easy_setopt(easy, CURLOPT_MIMEPOST, form);
  } else if (!request.body.empty() || request.method == "POST") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  if (request.method == "HEAD")
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  else if (request.method != "GET" && request.method != "POST")
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

// Drives the transfer to its end. `done` is set unless stop or the idle time-out came first.
Result<CURLcode> drive(const Handle& handle, Running& running, const Request& request, const std::stop_token& stop) {
  const std::stop_callback wake(stop, [&] { curl_multi_wakeup(handle.multi.get()); });
  while (true) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped on request");
    int active = 0;
    curl_multi_perform(handle.multi.get(), &active);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(handle.multi.get(), &left))
      if (message->msg == CURLMSG_DONE) return message->data.result;
    const auto idle = std::chrono::duration_cast<Millis>(SteadyClock::now() - running.last_byte);
    if (request.timeouts.idle.count() > 0 && idle >= request.timeouts.idle)
      return fail(ErrorCode::unavailable,
                  "no byte for " + std::to_string(request.timeouts.idle.count()) + " ms; the server may be overloaded");
    int wait = kPollMillis;
    if (request.timeouts.idle.count() > 0)
      wait = std::min(wait, static_cast<int>((request.timeouts.idle - idle).count()) + 1);
    curl_multi_poll(handle.multi.get(), nullptr, 0, wait, nullptr);
  }
}

}  // namespace

std::string_view ResponseHead::header(std::string_view name) const {
  const auto it = std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
  return it == headers.end() ? std::string_view() : std::string_view(it->second);
}

class Client::Pool {
 public:
  Handle take() {
    const std::scoped_lock lock(mutex_);
    if (idle_.empty()) return {};
    Handle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }
  void give(Handle handle) {
    curl_easy_reset(handle.easy.get());
    const std::scoped_lock lock(mutex_);
    if (idle_.size() < kMostIdle) idle_.push_back(std::move(handle));
  }

 private:
  static constexpr std::size_t kMostIdle = 16;
  std::mutex mutex_;
  std::vector<Handle> idle_;
};

Client::Client() : pool_((start_library(), std::make_unique<Pool>())) {}
Client::~Client() = default;

Result<ResponseHead> Client::exchange(const Request& request, const BodySink& sink, const std::stop_token& stop) {
  CXAI_TRY_VOID(check_address(request.url));
  const std::string where = shown_address(request.url) + ": ";
  auto headers = header_list(request);
  if (!headers) return fail(where, std::move(headers).error());
  Handle handle = pool_->take();
  CXAI_CHECK(handle.multi != nullptr && handle.easy != nullptr);
  CURL* easy = handle.easy.get();
  const Mime form = request.form.empty() ? nullptr : form_of(easy, request);
  set_request(easy, request, headers->get(), form.get());
  Running running{sink};
  BodyUser body_user{&running, easy};
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &running);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body_user);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &running);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, static_cast<char*>(detail));
  curl_multi_add_handle(handle.multi.get(), easy);
  auto ended = drive(handle, running, request, stop);
  curl_multi_remove_handle(handle.multi.get(), easy);
  running.head.status = status_of(easy);
  pool_->give(std::move(handle));

  if (!ended) return fail(where, std::move(ended).error());
  if (running.error) return fail(where, std::move(*running.error));
  if (*ended != CURLE_OK)
    return fail(code_of(*ended), where + (detail[0] != '\0' ? detail : curl_easy_strerror(*ended)));
  if (!running.give_head()) return fail(where, std::move(*running.error));
  return std::move(running.head);
}

Result<Response> Client::send(const Request& request, const std::stop_token& stop) {
  Response response;
  BodySink sink;
  sink.piece = [&](std::string_view piece) -> Result<> {
    if (response.body.size() + piece.size() > request.answer_limit_bytes)
      return fail(ErrorCode::corrupt_data,
                  "the answer is larger than " + std::to_string(request.answer_limit_bytes) + " bytes");
    response.body += piece;
    return {};
  };
  CXAI_TRY(response.head, exchange(request, sink, stop));
  return response;
}

}  // namespace cxai::net
