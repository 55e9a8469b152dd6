#include "speech/transcription_wire.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/json.hpp"
#include "base/utf8.hpp"
#include "conversation/plain_text.hpp"
#include "net/address.hpp"

namespace cxai::speech {
namespace {

using conversation::Interval;
using conversation::TimeSource;
using conversation::Word;

constexpr double kLatestSecond = 86'400;

struct Segment {
  Interval time;
  std::string text;
  double log_probability = 0;
  std::vector<Word> words;
};

Millis millis(double seconds) {
  return Millis(std::llround(seconds * 1000));
}

std::string index_path(std::string_view list, std::size_t i) {
  return std::string(list) + "[" + std::to_string(i) + "]";
}

Interval read_time(base::Reader& in) {
  const Interval time{millis(in.number("start", 0, kLatestSecond)), millis(in.number("end", 0, kLatestSecond))};
  if (in.ok() && time.end < time.start) in.reject("end", "must not be before start");
  return time;
}

double likelihood(double log_probability) {
  return std::clamp(std::exp(log_probability), 0.0, 1.0);
}

// `confidence` is that of words that do not say their own; below 0: the one of their segment, found later.
std::vector<Word> read_words(base::Reader& in, double confidence) {
  std::vector<Word> words;
  const auto& list = in.array("words");
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i) {
    base::Reader part(list[i], in.path_of(index_path("words", i)));
    Word word;
    word.text = conversation::squeeze(part.has("word") ? part.string("word") : part.string("text"));
    word.time = read_time(part);
    word.time_source = TimeSource::asr;
    word.confidence = confidence;
    for (const char* key : {"probability", "confidence"})
      if (const auto given = part.optional_number(key, 0, 1)) word.confidence = *given;
    in.adopt(part);
    if (!word.text.empty()) words.push_back(std::move(word));
  }
  return words;
}

std::vector<Segment> read_segments(base::Reader& in, Recognition& recognition) {
  std::vector<Segment> segments;
  double weight = 0;
  const auto& list = in.array("segments");
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i) {
    base::Reader part(list[i], index_path("segments", i));
    Segment segment;
    segment.time = read_time(part);
    segment.text = conversation::squeeze(part.string("text"));
    segment.log_probability = part.number("avg_logprob", -1e3, 1e3, 0.0);
    recognition.no_speech_probability =
        std::max(recognition.no_speech_probability, part.number("no_speech_prob", 0, 1, 0.0));
    recognition.compression_ratio =
        std::max(recognition.compression_ratio, part.number("compression_ratio", 0, 1e3, 0.0));
    recognition.temperature = std::max(recognition.temperature, part.number("temperature", 0, 10, 0.0));
    segment.words = read_words(part, likelihood(segment.log_probability));
    in.adopt(part);
    const auto size = static_cast<double>(segment.text.size());
    recognition.mean_log_probability += segment.log_probability * size;
    weight += size;
    segments.push_back(std::move(segment));
  }
  if (weight > 0) recognition.mean_log_probability /= weight;
  return segments;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> tokens;
  while (!text.empty()) {
    const auto blank = std::min(text.find(' '), text.size());
    if (blank > 0) tokens.push_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return tokens;
}

// Shares `time` among the words of `text` by their length.
std::vector<Word> interpolate(std::string_view text, Interval time, double confidence) {
  const auto tokens = split(text);
  std::size_t all = 0;
  for (const std::string_view token : tokens) all += base::count_code_points(token) + 1;
  std::vector<Word> words;
  std::size_t before = 0;
  const auto at = [&](std::size_t share) {
    return time.start +
           Millis(time.length().count() * static_cast<std::int64_t>(share) / static_cast<std::int64_t>(all));
  };
  for (const std::string_view token : tokens) {
    const std::size_t next = before + base::count_code_points(token) + 1;
    words.push_back({std::string(token), {at(before), at(next)}, confidence, TimeSource::interpolated});
    before = next;
  }
  return words;
}

constexpr std::string_view kPunctuation[] = {".", ",", ";", ":", "!", "?", "\"", "'", "(", ")", "[", "]",
                                             "-", "…", "«", "»", "“", "”", "‘",  "’", "–", "—", "¿", "¡"};

std::string_view bare(std::string_view token) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const std::string_view mark : kPunctuation) {
      if (token.starts_with(mark)) {
        token.remove_prefix(mark.size());
        changed = true;
      }
      if (token.ends_with(mark)) {
        token.remove_suffix(mark.size());
        changed = true;
      }
    }
  }
  return token;
}

// Words of some servers come without the punctuation that stands in the text: what fits is taken from there.
void put_punctuation_back(std::vector<Word>& words, const std::vector<Segment>& segments) {
  constexpr std::size_t kLookAhead = 4;
  std::vector<std::string_view> tokens;
  for (const Segment& segment : segments)
    for (const std::string_view token : split(segment.text)) tokens.push_back(token);
  std::size_t next = 0;
  for (Word& word : words)
    for (std::size_t i = next; i < std::min(next + kLookAhead, tokens.size()); ++i)
      if (bare(tokens[i]) == bare(word.text)) {
        word.text = tokens[i];
        next = i + 1;
        break;
      }
}

// Words that did not say how sure they are take it from the segment they lie in.
void settle_confidence(std::vector<Word>& words, const std::vector<Segment>& segments) {
  for (Word& word : words) {
    if (word.confidence >= 0) continue;
    const Millis middle = (word.time.start + word.time.end) / 2;
    const auto segment = std::ranges::find_if(
        segments, [&](const Segment& s) { return s.time.start <= middle && middle <= s.time.end; });
    word.confidence = segment == segments.end() ? 1.0 : likelihood(segment->log_probability);
  }
}

std::string number_text(double number) {
  char text[32];
  const auto end = std::to_chars(std::begin(text), std::end(text), number, std::chars_format::fixed, 2).ptr;
  return {text, end};
}

}  // namespace

std::string transcription_address(std::string_view endpoint) {
  while (endpoint.ends_with('/')) endpoint.remove_suffix(1);
  if (endpoint.ends_with("/transcriptions") || endpoint.ends_with("/inference")) return std::string(endpoint);
  return net::join_address(endpoint, endpoint.ends_with("/v1") ? "audio/transcriptions" : "v1/audio/transcriptions");
}

std::string wav_bytes(std::span<const float> samples) {
  static_assert(std::endian::native == std::endian::little);
  struct Header {
    char riff[4] = {'R', 'I', 'F', 'F'};
    std::uint32_t rest = 0;
    char wave_fmt[8] = {'W', 'A', 'V', 'E', 'f', 'm', 't', ' '};
    std::uint32_t fmt_bytes = 16;
    std::uint16_t pcm = 1;
    std::uint16_t channels = 1;
    std::uint32_t rate = kSampleRateHz;
    std::uint32_t bytes_per_second = kSampleRateHz * 2;
    std::uint16_t frame_bytes = 2;
    std::uint16_t bits = 16;
    char data[4] = {'d', 'a', 't', 'a'};
    std::uint32_t data_bytes = 0;
  } header;
  static_assert(sizeof header == 44);
  header.data_bytes = static_cast<std::uint32_t>(samples.size() * 2);
  header.rest = header.data_bytes + 36;
  std::string bytes(sizeof header + samples.size() * 2, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  char* out = bytes.data() + sizeof header;
  for (const float sample : samples) {
    const auto value = static_cast<std::int16_t>(std::lrint(std::clamp(sample * 32768.0F, -32768.0F, 32767.0F)));
    std::memcpy(out, &value, 2);
    out += 2;
  }
  return bytes;
}

net::Request transcription_request(std::span<const float> window, const RecognitionOptions& options,
                                   const std::string& model) {
  net::Request request{.method = "POST"};
  const auto field = [&](const char* name, std::string value) {
    request.form.push_back({name, std::move(value), "", ""});
  };
  request.form.push_back({"file", wav_bytes(window), "window.wav", "audio/wav"});
  field("model", model);
  if (!options.language.empty()) field("language", options.language);
  if (!options.prompt.empty()) field("prompt", options.prompt);
  field("temperature", number_text(options.temperatures.empty() ? 0.0 : options.temperatures.front()));
  field("response_format", "verbose_json");
  field("timestamp_granularities[]", "segment");
  if (options.word_times) field("timestamp_granularities[]", "word");
  return request;
}

Result<Recognition> read_transcription(std::string_view text, Millis length, const RecognitionOptions& options) {
  const auto json = base::parse_json(text);
  if (!json) return fail(ErrorCode::corrupt_data, "the answer is no JSON: " + json.error().message);
  base::Reader in(*json, "");
  Recognition recognition;
  if (in.ok() && !in.has("text") && !in.has("segments")) in.reject("text", "is required");
  const std::string all = conversation::squeeze(in.string("text", ""));
  recognition.language = options.language;
  const std::string heard = conversation::language_code(in.string("language", ""));
  if (recognition.language.empty()) recognition.language = heard;
  if (const auto probability = in.optional_number("language_probability", 0, 1))
    recognition.language_probability = *probability;
  const std::vector<Segment> segments = read_segments(in, recognition);
  recognition.words = read_words(in, -1);
  if (!in.ok()) return fail(ErrorCode::corrupt_data, in.error().error().message);

  if (!recognition.words.empty()) {
    settle_confidence(recognition.words, segments);
  } else if (!segments.empty()) {
    for (const Segment& segment : segments) {
      const auto words = !segment.words.empty()
                             ? segment.words
                             : interpolate(segment.text, segment.time, likelihood(segment.log_probability));
      recognition.words.insert(recognition.words.end(), words.begin(), words.end());
    }
  } else {
    recognition.words = interpolate(all, {Millis(0), length}, 1.0);
  }
  put_punctuation_back(recognition.words, segments);
  for (Word& word : recognition.words) {
    word.time.start = std::min(word.time.start, length);
    word.time.end = std::min(word.time.end, length);
  }
  std::ranges::stable_sort(recognition.words, {}, [](const Word& word) { return word.time.start; });
  return recognition;
}

}  // namespace cxai::speech
