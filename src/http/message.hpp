// A request and its response as handlers see them: plain values, free of any network library.
//
// Threads  values; a Response is moved from the handler to the connection
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/seal.hpp"

namespace cxai::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, other };
const char* to_string(Method method);

// Header fields in order; names compare without case.
class Headers {
 public:
  // Replaces. Control characters in `value` become spaces, so that no value can start a new header.
  void set(std::string_view name, std::string_view value);
  void set_default(std::string_view name, std::string_view value);  // only where absent
  // The value, or "" when absent.
  std::string_view get(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  Method method = Method::get;
  std::string path;                          // decoded, begins with '/'
  std::map<std::string, std::string> query;  // decoded; of a repeated key the last
  Headers headers;
  std::string body;                           // of routes that take text
  std::map<std::string, std::string> params;  // from the path pattern
  std::string peer;                           // address
  std::string id;                             // names this request in the log

  std::string_view param(const std::string& name) const;
  std::string_view query_value(const std::string& name) const;  // "" when absent
};

// A stretch of an open file, plain or sealed.
struct FileBody {
  base::Fd fd;
  std::optional<base::SealReader> sealed;  // in place of the descriptor
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// A source of Server-Sent Events. Its functions run on worker threads, one call at a time.
class EventSource {
 public:
  struct Chunk {
    std::string text;    // complete events; may be empty
    bool ended = false;  // nothing will follow
  };
  virtual ~EventSource() = default;
  // Starts listening; `wake` may then be called from any thread until the source is destroyed.
  virtual void listen(std::function<void()> wake) = 0;
  // What has happened since the last call. `tick`: the keep-alive interval has passed.
  virtual Chunk next(bool tick) = 0;
};

// One WebSocket as the application sees it. Its functions run on worker threads, one call at a time.
class WebSocketSession {
 public:
  struct Message {
    bool binary = false;
    std::string bytes;  // UTF-8 when not binary
  };
  struct Close {
    int code = 1000;
    std::string reason;  // at most 123 bytes are sent
  };
  struct Output {
    std::vector<Message> messages;
    std::optional<Close> close;  // after the messages
  };
  virtual ~WebSocketSession() = default;
  // `wake` may then be called from any thread, but not kept longer than the session: next() has something to say.
  virtual void listen(std::function<void()> wake) = 0;
  // Takes what arrived since the last call, oldest first, perhaps nothing; says what there is to say. Called once at
  // the start, and one last time with what came before the end.
  virtual Output next(std::vector<Message> arrived) = 0;
  // It is over, whoever ended it: 1000 and so on, 1006 when the line went dead. The last call.
  virtual void closed(int code) = 0;
};

struct Response {
  int status = 200;
  Headers headers;
  // Own text, text that lives as long as the program, a file, events without end, or both ways: a WebSocket, for a
  // request that asks for one; any other gets 426 in its place.
  std::variant<std::string, std::string_view, FileBody, std::unique_ptr<EventSource>, std::unique_ptr<WebSocketSession>>
      body;

  std::optional<std::uint64_t> length() const;  // nullopt: unknown before the end
};

Response text_response(int status, std::string body, std::string_view content_type = "text/plain; charset=utf-8");
Response json_response(const Json& document, int status = 200);
Response no_content();

// The standard reason phrase.
std::string_view reason(int status);

// Status line and headers with the final empty line; adds Content-Length and Connection.
std::string write_head(const Response& response, bool keep_alive);

// The value of cookie `name` in a Cookie header; "" when absent.
std::string_view cookie(std::string_view header, std::string_view name);

// "attachment; filename=…" with the RFC 5987 form for names beyond ASCII.
std::string attachment(std::string_view filename);

// ASCII only: header names and tokens.
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string lower_ascii(std::string_view text);
std::string_view trim(std::string_view text);

}  // namespace cxai::http
