// Writes the copy of a recording that a web browser can play whatever the original was: Ogg Opus, all channels
// (mono or stereo; further channels are mixed into the second), 24 kbit/s a channel.
//
// Input    blocks of 16 kHz samples as decode() gives them
// Output   a seekable .ogg file at `path`, complete only after finish()
// Errors   unavailable (cannot write), unsupported (no Opus encoder)
// Threads  one
#pragma once

#include <filesystem>
#include <memory>

#include "audio/decoder.hpp"
#include "base/result.hpp"

namespace cxai::audio {

class ListeningCopy {
 public:
  static Result<std::unique_ptr<ListeningCopy>> create(const std::filesystem::path& path, int channels);
  ~ListeningCopy();
  Result<> write(const Block& block);
  Result<> finish();

 private:
  struct Impl;
  explicit ListeningCopy(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cxai::audio
