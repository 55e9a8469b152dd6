#include "pipeline/kept_sound.hpp"

#include <algorithm>
#include <list>
#include <utility>

#include "audio/sound_file.hpp"
#include "base/json.hpp"
#include "pipeline/redaction.hpp"

namespace cxai::pipeline {
namespace {

constexpr auto kSound = store::BlobKind::sound;

Json destroyed_entry(const RedactedSpan& span) {
  return Json{{"channel", span.channel ? Json(*span.channel) : Json()},
              {"start_ms", span.time.start.count()},
              {"end_ms", span.time.end.count()},
              {"type", span.type}};
}

Result<Json> destroyed_before(const std::string& document) {
  if (document.empty()) return Json::array();
  CXAI_TRY(Json list, base::parse_json(document));
  if (!list.is_array()) return fail(ErrorCode::corrupt_data, "destroyed_sound: must be a list");
  return list;
}

bool covers(const Json& entry, const RedactedSpan& span) {
  const Json channel = entry.value("channel", Json());
  return (channel.is_null() || (span.channel && channel == *span.channel)) &&
         entry.value("start_ms", std::int64_t{-1}) <= span.time.start.count() &&
         entry.value("end_ms", std::int64_t{-1}) >= span.time.end.count();
}

// Copies on their way into the blobs, taken up in the order in which they were added.
class Staging {
 public:
  explicit Staging(store::Blobs& blobs) : blobs_(blobs) {}

  Result<> add(RedactionPlan plan, audio::SoundFormat format) {
    CXAI_TRY(auto writer, blobs_.stage());
    writers_.push_back(std::move(writer));
    base::SealWriter* const to = &writers_.back();
    const auto append = [to](std::string_view bytes) { return to->append(bytes); };
    copies_.push_back({std::move(plan),
                       [append, format](int channels) { return audio::SoundFile::stream(append, format, channels); }});
    return {};
  }
  std::vector<ToneCopy>& copies() { return copies_; }

  struct Adopted {
    store::BlobInfo sound;
    std::string peaks;
  };
  Result<Adopted> adopt_next(const std::string& owner) {
    CXAI_TRY(const auto staged, writers_.front().finish());
    writers_.pop_front();
    auto adopted = blobs_.adopt(owner, kSound, staged);
    if (!adopted) {
      store::Blobs::discard(staged);
      return std::unexpected(std::move(adopted).error());
    }
    return Adopted{*adopted, std::move(copies_[next_++].peaks)};
  }

 private:
  store::Blobs& blobs_;
  std::list<base::SealWriter> writers_;  // their addresses stay
  std::vector<ToneCopy> copies_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<std::string> KeptSound::names() const {
  std::vector<std::string> names{recording_sha256, listen_sha256, peaks_sha256, redacted_sha256, redacted_peaks_sha256};
  std::erase(names, std::string());
  return names;
}

KeptSound kept_sound_of(const store::ConversationRow& row) {
  return {row.originals.recording_sha256, row.listen_sha256,  row.peaks_sha256, row.redacted_sha256,
          row.redacted_peaks_sha256,      row.destroyed_sound};
}

Result<KeptSound> keep_sound(store::Blobs& blobs, const std::string& conversation_id, const base::KeyedFile& recording,
                             const audio::DecoderOptions& decoder, const std::optional<RedactionPlan>& plan,
                             KeptSound kept, std::optional<FreshCopy> fresh,
                             std::optional<conversation::Recording>& facts, const std::stop_token& stop) {
  CXAI_TRY(Json destroyed, destroyed_before(kept.destroyed));
  RedactionPlan cards = plan ? plan->card_data() : RedactionPlan{};
  std::erase_if(cards.spans, [&](const RedactedSpan& span) {
    return std::ranges::any_of(destroyed, [&](const Json& entry) { return covers(entry, span); });
  });
  const bool destroy = !cards.spans.empty();
  const bool redact = plan && !plan->spans.empty();

  Staging staging(blobs);
  if (destroy) {
    CXAI_TRY_VOID(staging.add(cards, audio::SoundFormat::flac));
    CXAI_TRY_VOID(staging.add(cards, audio::SoundFormat::opus));
  }
  if (redact) CXAI_TRY_VOID(staging.add(*plan, audio::SoundFormat::opus));
  if (destroy || redact) CXAI_TRY_VOID(write_copies(recording.path, decoder, staging.copies(), {}, stop));

  if (destroy) {
    CXAI_TRY(const auto master, staging.adopt_next(conversation_id));
    CXAI_TRY(const auto listen, staging.adopt_next(conversation_id));
    CXAI_TRY(const auto peaks, blobs.put(conversation_id, kSound, listen.peaks));
    kept.recording_sha256 = master.sound.sha256;
    kept.listen_sha256 = listen.sound.sha256;
    kept.peaks_sha256 = peaks.sha256;
    for (const RedactedSpan& span : cards.spans) destroyed.push_back(destroyed_entry(span));
    kept.destroyed = base::dump_json(destroyed);
    if (facts) {
      facts->sha256 = master.sound.sha256;
      facts->size_bytes = master.sound.size_bytes;
      facts->media_type = audio::media_type_of(audio::SoundFormat::flac);
      facts->codec = "flac";
      facts->sample_rate_hz = audio::kSampleRateHz;
    }
  } else if (fresh) {
    CXAI_TRY(const auto staged, fresh->sound.finish());
    CXAI_TRY(const auto listen, blobs.adopt(conversation_id, kSound, staged));
    CXAI_TRY(const auto peaks, blobs.put(conversation_id, kSound, fresh->peaks));
    kept.listen_sha256 = listen.sha256;
    kept.peaks_sha256 = peaks.sha256;
  }

  if (redact) {
    CXAI_TRY(const auto redacted, staging.adopt_next(conversation_id));
    CXAI_TRY(const auto peaks, blobs.put(conversation_id, kSound, redacted.peaks));
    kept.redacted_sha256 = redacted.sound.sha256;
    kept.redacted_peaks_sha256 = peaks.sha256;
  } else {
    kept.redacted_sha256 = plan ? kept.listen_sha256 : "";
    kept.redacted_peaks_sha256 = plan ? kept.peaks_sha256 : "";
  }
  return kept;
}

}  // namespace cxai::pipeline
