// What is said about a conversation: claims with their evidence, in an immutable document (`cxai.analysis/1`).
//
// Source   docs/formats/analysis.md
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "conversation/correction.hpp"
#include "conversation/ledger.hpp"
#include "conversation/transcript.hpp"

namespace cxai::conversation {

inline constexpr std::string_view kAnalysisSchema = "cxai.analysis/1";

// A place in the transcript. `chars` count code points of that turn's text.
struct Evidence {
  std::string turn;
  CharSpan chars;
};

enum class Method : std::uint8_t { llm, rule, classifier, computed, human };
enum class ClaimState : std::uint8_t { accepted, abstained, disputed, corrected };
enum class AnalysisStatus : std::uint8_t { complete, partial, skipped, failed };

const char* to_string(Method method);
const char* to_string(ClaimState state);
const char* to_string(AnalysisStatus status);

// Two claims of one field stand beside each other, the one made on this machine first, where a language model answered
// otherwise (both `disputed`) or said the same in other words (both `accepted`).
// Invariant: a claim that is not computed carries evidence whose text stands in the transcript, or abstains.
struct Claim {
  std::string field;  // a name listed in docs/formats/analysis.md
  Json value;
  std::optional<double> probability;  // 0 … 1; absent for what is computed
  Method method = Method::computed;
  std::vector<Evidence> evidence;
  ClaimState state = ClaimState::accepted;
  std::optional<Method> confirmed_by;  // another method that came to the same value; its evidence stands here, too
};

// Something the analysis could not say, and why. `reason` is an identifier such as "mono_no_overlap".
struct Skipped {
  std::string feature;
  std::string reason;
};

struct Inputs {
  std::string audio_sha256;
  std::string transcript_id;
  std::string transcript_sha256;
  std::optional<std::chrono::minutes> utc_offset = {};  // of the clock that days were counted by; absent: none were
};

struct NamedModel {
  std::string name;  // name/version
  std::string sha256;
};

// What made the analysis: the same recipe on the same inputs gives the same measures and local claims.
struct Recipe {
  struct Speech {
    std::string name;
    std::string weights_sha256;
    Json options;  // what else decides the words: language, vocabulary, …; null: nothing
  };
  struct Roles {
    std::string method;  // channel | text | mixed | given
    double confidence = 1.0;
  };
  struct Llm {
    std::string name;           // of the model
    std::string prompt;         // name of the prompt's file, with its number
    std::string prompt_sha256;  // of the prompt and the shape of the answer
    double temperature = 0;
  };
  std::optional<Speech> speech;
  std::optional<Roles> roles;
  std::optional<Llm> llm;  // absent: no language model answered
  std::vector<NamedModel> models;
  std::string rules_revision;
  std::string scorecard_revision;
  std::string definitions = "metrics/1";
  std::string code_version;
};

struct Analysis {
  std::string conversation_id;
  std::string analysis_id;
  std::optional<std::string> supersedes;
  Timestamp created_at{};
  AnalysisStatus status = AnalysisStatus::complete;
  std::vector<Skipped> skipped;
  std::vector<DroppedStretch> dropped;  // speech that gave no words, by start; empty unless this program recognised it
  std::vector<Correction> corrections;  // by people, of who spoke; all that this analysis was made with, in order
  Inputs inputs;
  Recipe recipe;
  std::string language;
  std::vector<Turn> turns;  // masked; customer turns carry a sentiment
  struct TurnSentiment {
    std::string turn;
    std::string label;
    double probability = 0;
  };
  std::vector<TurnSentiment> turn_sentiments;
  Json measures;  // docs/definitions.md, section 1
  std::vector<Claim> claims;
  Json routing;  // null until routed

  const Claim* claim(std::string_view field) const;  // the first; null: not made
};

Json to_json(const Analysis& analysis);

// Reads what to_json writes. Errors: invalid_input naming the field; unsupported for another schema version.
Result<Analysis> analysis_from_json(const Json& json);

// Checks the invariants: turn ids unique, evidence inside existing turns, probabilities in range,
// every claim that is not computed evidenced or abstained. Errors: invalid_input naming the field.
Result<> validate(const Analysis& analysis);

// The text a piece of evidence points to; nullopt when it points outside.
std::optional<std::string> evidence_text(const Analysis& analysis, const Evidence& evidence);

}  // namespace cxai::conversation
