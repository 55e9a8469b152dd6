#include "audio/media_types.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cxai::audio {
namespace {

struct Extension {
  std::string_view extension;
  std::string_view format;
  int sample_rate_hz;
};

constexpr std::array kExtensions{
    Extension{".ulaw", "mulaw", 8'000},  Extension{".ul", "mulaw", 8'000},   Extension{".pcmu", "mulaw", 8'000},
    Extension{".mulaw", "mulaw", 8'000}, Extension{".alaw", "alaw", 8'000},  Extension{".al", "alaw", 8'000},
    Extension{".pcma", "alaw", 8'000},   Extension{".g722", "g722", 16'000}, Extension{".g729", "g729", 8'000},
    Extension{".gsm", "gsm", 8'000},     Extension{".sln", "s16le", 8'000},  Extension{".sln16", "s16le", 16'000},
};

// Sorted by nothing but use; the container decides.
constexpr std::array<std::pair<std::string_view, std::string_view>, 30> kContainers{{
    {"wav", "audio/wav"},       {"mp3", "audio/mpeg"},
    {"ogg", "audio/ogg"},       {"mov,mp4,m4a,3gp,3g2,mj2", "audio/mp4"},
    {"flac", "audio/flac"},     {"amr", "audio/amr"},
    {"amrnb", "audio/amr"},     {"amrwb", "audio/amr-wb"},
    {"aac", "audio/aac"},       {"gsm", "audio/gsm"},
    {"mulaw", "audio/pcmu"},    {"alaw", "audio/pcma"},
    {"g722", "audio/g722"},     {"g729", "audio/g729"},
    {"g723_1", "audio/g723"},   {"ilbc", "audio/ilbc"},
    {"s16le", "audio/x-raw"},   {"w64", "audio/x-w64"},
    {"aiff", "audio/aiff"},     {"au", "audio/basic"},
    {"caf", "audio/x-caf"},     {"asf", "audio/x-ms-wma"},
    {"avi", "video/x-msvideo"}, {"flv", "video/x-flv"},
    {"mpegts", "video/mp2t"},   {"wv", "audio/x-wavpack"},
    {"tta", "audio/x-tta"},     {"ape", "audio/x-ape"},
    {"ac3", "audio/ac3"},       {"qcp", "audio/qcelp"},
}};

}  // namespace

std::optional<RawFormat> raw_format_of(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto it = std::ranges::find(kExtensions, extension, &Extension::extension);
  if (it == kExtensions.end()) return std::nullopt;
  return RawFormat{std::string(it->format), it->sample_rate_hz};
}

std::string media_type_of(std::string_view container, std::string_view codec) {
  if (container == "matroska,webm") return codec == "opus" || codec == "vorbis" ? "audio/webm" : "audio/x-matroska";
  const auto it = std::ranges::find(kContainers, container, &std::pair<std::string_view, std::string_view>::first);
  return it == kContainers.end() ? "application/octet-stream" : std::string(it->second);
}

}  // namespace cxai::audio
