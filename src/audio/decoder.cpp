#include "audio/decoder.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <utility>

#include "audio/child_process.hpp"
#include "audio/decoder_child.hpp"
#include "audio/media_types.hpp"
#include "audio/protocol.hpp"
#include "base/files.hpp"

namespace cxai::audio {
namespace {

using SteadyClock = std::chrono::steady_clock;

Error error_of(Failure failure) {
  switch (failure) {
    case Failure::not_confined:
      return {ErrorCode::unavailable,
              "the decoder cannot be confined here (seccomp refused); untrusted files are not read without it"};
    case Failure::not_media:
      return {ErrorCode::invalid_input,
              "not a media file FFmpeg knows; check that it is complete, or convert it to WAV"};
    case Failure::no_audio:
      return {ErrorCode::invalid_input, "no audio stream; send the file that holds the sound"};
    case Failure::no_decoder:
      return {ErrorCode::invalid_input, "no decoder for its audio codec in this FFmpeg"};
    case Failure::unknown_raw:
      return {ErrorCode::invalid_input, "FFmpeg knows no raw format of the given name"};
    case Failure::empty:
      return {ErrorCode::invalid_input, "ends before the first sample; record or copy it again"};
    case Failure::broken:
      return {ErrorCode::corrupt_data, "damaged before the first sample; record or copy it again"};
  }
  return {ErrorCode::corrupt_data, "damaged; record or copy it again"};
}

std::string text_of(NoticeCount notice) {
  const std::string count = std::to_string(notice.count);
  switch (notice.notice) {
    case Notice::packets_skipped:
      return count + " damaged packets were skipped";
    case Notice::channels_dropped:
      return count + " channels beyond the first 8 were left out";
    case Notice::format_changed:
      return "sample rate or channels changed " + count + " times on the way";
    case Notice::ends_early:
      return "the recording ends " + count + " ms before its container says";
    case Notice::streams_ignored:
      return count + " further audio streams were left out";
  }
  return {};
}

bool is_name(const std::string& text) {
  return text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

Result<base::Fd> open_recording(const std::filesystem::path& file) {
  // Without O_NONBLOCK a named pipe would wait for a writer.
  base::Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat facts{};
  if (!fd || ::fstat(fd.get(), &facts) != 0) return std::unexpected(base::file_error(file, errno));
  if (!S_ISREG(facts.st_mode)) return fail(ErrorCode::invalid_input, "not a regular file");
  return fd;
}

Result<RawHint> raw_hint(const std::filesystem::path& file, const DecoderOptions& options) {
  RawHint hint;
  if (!options.raw_format.empty()) {
    if (!is_name(options.raw_format))
      return fail(ErrorCode::invalid_input, "a raw format is a name such as mulaw, alaw, g722 or s16le");
    if (options.raw_sample_rate_hz < 1000 || options.raw_sample_rate_hz > 384'000)
      return fail(ErrorCode::invalid_input, "the sample rate of a raw format must be from 1000 to 384000, got " +
                                                std::to_string(options.raw_sample_rate_hz));
    hint = {RawHint::Use::always, options.raw_format, options.raw_sample_rate_hz};
  } else if (const auto raw = raw_format_of(options.name_hint.empty() ? file : options.name_hint)) {
    hint = {RawHint::Use::when_unrecognised, raw->name, raw->sample_rate_hz};
  }
  return hint;
}

// Listens to one child until it ends, fails, is too slow, or nobody wants more.
class Listener {
 public:
  Listener(ChildProcess& child, const Limits& limits, Sink& sink) : child_(child), limits_(limits), sink_(sink) {}

  Result<Summary> run() {
    while (!done_) {
      CXAI_TRY(const bool more, read_more());
      if (!more) {
        CXAI_TRY_VOID(died());
        break;
      }
      CXAI_TRY_VOID(take_frames());
    }
    summary_.duration = Millis(samples_ * 1000 / kSampleRateHz);
    return std::move(summary_);
  }

 private:
  // Waits for bytes; false at the end of the pipe. Only waiting counts as the decoder's time: a slow sink is not its
  // fault.
  Result<bool> read_more() {
    const Millis left = std::min(limits_.wall_time - waited_, limits_.stall_time - stalled_);
    pollfd waiting{child_.output(), POLLIN, 0};
    const auto start = SteadyClock::now();
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1 << 30)));
    const auto spent = std::chrono::duration_cast<Millis>(SteadyClock::now() - start);
    waited_ += spent;
    stalled_ += spent;
    if (ready < 0 && errno != EINTR) return fail(ErrorCode::unavailable, "cannot listen to the decoder");
    if (ready <= 0) {
      if (waited_ < limits_.wall_time && stalled_ < limits_.stall_time) return true;
      return fail(ErrorCode::unavailable,
                  waited_ >= limits_.wall_time
                      ? "the decoder took longer than " + std::to_string(limits_.wall_time.count()) + " ms"
                      : "no new sample for " + std::to_string(limits_.stall_time.count()) + " ms");
    }
    const ssize_t n = ::read(child_.output(), buffer_.data(), buffer_.size());
    if (n < 0 && errno == EINTR) return true;
    if (n <= 0) return false;
    frames_.append({buffer_.data(), static_cast<std::size_t>(n)});
    return true;
  }

  Result<> take_frames() {
    while (!done_) {
      auto frame = frames_.next();
      if (!frame) return stopped(std::move(frame).error());
      if (!*frame) return {};
      if (auto* info = std::get_if<Info>(&**frame)) {
        info->media_type = media_type_of(info->container, info->codec);
        summary_.info = *info;
        sink_.begin(*info);
      } else if (auto* samples = std::get_if<Samples>(&**frame)) {
        CXAI_TRY_VOID(give(*samples));
      } else if (auto* notice = std::get_if<NoticeCount>(&**frame)) {
        if (summary_.warnings.size() < 16) summary_.warnings.push_back(text_of(*notice));
      } else if (auto* failure = std::get_if<Failure>(&**frame)) {
        return stopped(error_of(*failure));
      } else {
        if (samples_ == 0) return std::unexpected(error_of(Failure::empty));
        done_ = true;
      }
    }
    return {};
  }

  Result<> give(const Samples& samples) {
    stalled_ = Millis(0);
    const std::int64_t room = limits_.max_duration.count() * kSampleRateHz / 1000 - samples_;
    const auto count = static_cast<std::size_t>(std::min(static_cast<std::int64_t>(samples.count), room));
    Block block;
    for (int c = 0; c < summary_.info.channels; ++c)
      block.channels.emplace_back(samples.planar.data() + static_cast<std::size_t>(c) * samples.count, count);
    samples_ += static_cast<std::int64_t>(count);
    if (count > 0 && !sink_.block(block)) return fail(ErrorCode::cancelled, "stopped on request");
    if (count < samples.count) {
      summary_.warnings.push_back("cut at the longest duration allowed, " +
                                  std::to_string(limits_.max_duration.count() / 1000) + " s");
      done_ = true;
    }
    return {};
  }

  // The pipe ended without a word.
  Result<> died() {
    const std::optional<int> status = child_.finish();
    if (status && WIFSIGNALED(*status)) {
      const int number = WTERMSIG(*status);
      if (number == SIGXCPU)
        return fail(ErrorCode::unavailable, "the decoder used more CPU time than the " +
                                                std::to_string(limits_.cpu_time.count()) + " ms allowed");
      return stopped({ErrorCode::corrupt_data, "the decoder died of signal " + std::to_string(number)});
    }
    return stopped({ErrorCode::corrupt_data, "the decoder stopped without an answer"});
  }

  // What came before a break is kept.
  Result<> stopped(Error error) {
    if (samples_ == 0) return std::unexpected(std::move(error));
    summary_.warnings.push_back("breaks off: " + error.message);
    done_ = true;
    return {};
  }

  ChildProcess& child_;
  const Limits& limits_;
  Sink& sink_;
  FrameReader frames_;
  Summary summary_;
  std::vector<char> buffer_ = std::vector<char>(1 << 18);
  std::int64_t samples_ = 0;
  Millis waited_{};   // for the child, altogether
  Millis stalled_{};  // for the child, since its last sample
  bool done_ = false;
};

}  // namespace

Result<Summary> decode(const std::filesystem::path& file, const DecoderOptions& options, Sink& sink) {
  CXAI_TRY(const base::Fd input, open_recording(file));
  ChildOrder order;
  CXAI_TRY(order.raw, raw_hint(file, options));
  order.parent = ::getpid();
  order.limits.memory_bytes = options.limits.memory_bytes;
  order.limits.cpu_time = std::chrono::ceil<std::chrono::seconds>(options.limits.cpu_time);
  std::string_view secret;
  if (options.key) {
    order.sealed = true;
    const auto bytes = options.key->bytes();
    secret = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  CXAI_TRY(ChildProcess child, ChildProcess::start(options.program.empty() ? "/proc/self/exe" : options.program,
                                                   to_arguments(order), input, secret));
  return Listener(child, options.limits, sink).run();
}

}  // namespace cxai::audio
