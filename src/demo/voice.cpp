#include "demo/voice.hpp"

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "audio/child_process.hpp"
#include "base/files.hpp"

namespace cxai::demo {
namespace {

constexpr int kPatienceMs = 30'000;
constexpr std::size_t kMaxWavBytes = 64U << 20;

// A file in memory rather than a pipe: nobody waits for the other, and a reader that dies sends no signal.
Result<base::Fd> file_with(std::string_view text) {
  base::Fd file(::memfd_create("text", MFD_CLOEXEC));
  if (!file || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::lseek(file.get(), 0, SEEK_SET) != 0)
    return std::unexpected(base::file_error("text to speak", errno));
  return file;
}

Result<std::string> read_all(int fd) {
  std::string bytes;
  std::string buffer(1 << 16, '\0');
  while (bytes.size() < kMaxWavBytes) {
    pollfd waiting{fd, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kPatienceMs);
    if (ready == 0) return fail(ErrorCode::unavailable, "espeak-ng does not answer");
    const ssize_t n = ready < 0 ? -1 : ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(base::file_error("espeak-ng", errno));
    if (n == 0) return bytes;
    bytes.append(buffer, 0, static_cast<std::size_t>(n));
  }
  return fail(ErrorCode::unavailable, "espeak-ng answers without end");
}

}  // namespace

Result<audio::Pcm> speak_text(const std::filesystem::path& espeak, const std::string& voice, int words_per_minute,
                              std::string_view text) {
  CXAI_TRY(const base::Fd input, file_with(text));
  const std::vector<std::string> arguments{"-v", voice,     "-s",      std::to_string(words_per_minute), "-b", "1",
                                           "-z", "--stdin", "--stdout"};
  auto child = audio::ChildProcess::start(espeak, arguments, input);
  if (!child)
    return fail(ErrorCode::unavailable,
                child.error().message + "; the demonstration calls need it: install the Debian package espeak-ng");
  CXAI_TRY(const std::string wav, read_all(child->output()));
  const auto status = child->finish();
  if (!status || *status != 0) return fail(ErrorCode::unavailable, espeak.string() + " failed with the voice " + voice);
  auto pcm = audio::read_wav(wav);
  if (!pcm || pcm->channels.size() != 1)
    return fail(ErrorCode::unavailable, espeak.string() + " gave no sound with the voice " + voice);
  return pcm;
}

}  // namespace cxai::demo
