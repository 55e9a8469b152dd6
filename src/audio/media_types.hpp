// Names: which headerless format a file name stands for, and the media type of what FFmpeg found.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace cxai::audio {

// A format without header, as FFmpeg names it. The rate matters for plain PCM alone.
struct RawFormat {
  std::string name;
  int sample_rate_hz = 8'000;
};

// By extension, any case: .ulaw .ul .pcmu .mulaw, .alaw .al .pcma, .g722, .g729, .gsm, .sln, .sln16.
std::optional<RawFormat> raw_format_of(const std::filesystem::path& file);

// "audio/mpeg", … for FFmpeg's names of container and codec; "application/octet-stream" when unknown.
std::string media_type_of(std::string_view container, std::string_view codec);

}  // namespace cxai::audio
