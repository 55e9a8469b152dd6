#include "cli/routing_store.hpp"

#include <algorithm>
#include <optional>
#include <ostream>

#include "base/json.hpp"
#include "pipeline/originals.hpp"

namespace cxai::cli {
namespace {

constexpr int kPage = 500;

std::string value_of(const store::ConversationRow& row, const std::string& field) {
  if (field == "company") return row.conversation.company;
  if (field == "team") return row.conversation.team;
  if (field == "topic") return row.facts.topic;
  return "";
}

// What a person said of it, where that is about the labels of this family.
Result<std::string> person_label(store::Store& store, const store::ConversationRow& row, const std::string& family) {
  if (row.routing.person.empty()) return std::string();
  CXAI_TRY(const auto given, store.routing_label(row.conversation.id));
  const bool ours = given && (given->model.empty() || given->model.starts_with(family + "/"));
  return ours ? given->label : std::string();
}

// The words before masking; those of the analysis where the others are destroyed.
Result<std::optional<conversation::Transcript>> words_of(Centre& centre, const store::ConversationRow& row) {
  CXAI_TRY(auto original, pipeline::original_transcript(*centre.blobs, row));
  if (original || row.analysis_id.empty()) return original;
  CXAI_TRY(const auto document, centre.store->analysis(row.analysis_id));
  if (!document) return std::nullopt;
  CXAI_TRY(auto analysis, conversation::analysis_from_json(*document));
  if (analysis.turns.empty()) return std::nullopt;
  return conversation::Transcript{analysis.language, std::move(analysis.turns)};
}

}  // namespace

Result<std::string> labelled_texts(Context& context, const KeptTexts& wanted) {
  const std::string& field = wanted.field;
  if (std::ranges::find(kStoreFields, field) == std::end(kStoreFields))
    return fail(ErrorCode::invalid_input, "--from-store: must be label, company, team or topic, got '" + field + "'");
  CXAI_TRY(const auto centre, open_centre(context));
  std::string lines;
  std::size_t by_people = 0;
  store::ConversationFilter filter;
  filter.states = {"ready"};
  store::Page page;
  page.limit = kPage;
  page.order = store::SortOrder::ascending;
  do {
    CXAI_TRY(const auto found, centre->store->conversations(filter, page));
    for (const auto& row : found.rows) {
      CXAI_TRY(std::string label, person_label(*centre->store, row, wanted.family));
      if (!label.empty()) ++by_people;
      if (label.empty()) label = value_of(row, field);
      if (label.empty()) continue;
      CXAI_TRY(const auto words, words_of(*centre, row));
      if (!words || words->turns.empty()) continue;
      const std::string& first = words->turns.front().message_id;
      Json line;
      line[wanted.text_key] = *pipeline::routing_text(*words, wanted.whose);
      line[wanted.label_key] = label;
      if (!wanted.group_key.empty()) line[wanted.group_key] = first.empty() ? row.conversation.id : first;
      lines += base::dump_json(line) + "\n";
    }
    page.cursor = found.next_cursor;
  } while (!page.cursor.empty());
  if (lines.empty())
    return fail(ErrorCode::invalid_input,
                field == "label" ? "nobody has labelled a conversation yet; the page Yönlendirme (/routing) does it"
                                 : "no conversation of the centre has words and a " + field);
  context.io.err << by_people << " labels were given by people\n";
  return lines;
}

}  // namespace cxai::cli
