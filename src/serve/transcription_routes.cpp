// POST /v1/audio/transcriptions as OpenAI's clients send it: a recording in, its words out, nothing kept.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stop_token>

#include "base/files.hpp"
#include "base/json.hpp"
#include "conversation/formats.hpp"
#include "conversation/plain_text.hpp"
#include "http/problem.hpp"
#include "pipeline/scribe.hpp"
#include "serve/handlers.hpp"

namespace cxai::serve {
namespace {

constexpr std::array<std::string_view, 5> kFormats{"json", "text", "srt", "verbose_json", "vtt"};
constexpr std::uint64_t kLongestField = 64 << 10;

Response error(int status, std::string_view message, std::string_view param = "") {
  const char* type = status == 401   ? "authentication_error"
                     : status == 403 ? "permission_error"
                     : status < 500  ? "invalid_request_error"
                                     : "server_error";
  return json_response(Json{{"error", Json{{"message", message},
                                           {"type", type},
                                           {"param", param.empty() ? Json() : Json(param)},
                                           {"code", Json()}}}},
                       status);
}

struct Asked {
  const pipeline::UploadedFile* file = nullptr;
  speech::TranscriptionOptions options;
  std::string format = "json";
  bool words = false;
};

// A field that breaks its rule.
struct Wrong {
  std::string param;
  std::string message;
};

std::optional<Wrong> take(Asked& asked, const std::string& field, const std::string& value) {
  if (field == "language") {
    asked.options.language = conversation::language_code(value);
    if (asked.options.language.empty() && !value.empty()) return Wrong{field, "must be a code such as tr, en or de"};
  } else if (field == "prompt") {
    asked.options.vocabulary = value;
  } else if (field == "response_format") {
    if (std::ranges::find(kFormats, value) == kFormats.end())
      return Wrong{field, "must be json, text, srt, verbose_json or vtt"};
    asked.format = value;
  } else if (field == "temperature") {
    double temperature = 0;
    const auto [end, bad] = std::from_chars(value.data(), value.data() + value.size(), temperature);
    if (bad != std::errc() || end != value.data() + value.size() || !(temperature >= 0 && temperature <= 1))
      return Wrong{field, "must be a number from 0 to 1"};
    if (temperature > 0) asked.options.temperatures = {temperature};
  } else if (field.starts_with("timestamp_granularities")) {
    if (value != "word" && value != "segment") return Wrong{field, "must be word or segment"};
    asked.words = asked.words || value == "word";
  } else if (field == "stream" && value != "false") {
    return Wrong{field, "is not supported; live calls are streamed to /v1/live"};
  }
  return std::nullopt;  // `model`: this server has one
}

double seconds(Millis time) {
  return static_cast<double>(time.count()) / 1000;
}

// As OpenAI's servers name the languages the product knows.
std::string language_name(const std::string& code) {
  if (code == "tr") return "turkish";
  if (code == "en") return "english";
  if (code == "de") return "german";
  return code;
}

Json segment_json(const conversation::Turn& turn, std::size_t id) {
  double log_probability = 0;
  for (const auto& word : turn.words) log_probability += std::log(std::max(word.confidence, 1e-6));
  if (!turn.words.empty()) log_probability /= static_cast<double>(turn.words.size());
  return Json{{"id", id},
              {"start", turn.time ? seconds(turn.time->start) : 0.0},
              {"end", turn.time ? seconds(turn.time->end) : 0.0},
              {"text", turn.text},
              {"avg_logprob", log_probability},
              {"channel", turn.channel}};
}

Json verbose(const pipeline::Scribed& said, const std::string& text, bool with_words) {
  Json segments = Json::array();
  std::vector<const conversation::Word*> spoken;
  for (const auto& turn : said.transcript.turns) {
    segments.push_back(segment_json(turn, segments.size()));
    for (const auto& word : turn.words) spoken.push_back(&word);
  }
  Json document{{"task", "transcribe"},
                {"language", language_name(said.transcript.language)},
                {"duration", seconds(said.duration)},
                {"text", text}};
  if (with_words) {
    std::ranges::stable_sort(spoken, {}, [](const auto* word) { return word->time.start; });
    Json words = Json::array();
    for (const auto* word : spoken)
      words.push_back(Json{{"word", word->text},
                           {"start", seconds(word->time.start)},
                           {"end", seconds(word->time.end)},
                           {"probability", word->confidence}});
    document["words"] = std::move(words);
  }
  document["segments"] = std::move(segments);
  return document;
}

Response answer(const pipeline::Scribed& said, const Asked& asked) {
  if (asked.format == "srt")
    return text_response(200, conversation::write_srt(said.transcript), "application/x-subrip; charset=utf-8");
  if (asked.format == "vtt")
    return text_response(200, conversation::write_webvtt(said.transcript), "text/vtt; charset=utf-8");
  std::string text;
  for (const auto& turn : said.transcript.turns) text += (text.empty() ? "" : " ") + turn.text;
  if (asked.format == "text") return text_response(200, text + "\n");
  return json_response(asked.format == "json" ? Json{{"text", text}} : verbose(said, text, asked.words));
}

}  // namespace

Response as_openai_error(Response problem) {
  const std::string* body = std::get_if<std::string>(&problem.body);
  const auto json = body ? base::parse_json(*body) : Result<Json>(Json());
  std::string detail = json && json->is_object() ? json->value("detail", "") : "";
  Response made = error(problem.status, detail.empty() ? std::string(http::reason(problem.status)) : detail);
  for (const auto& [name, value] : problem.headers.all())
    if (!http::equals_ignoring_case(name, "Content-Type")) made.headers.set(name, value);
  return made;
}

Result<Response> transcribe_upload(App& app, const Request& request) {
  const pipeline::Scribe* scribe = app.services.scribe;
  if (!scribe)
    return error(503,
                 "this server has no speech engine: its operator can pull a model (cxai models pull small) or name a "
                 "server (the setting speech.endpoints)");
  Asked asked;
  asked.options = scribe->defaults();
  for (const auto& file : request.files) {
    if (file.field == "file") {
      asked.file = &file;
      continue;
    }
    CXAI_TRY(const std::string value, base::read_file(file.file(), kLongestField));
    if (const auto wrong = take(asked, file.field, value))
      return error(400, wrong->param + ": " + wrong->message, wrong->param);
  }
  if (!asked.file) return error(400, "file: is required", "file");
  // What the client waits for ends with the server.
  std::stop_source stop;
  asked.options.progress = [&](double) {
    if (app.stopping) stop.request_stop();
  };
  auto said = scribe->transcribe(asked.file->file(), asked.file->filename, asked.options, stop.get_token());
  if (said) return answer(*said, asked);
  const int status = http::http_status(said.error().code);
  if (status < 500) return error(status, "file: " + said.error().message, "file");
  app.services.log("request " + request.id + " failed: " + said.error().message);
  return error(status, "the recording could not be recognised (request " + request.id + ")");
}

}  // namespace cxai::serve
