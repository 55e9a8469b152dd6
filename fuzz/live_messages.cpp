// The messages of a media stream, cut at line ends: whatever comes, what is read keeps to its limits, and the buffer
// gives back as many samples as it took or filled.
#include "live/messages.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.hpp"
#include "live/jitter_buffer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cxai;
  std::string_view rest = fuzz::text_of(data, size);
  live::MessageReader reader;
  live::JitterBuffer buffer(8000);
  std::vector<live::Message> messages;
  std::size_t tracks = 0;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    messages.clear();
    const bool binary = line.starts_with('#');
    const auto read = binary ? reader.read_binary(line.substr(1), messages) : reader.read_text(line, messages);
    if (!read) CXAI_CHECK(messages.empty() && !read.error().message.empty());
    for (const live::Message& message : messages) {
      if (const auto* start = std::get_if<live::StreamStart>(&message)) {
        CXAI_CHECK(tracks == 0 && (start->tracks.size() == 1 || start->tracks.size() == 2));
        CXAI_CHECK(start->sample_rate_hz == 8000 || start->sample_rate_hz == 16000);
        tracks = start->tracks.size();
      }
      const auto* media = std::get_if<live::Media>(&message);
      if (media == nullptr) continue;
      CXAI_CHECK(media->track >= 0 && static_cast<std::size_t>(media->track) < tracks);
      const auto put = buffer.put(media->at ? std::optional(media->at->count() * 8) : std::nullopt, media->samples);
      CXAI_CHECK(buffer.end() >= buffer.taken() && buffer.furthest() >= buffer.end());
      if (!put) continue;
      std::vector<std::int16_t> out;
      const std::int64_t count = std::min<std::int64_t>(buffer.end() - buffer.taken(), 1000);
      buffer.take(count, out);
      CXAI_CHECK(out.size() == static_cast<std::size_t>(count));
    }
  }
  return 0;
}
