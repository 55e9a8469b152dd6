// A small HTTP server for tests that does what a script says, misbehaviour included: it cuts connections, sends wrong
// lengths, waits, and writes down what it was asked.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/result.hpp"

namespace cxai::net {

struct SeenRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// What to send, byte for byte, and what to do then.
struct Scripted {
  std::string bytes;
  std::chrono::milliseconds wait_before{0};
  bool keep_open = false;                   // else the connection is closed afterwards
  std::chrono::milliseconds hold_after{0};  // stays silent with an open connection
  std::string endless{};                    // then sent again and again, until the other side has enough
  std::chrono::milliseconds endless_pause{0};
};

inline Scripted answer(int status, std::string_view body, std::string_view headers = "") {
  return {"HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
          std::string(headers) + "\r\n" + std::string(body)};
}

class HttpTestServer {
 public:
  using Handler = std::function<Scripted(const SeenRequest&)>;

  explicit HttpTestServer(Handler handler) : handler_(std::move(handler)) {
    listener_ = base::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    CXAI_CHECK(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    CXAI_CHECK(::listen(listener_.get(), 64) == 0);
    CXAI_CHECK(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  // Answers in order; the last one again and again.
  explicit HttpTestServer(std::deque<Scripted> script)
      : HttpTestServer([this](const SeenRequest&) {
          const std::scoped_lock lock(mutex_);
          Scripted next = script_.front();
          if (script_.size() > 1) script_.pop_front();
          return next;
        }) {
    const std::scoped_lock lock(mutex_);
    script_ = std::move(script);
  }
  ~HttpTestServer() {
    stopping_ = true;
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
  }

  std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  std::vector<SeenRequest> seen() const {
    const std::scoped_lock lock(mutex_);
    return seen_;
  }

 private:
  void accept_all() {
    while (!stopping_) {
      const int socket = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      threads_.emplace_back([this, fd = base::Fd(socket)] { serve(fd.get()); });
    }
  }

  bool read_more(int socket, std::string& buffer) {
    while (!stopping_) {
      pollfd wait{socket, POLLIN, 0};
      if (::poll(&wait, 1, 20) <= 0) continue;
      char bytes[1 << 14];
      const ssize_t n = ::recv(socket, bytes, sizeof bytes, 0);
      if (n <= 0) return false;
      buffer.append(bytes, static_cast<std::size_t>(n));
      return true;
    }
    return false;
  }

  void serve(int socket) {
    std::string buffer;
    while (true) {
      SeenRequest request;
      auto end = std::string::npos;
      while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
        if (!read_more(socket, buffer)) return;
      parse(std::string_view(buffer).substr(0, end + 2), request);
      buffer.erase(0, end + 4);
      const auto length = request.headers.find("content-length");
      const std::size_t wanted = length == request.headers.end() ? 0 : std::stoul(length->second);
      while (buffer.size() < wanted)
        if (!read_more(socket, buffer)) return;
      request.body = buffer.substr(0, wanted);
      buffer.erase(0, wanted);
      {
        const std::scoped_lock lock(mutex_);
        seen_.push_back(request);
      }
      const Scripted next = handler_(request);
      sleep(next.wait_before);
      if (!send_all(socket, next.bytes)) return;
      while (!next.endless.empty() && !stopping_) {
        if (!send_all(socket, next.endless)) return;
        sleep(next.endless_pause);
      }
      sleep(next.hold_after);
      if (!next.keep_open) return;
    }
  }

  static bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  void sleep(std::chrono::milliseconds time) const {
    for (const auto until = std::chrono::steady_clock::now() + time;
         !stopping_ && std::chrono::steady_clock::now() < until;)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  static void parse(std::string_view head, SeenRequest& request) {
    auto line_end = head.find("\r\n");
    const std::string_view first = head.substr(0, line_end);
    const auto space = first.find(' ');
    request.method = first.substr(0, space);
    request.target = first.substr(space + 1, first.rfind(' ') - space - 1);
    while (line_end + 2 < head.size()) {
      head.remove_prefix(line_end + 2);
      line_end = head.find("\r\n");
      const std::string_view line = head.substr(0, line_end);
      const auto colon = line.find(": ");
      if (colon == std::string_view::npos) continue;
      std::string name(line.substr(0, colon));
      for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      request.headers[name] = line.substr(colon + 2);
    }
  }

  Handler handler_;
  std::deque<Scripted> script_;
  base::Fd listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::vector<SeenRequest> seen_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace cxai::net
