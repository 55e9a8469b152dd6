#include "reader/reading.hpp"

#include <string>
#include <utility>

#include "base/embedded.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace cxai::reader {
namespace {

constexpr std::string_view kVersion = "analysis-1";
constexpr std::string_view kBegin = "=== TRANSCRIPT BEGIN ===";
constexpr std::string_view kEnd = "=== TRANSCRIPT END ===";
// Longer than any model we know of reads in one piece.
constexpr std::size_t kLongestDataBytes = 400'000;

std::string_view lead_for(std::string_view language) {
  if (language == "tr") return "Yalnızca şu JSON Schema'ya uyan tek bir JSON nesnesi yaz, başka hiçbir şey yazma:";
  if (language == "de") return "Schreibe ein einziges JSON-Objekt nach diesem JSON Schema und sonst nichts:";
  return "Write one single JSON object that follows this JSON Schema, and nothing else:";
}

}  // namespace

Prompt prompt_for(std::string_view language) {
  const std::string_view chosen = language == "tr" || language == "de" ? language : "en";
  const std::string path = std::string(kVersion) + "." + std::string(chosen) + ".txt";
  const auto* file = base::embedded::find(base::embedded::reader_prompts(), path);
  CXAI_CHECK(file != nullptr);
  return {file->path.substr(0, file->path.size() - 4), file->bytes};
}

std::string data_of(const MaskedTranscript& transcript) {
  Json turns = Json::array();
  for (const auto& turn : transcript->turns)
    turns.push_back(
        Json{{"id", turn.id}, {"role", turn.role ? Json(to_string(*turn.role)) : Json()}, {"text", turn.text}});
  return std::string(kBegin) + "\n" + base::dump_json(Json{{"turns", std::move(turns)}}) + "\n" + std::string(kEnd);
}

Result<Reading> read_conversation(llm::Chat& chat, const MaskedTranscript& transcript, const ReadingOptions& options,
                                  const std::stop_token& stop) {
  Reading reading;
  const Prompt prompt = prompt_for(transcript->language);
  llm::Question question;
  question.prompt = prompt.text;
  question.data = data_of(transcript);
  question.shape_name = "conversation_analysis";
  question.shape = answer_shape(options.agent);
  question.shape_lead = lead_for(transcript->language);
  if (question.data.size() > kLongestDataBytes) {
    reading.skipped.push_back({"llm", "transcript_too_long"});
    return reading;
  }
  CXAI_TRY(const llm::Reply reply, chat.ask(question, stop));
  if (!reply.answer) {
    reading.skipped.push_back({"llm", reply.why_not});
    return reading;
  }
  Judged judged = judge_answer(*reply.answer, transcript, options.agent, options.at);
  reading.claims = std::move(judged.claims);
  reading.skipped = std::move(judged.skipped);
  reading.recipe = {chat.model(), std::string(prompt.name), llm::prompt_digest(question), chat.temperature()};
  return reading;
}

}  // namespace cxai::reader
