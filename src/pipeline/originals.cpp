#include "pipeline/originals.hpp"

#include <utility>
#include <vector>

#include "conversation/formats.hpp"
#include "privacy/masker.hpp"

namespace cxai::pipeline {
namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

}  // namespace

Result<std::optional<conversation::Transcript>> original_transcript(const store::Blobs& blobs,
                                                                    const store::ConversationRow& row) {
  const std::string& id = row.conversation.id;
  if (row.words_sha256.empty() || !blobs.has(id, store::BlobKind::text, row.words_sha256)) return std::nullopt;
  CXAI_TRY(const std::string bytes, blobs.read(id, store::BlobKind::text, row.words_sha256));
  CXAI_TRY(const Json json, base::parse_json(bytes));
  CXAI_TRY(auto transcript, conversation::read_dialogue_json(json));
  return transcript;
}

Result<std::optional<conversation::Transcript>> own_transcript(const store::Blobs& blobs,
                                                               const store::ConversationRow& row,
                                                               const std::set<std::string>& own) {
  CXAI_TRY(auto transcript, original_transcript(blobs, row));
  if (!transcript) return std::nullopt;
  CXAI_TRY(const auto index, blobs.keys().secret("index"));
  struct Shown {
    std::size_t turn;
    std::string placeholder;
    std::string text;
  };
  std::vector<Shown> shown;
  const auto masked = privacy::Masker().mask(std::move(*transcript), [&](const privacy::TakenOut& find) {
    const auto key = store::person_key(index, find.type, find.value, "");
    if (key && own.contains(key->hash))
      shown.push_back({find.turn, std::string(find.placeholder), std::string(find.text)});
  });
  conversation::Transcript out = *masked;
  for (const auto& [turn, placeholder, text] : shown) replace_all(out.turns[turn].text, placeholder, text);
  return out;
}

Result<Json> original_details(const store::Blobs& blobs, const store::ConversationRow& row) {
  const std::string& id = row.conversation.id;
  const std::string& sha256 = row.originals.details_sha256;
  if (sha256.empty() || !blobs.has(id, store::BlobKind::text, sha256)) return Json();
  CXAI_TRY(const std::string bytes, blobs.read(id, store::BlobKind::text, sha256));
  return base::parse_json(bytes);
}

}  // namespace cxai::pipeline
