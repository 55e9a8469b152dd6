#include "audio/decoder_child.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "audio/decoder.hpp"
#include "audio/protocol.hpp"
#include "base/files.hpp"

namespace cxai::audio {
namespace {

constexpr std::string_view kFlag = "--cxai-decoder-child";
constexpr std::string_view kUses[] = {"detect", "hint", "force"};

template <class T>
bool read_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

void send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) ::_exit(1);  // nobody listens
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

// What the parent wrote into the pipe that stands in place of the error output, which then leads nowhere.
std::optional<base::SecretKey> read_key() {
  std::array<unsigned char, base::SecretKey::kBytes> bytes{};
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t n = ::read(STDERR_FILENO, bytes.data() + got, bytes.size() - got);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::nullopt;
    got += static_cast<std::size_t>(n);
  }
  const base::Fd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!nowhere || ::dup2(nowhere.get(), STDERR_FILENO) < 0) return std::nullopt;
  const auto key = base::SecretKey::from_bytes(bytes);
  bytes.fill(0);
  return key;
}

}  // namespace

std::vector<std::string> to_arguments(const ChildOrder& order) {
  return {std::string(kFlag),
          std::to_string(order.parent),
          std::to_string(order.limits.memory_bytes),
          std::to_string(order.limits.cpu_time.count()),
          std::string(kUses[static_cast<std::size_t>(order.raw.use)]),
          order.raw.format.empty() ? "-" : order.raw.format,
          std::to_string(order.raw.sample_rate_hz),
          order.sealed ? "sealed" : "plain"};
}

std::optional<ChildOrder> order_from(std::span<const char* const> arguments) {
  if (arguments.size() != 8 || arguments[0] != kFlag) return std::nullopt;
  ChildOrder order;
  long long seconds = 0;
  if (!read_number(arguments[1], order.parent) || !read_number(arguments[2], order.limits.memory_bytes) ||
      !read_number(arguments[3], seconds) || !read_number(arguments[6], order.raw.sample_rate_hz))
    return std::nullopt;
  order.limits.cpu_time = std::chrono::seconds(seconds);
  order.raw.format = arguments[5];
  const std::string_view seal = arguments[7];
  order.sealed = seal == "sealed";
  if (!order.sealed && seal != "plain") return std::nullopt;
  for (std::size_t i = 0; i < std::size(kUses); ++i) {
    if (arguments[4] != kUses[i]) continue;
    order.raw.use = static_cast<RawHint::Use>(i);
    return order;
  }
  return std::nullopt;
}

int decode_confined(const ChildOrder& order) {
  send(encode_hello());
  std::optional<base::SecretKey> key;
  if (order.sealed && !(key = read_key())) {
    send(encode(Failure::broken));
    return 1;
  }
  if (!confine(order.limits, order.parent)) {
    send(encode(Failure::not_confined));
    return 1;
  }
  const MediaOutput output{[](const Info& info) { send(encode(info)); },
                           [](const Samples& samples) { send(encode(samples)); }};
  const MediaOutcome outcome = read_media(STDIN_FILENO, key, order.raw, output);
  if (outcome.failure) {
    send(encode(*outcome.failure));
    return 1;
  }
  for (const NoticeCount notice : outcome.notices) send(encode(notice));
  send(encode(End{}));
  return 0;
}

bool run_decoder_child_if_asked(int argc, const char* const* argv, int& exit_status) {
  if (argc < 2 || argv[1] != kFlag) return false;
  const auto order = order_from({argv + 1, static_cast<std::size_t>(argc - 1)});
  exit_status = 2;
  // What runs at a normal exit (static destructors, a sanitizer's leak search) is not made for a confined process.
  if (order) ::_exit(decode_confined(*order));
  return true;
}

}  // namespace cxai::audio
