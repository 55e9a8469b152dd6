// Writes 16 kHz sound as it comes, in a format that others read.
//
// Input    blocks of samples as decode() gives them
// Output   WAV (16 bits) or FLAC with up to kMaxChannels channels; Ogg Opus (24 kbit/s a channel) or MP3 (32 kbit/s a
//          channel) with one or two, further channels mixed into the second. The same samples make the same file
// Errors   unavailable (cannot write) · unsupported (FFmpeg has no such encoder; WAV to what cannot be sought in)
// Threads  one
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "audio/decoder.hpp"
#include "base/result.hpp"

namespace cxai::audio {

enum class SoundFormat : std::uint8_t { wav, flac, opus, mp3 };

const char* to_string(SoundFormat format);
std::optional<SoundFormat> sound_format_from(std::string_view name);            // "wav", …; "ogg" is Opus
std::optional<SoundFormat> sound_format_of(const std::filesystem::path& file);  // by its ending
std::string ending_of(SoundFormat format);                                      // ".wav", …, ".ogg"
const char* media_type_of(SoundFormat format);

class SoundFile {
 public:
  // A file at `path`, mode 0600, complete only after finish(); without it nothing remains.
  static Result<std::unique_ptr<SoundFile>> create(const std::filesystem::path& path, SoundFormat format, int channels);

  // The file's bytes, in order, to `append`, whose errors are passed on.
  using Append = std::function<Result<>(std::string_view bytes)>;
  static Result<std::unique_ptr<SoundFile>> stream(Append append, SoundFormat format, int channels);

  ~SoundFile();
  Result<> write(const Block& block);
  Result<> finish();

 private:
  struct Impl;
  explicit SoundFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cxai::audio
