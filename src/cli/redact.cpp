#include <algorithm>
#include <array>
#include <filesystem>
#include <iomanip>
#include <map>
#include <ostream>
#include <set>
#include <sstream>
#include <stop_token>

#include "audio/sound_file.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/progress.hpp"
#include "cli/speech_engine.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"
#include "pipeline/redaction.hpp"
#include "pipeline/redactor.hpp"
#include "pipeline/scribe.hpp"

namespace cxai::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRedactTranscriptLimitBytes = 64ULL << 20;

// What the verb says on standard output, in the reader's language.
enum class Text : std::uint8_t {
  nothing,
  covered,
  extent_turn,
  extent_recording,
  all_channels,
  copy,
  master,
  card_left,
  verified,
  unverified,
  no_times
};
constexpr std::size_t kTexts = 11;
struct Texts {
  std::string_view tr, en, de;
};
constexpr std::array<Texts, kTexts> kSaid{{
    {"Kişisel veri bulunmadı.", "No personal data was found.", "Keine personenbezogenen Daten gefunden."},
    {"kişisel veri tonla kapatıldı", "stretches of personal data covered with a tone",
     "personenbezogene Stellen mit einem Ton überdeckt"},
    {"tüm söz sırası: kelime zamanı yok", "whole turn: its words have no times", "ganzer Beitrag: Wörter ohne Zeiten"},
    {"tüm kayıt: söz sırasının zamanı yok", "whole recording: its turn has no times",
     "ganze Aufnahme: Beitrag ohne Zeiten"},
    {"tüm kanallar", "all channels", "alle Kanäle"},
    {"Gizlenmiş kopya", "Redacted copy", "Geschwärzte Kopie"},
    {"Kart verisi yok edilmiş asıl kayıt", "Master without card data", "Original ohne Kartendaten"},
    {"Asıl kayıtta hâlâ kart verisi var; --destroy-in-master ile yok edin",
     "The original still holds card data; --destroy-in-master destroys it",
     "Das Original enthält noch Kartendaten; --destroy-in-master vernichtet sie"},
    {"Doğrulandı: kopyada bulunan değerlerin hiçbiri duyulmuyor", "Verified: none of the values is heard in the copy",
     "Geprüft: keiner der Werte ist in der Kopie zu hören"},
    {"Doğrulanmadı: konuşma motoru yok", "Not verified: there is no speech engine",
     "Nicht geprüft: keine Spracherkennung"},
    {"Dökümde zaman bilgisi yok: tüm kayıt kapatıldı", "The transcript has no times: the whole recording is covered",
     "Die Abschrift hat keine Zeiten: die ganze Aufnahme ist überdeckt"},
}};

std::string_view say(Text text, const std::string& language) {
  const Texts& texts = kSaid[static_cast<std::size_t>(text)];
  return language == "tr" ? texts.tr : language == "de" ? texts.de : texts.en;
}

// call.wav → call.vtt, call.srt, call.json or call.txt, the first that is there.
std::optional<fs::path> transcript_beside(const fs::path& recording) {
  std::error_code error;
  for (const char* ending : {".vtt", ".srt", ".json", ".txt"}) {
    fs::path path = recording;
    path.replace_extension(ending);
    if (path != recording && fs::is_regular_file(path, error)) return path;
  }
  return std::nullopt;
}

struct Plan {
  fs::path recording;
  fs::path copy;
  audio::SoundFormat format{};
  std::optional<fs::path> master;  // where to write the recording without card data
  audio::SoundFormat master_format{};
};

Result<audio::SoundFormat> format_for(const fs::path& path, const char* option) {
  if (const auto format = audio::sound_format_of(path)) return *format;
  return fail(ErrorCode::unsupported, path.string() + ": " + option + " writes .wav, .flac, .ogg, .opus and .mp3");
}

Result<Plan> plan_files(const RedactOptions& options) {
  Plan plan;
  std::error_code error;
  if (!fs::exists(options.recording, error))
    return fail(ErrorCode::not_found, options.recording + ": no such recording");
  plan.recording = fs::canonical(options.recording, error);
  if (error) return fail(ErrorCode::not_found, options.recording + ": " + error.message());
  if (!options.output.empty()) {
    plan.copy = options.output;
    if (options.format.empty()) {
      CXAI_TRY(plan.format, format_for(plan.copy, "--output"));
    }
  }
  if (!options.format.empty())
    plan.format = audio::sound_format_from(options.format).value();
  else if (options.output.empty())
    plan.format = audio::sound_format_of(plan.recording).value_or(audio::SoundFormat::opus);
  if (options.output.empty()) {
    plan.copy = options.recording;
    plan.copy.replace_extension(".redacted" + audio::ending_of(plan.format));
  }
  if (options.destroy_in_master) plan.master = plan.recording;
  if (!options.master.empty()) plan.master = options.master;
  if (plan.master) {
    CXAI_TRY(plan.master_format, format_for(*plan.master, "the master, with --master FILE or --destroy-in-master,"));
  }
  if (fs::weakly_canonical(plan.copy, error) == plan.recording)
    return fail(ErrorCode::invalid_input, "--output must be another file than the recording");
  if (!options.master.empty() && fs::weakly_canonical(*plan.master, error) == fs::weakly_canonical(plan.copy, error))
    return fail(ErrorCode::invalid_input, "--master and --output must be two files");
  return plan;
}

Result<pipeline::Inputs> read_inputs(const fs::path& recording, const RedactOptions& options) {
  pipeline::Inputs inputs;
  inputs.recording = base::KeyedFile{recording, std::nullopt};
  inputs.recording_name = fs::path(options.recording).filename().string();
  inputs.conversation.source = inputs.recording_name;
  const auto transcript =
      options.transcript.empty() ? transcript_beside(options.recording) : std::optional<fs::path>(options.transcript);
  if (transcript) {
    auto bytes = base::read_file(*transcript, kRedactTranscriptLimitBytes);
    if (!bytes) return std::unexpected(std::move(bytes).error());
    inputs.transcript = std::move(*bytes);
  }
  fs::path metadata = options.recording;
  metadata.replace_extension(".meta.json");
  std::error_code error;
  if (fs::is_regular_file(metadata, error)) {
    CXAI_TRY(const std::string bytes, base::read_file(metadata, 1 << 20));
    CXAI_TRY(const Json json, base::parse_json(bytes));
    CXAI_TRY_VOID(conversation::read_metadata(json, inputs.conversation));
  }
  return inputs;
}

// Removes what is still there of these files at the end.
class Provisional {
 public:
  ~Provisional() {
    std::error_code ignored;
    for (const fs::path& path : paths_) fs::remove(path, ignored);
  }
  void add(const fs::path& path) { paths_.push_back(path); }

 private:
  std::vector<fs::path> paths_;
};

class Redaction {
 public:
  Redaction(Context& context, const RedactOptions& options) : context_(context), options_(options) {}

  Result<> run() {
    CXAI_TRY(plan_, plan_files(options_));
    CXAI_TRY(transcriber_, make_transcriber(context_.config));
    CXAI_TRY(pipeline::Inputs inputs, read_inputs(plan_.recording, options_));
    if (!transcriber_->available()) {
      if (!inputs.transcript)
        return fail(ErrorCode::unavailable, "no transcript beside the recording, and " + no_engine_remedy());
      if (options_.verify == "required")
        return fail(ErrorCode::unavailable,
                    "--verify: " + no_engine_remedy() + "; --verify=if-possible goes on without. Nothing was written");
    }
    CXAI_TRY(processing_.detector, context_.detector());
    processing_.decoder = context_.decoder();
    processing_.transcriber = transcriber_.get();
    processing_.stop = stop_.get_token();
    base::Progress bar(context_.io.err, context_.io.err_is_terminal, "Redact", 100);
    std::size_t shown = 0;
    processing_.progress = [&](const char*, double part) {
      for (const auto now = static_cast<std::size_t>(100 * part); shown < now; ++shown) bar.step(true);
      if (stop_requested()) stop_.request_stop();
    };
    CXAI_TRY(found_, pipeline::find_personal_data(inputs, processing_));
    bar.finish();
    Provisional provisional;
    CXAI_TRY_VOID(write(provisional));
    CXAI_TRY_VOID(verify());
    return settle();
  }

  const pipeline::FoundPersonalData& found() const { return found_; }
  Json report() const;
  void print(std::ostream& out, const std::string& language) const;

 private:
  // Beside its place, so that one renaming puts a file there once everything has succeeded.
  static fs::path draft_of(const fs::path& path) { return path.string() + ".draft"; }

  Result<> write(Provisional& provisional) {
    std::vector<pipeline::ToneCopy> copies;
    copies.push_back({found_.plan, [this](int channels) {
                        return audio::SoundFile::create(draft_of(plan_.copy), plan_.format, channels);
                      }});
    provisional.add(draft_of(plan_.copy));
    if (plan_.master && found_.plan.destroys()) {
      copies.push_back({found_.plan.card_data(), [this](int channels) { return open_master(channels); }});
      provisional.add(draft_of(*plan_.master));
      master_written_ = true;
    }
    audio::DecoderOptions decoder = processing_.decoder;
    decoder.name_hint = fs::path(options_.recording).filename();
    CXAI_TRY_VOID(pipeline::write_copies(
        plan_.recording, decoder, copies,
        [this](double) {
          if (stop_requested()) stop_.request_stop();
        },
        stop_.get_token()));
    return {};
  }

  Result<std::unique_ptr<audio::SoundFile>> open_master(int channels) const {
    const bool lossy =
        plan_.master_format == audio::SoundFormat::opus || plan_.master_format == audio::SoundFormat::mp3;
    if (lossy && channels > 2)
      return fail(ErrorCode::unsupported, plan_.master->string() + ": has " + std::to_string(channels) +
                                              " channels, of which this format would keep two; "
                                              "write the master with --master FILE.flac");
    return audio::SoundFile::create(draft_of(*plan_.master), plan_.master_format, channels);
  }

  Result<> verify() {
    if (options_.verify.empty()) return {};
    if (!transcriber_->available()) {
      verification_ = "no_engine";
      return {};
    }
    const pipeline::Scribe scribe(transcriber_, processing_.decoder, processing_.detector);
    auto heard = scribe.transcribe({draft_of(plan_.copy), std::nullopt}, plan_.copy.filename(), scribe.defaults(),
                                   stop_.get_token());
    if (!heard) return fail("the copy could not be verified and was removed: ", std::move(heard).error());
    const auto leaks = pipeline::heard_again(found_.said, std::move(heard->transcript));
    if (leaks.empty()) {
      verification_ = "passed";
      return {};
    }
    std::string which;
    for (const auto& leak : leaks) which += (which.empty() ? "" : ", ") + leak.type + " (" + leak.turn + ")";
    return fail(ErrorCode::conflict, "still heard in the redacted copy, which was removed: " + which +
                                         "; check the times of the transcript, or let the engine make it");
  }

  Result<> settle() {
    CXAI_TRY_VOID(base::rename_durably(draft_of(plan_.copy), plan_.copy));
    if (!master_written_) return {};
    std::error_code error;
    fs::permissions(draft_of(*plan_.master), fs::status(plan_.recording, error).permissions(), error);
    return base::rename_durably(draft_of(*plan_.master), *plan_.master);
  }

  Context& context_;
  const RedactOptions& options_;
  std::stop_source stop_;
  Plan plan_;
  std::shared_ptr<const speech::Transcriber> transcriber_;
  pipeline::Options processing_;
  pipeline::FoundPersonalData found_;
  bool master_written_ = false;
  std::string verification_;  // passed, no_engine; empty: not asked for
};

Json Redaction::report() const {
  Json spans = Json::array();
  std::map<std::string, int> counts;
  for (const auto& span : found_.plan.spans) {
    spans.push_back(pipeline::to_json(span));
    ++counts[span.type];
  }
  const bool card_left = found_.plan.destroys() && (!master_written_ || *plan_.master != plan_.recording);
  return Json{{"recording", options_.recording},
              {"duration_ms", found_.plan.duration.count()},
              {"copy", plan_.copy.string()},
              {"format", audio::to_string(plan_.format)},
              {"words", found_.recognized ? "recognized" : "given"},
              {"margin_ms", pipeline::RedactionPlan::kMargin.count()},
              {"counts", counts},
              {"spans", std::move(spans)},
              {"master", master_written_ ? Json(plan_.master->string()) : Json()},
              {"card_data_left_in_recording", card_left},
              {"verification", verification_.empty() ? Json() : Json(verification_)}};
}

void Redaction::print(std::ostream& out, const std::string& language) const {
  using Extent = pipeline::RedactedSpan::Extent;
  const auto seconds = [](Millis time) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << static_cast<double>(time.count()) / 1000;
    return text.str();
  };
  for (const auto& span : found_.plan.spans) {
    out << std::setw(9) << seconds(span.time.start) << " – " << std::setw(8) << seconds(span.time.end) << " s  "
        << std::left << std::setw(14) << span.type << std::right
        << (span.channel ? std::to_string(*span.channel) : std::string(say(Text::all_channels, language)));
    if (span.extent == Extent::turn) out << "  (" << say(Text::extent_turn, language) << ')';
    if (span.extent == Extent::recording) out << "  (" << say(Text::extent_recording, language) << ')';
    out << '\n';
  }
  if (found_.plan.spans.empty())
    out << say(Text::nothing, language) << '\n';
  else
    out << found_.plan.spans.size() << ' ' << say(Text::covered, language) << ".\n";
  if (std::ranges::any_of(found_.plan.spans, [](const auto& span) { return span.extent == Extent::recording; }))
    out << say(Text::no_times, language) << ".\n";
  out << say(Text::copy, language) << ": " << plan_.copy.string() << '\n';
  if (master_written_) out << say(Text::master, language) << ": " << plan_.master->string() << '\n';
  if (found_.plan.destroys() && (!master_written_ || *plan_.master != plan_.recording))
    out << say(Text::card_left, language) << ".\n";
  if (verification_ == "passed") out << say(Text::verified, language) << ".\n";
  if (verification_ == "no_engine") out << say(Text::unverified, language) << ".\n";
}

}  // namespace

ExitCode redact(Context& context, const RedactOptions& options) {
  const StopOnSignal stop;
  Redaction redaction(context, options);
  if (const auto done = redaction.run(); !done) {
    if (stop_requested()) return ExitCode::interrupted;
    return context.fail({done.error().code, options.recording + ": " + done.error().message});
  }
  for (const std::string& warning : redaction.found().warnings)
    context.io.err << "cxai: " << options.recording << ": " << warning << '\n';
  if (options.json)
    context.io.out << base::dump_json(redaction.report(), 2) << '\n';
  else
    redaction.print(context.io.out,
                    options.language.empty() ? context.config.text("centre.language") : options.language);
  return ExitCode::ok;
}

}  // namespace cxai::cli
