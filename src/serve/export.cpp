#include <array>
#include <cstdint>
#include <optional>

#include "report/spreadsheet.hpp"
#include "report/terms.hpp"
#include "serve/filters.hpp"
#include "serve/handlers.hpp"

namespace cxai::serve {
namespace {

using report::Cell;
using report::CellType;

constexpr std::int64_t kMaxRows = 100'000;

// Words the report's terms do not have.
struct Title {
  std::string_view identifier, tr, en, de;
};
constexpr std::array<Title, 9> kTitles{{
    {"id", "Kimlik", "Id", "Kennung"},
    {"agent_id", "Temsilci kimliği", "Agent id", "Berater-Kennung"},
    {"talk_agent", "Temsilci konuşma süresi", "Agent talk time", "Redezeit Berater"},
    {"talk_customer", "Müşteri konuşma süresi", "Customer talk time", "Redezeit Kunde"},
    {"words_agent", "Temsilci kelime sayısı", "Agent words", "Wörter Berater"},
    {"words_customer", "Müşteri kelime sayısı", "Customer words", "Wörter Kunde"},
    {"first_words", "Müşterinin ilk sözleri", "First words", "Erste Worte"},
    {"queued", "sırada", "queued", "in der Warteschlange"},
    {"ready", "hazır", "ready", "fertig"},
}};

std::string word(std::string_view identifier, std::string_view language) {
  for (const Title& title : kTitles)
    if (title.identifier == identifier)
      return std::string(language == "tr" ? title.tr : language == "de" ? title.de : title.en);
  return report::term(identifier, language);
}

std::vector<report::Column> columns(std::string_view language) {
  using enum CellType;
  static constexpr std::pair<std::string_view, CellType> kColumns[] = {{"id", text},
                                                                       {"kind", text},
                                                                       {"status", text},
                                                                       {"source", text},
                                                                       {"language", text},
                                                                       {"started_at", date},
                                                                       {"duration", duration},
                                                                       {"agent_id", text},
                                                                       {"agent_name", text},
                                                                       {"team", text},
                                                                       {"company", text},
                                                                       {"sentiment", text},
                                                                       {"resolution", text},
                                                                       {"topic", text},
                                                                       {"silences", duration},
                                                                       {"overlap_ms", duration},
                                                                       {"hold_ms", duration},
                                                                       {"talk_agent", duration},
                                                                       {"talk_customer", duration},
                                                                       {"words_agent", integer},
                                                                       {"words_customer", integer},
                                                                       {"turns", integer},
                                                                       {"first_words", text}};
  std::vector<report::Column> list;
  for (const auto& [identifier, type] : kColumns) list.push_back({word(identifier, language), type});
  return list;
}

Cell text(const std::string& value) {
  return value.empty() ? Cell() : Cell(value);
}
Cell millis(const std::optional<std::int64_t>& value) {
  return value ? Cell(Millis(*value)) : Cell();
}
Cell count(const std::optional<std::int64_t>& value) {
  return value ? Cell(*value) : Cell();
}
template <class T>
Cell given(const std::optional<T>& value) {
  return value ? Cell(*value) : Cell();
}

report::Row sheet_row(const store::ConversationRow& row, std::string_view language) {
  const auto& c = row.conversation;
  const auto& f = row.facts;
  const auto named = [&](const std::string& identifier) {
    return identifier.empty() ? Cell() : Cell(word(identifier, language));
  };
  return {text(c.id),
          named(conversation::to_string(c.kind)),
          named(store::to_string(row.state)),
          text(c.source),
          named(c.language),
          given(c.started_at),
          given(c.duration),
          text(c.agent_id),
          text(c.agent_name),
          text(c.team),
          text(c.company),
          named(f.sentiment),
          named(f.resolution),
          named(f.topic),
          millis(f.silence_ms),
          millis(f.overlap_ms),
          given(c.hold),
          millis(f.talk_agent_ms),
          millis(f.talk_customer_ms),
          count(f.words_agent),
          count(f.words_customer),
          count(f.turns),
          text(f.first_words)};
}

// Reads the store page by page while the sheet is written.
class Rows {
 public:
  Rows(App& app, store::ConversationFilter filter, store::Page page, std::string language)
      : app_(app), filter_(std::move(filter)), page_(std::move(page)), language_(std::move(language)) {}

  bool next(report::Row& row) {
    if (at_ == found_.rows.size() && (!read_page() || found_.rows.empty())) return false;
    row = sheet_row(found_.rows[at_++], language_);
    return true;
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  bool read_page() {
    if (error_ || (started_ && found_.next_cursor.empty())) return false;
    page_.cursor = found_.next_cursor;
    auto found = app_.services.store.conversations(filter_, page_);
    if (!found) {
      error_ = std::move(found).error();
      return false;
    }
    found_ = std::move(*found);
    at_ = 0;
    started_ = true;
    return true;
  }

  App& app_;
  store::ConversationFilter filter_;
  store::Page page_;
  std::string language_;
  store::ConversationPage found_;
  std::size_t at_ = 0;
  bool started_ = false;
  std::optional<Error> error_;
};

}  // namespace

Result<Response> export_conversations(App& app, const Request& request) {
  const std::string_view format = request.query_value("format");
  if (format != "csv" && format != "xlsx") return fail(ErrorCode::invalid_input, "format: must be csv or xlsx");
  std::string language(request.query_value("lang"));
  if (language.empty()) language = request.user->language;
  if (language != "tr" && language != "en" && language != "de")
    return fail(ErrorCode::invalid_input, "lang: must be tr, en or de");
  CXAI_TRY(const auto filter, read_filter(app, request));
  CXAI_TRY(auto page, read_page(request));
  page.limit = 1;
  page.cursor.clear();
  CXAI_TRY(const auto size, app.services.store.conversations(filter, page));
  if (size.total > kMaxRows)
    return fail(ErrorCode::invalid_input, "a table may have 100000 conversations, these are " +
                                              std::to_string(size.total) + "; narrow the filters");
  page.limit = 1000;
  Rows rows(app, filter, page, language);
  const report::RowSource source = [&rows](report::Row& row) { return rows.next(row); };
  const report::SheetOptions options{language, std::chrono::minutes(app.options.utc_offset_minutes),
                                     word("conversation", language)};
  std::string bytes;
  if (format == "csv") {
    CXAI_TRY_VOID(report::write_csv(columns(language), source, options, [&](std::string_view t) { bytes += t; }));
  } else {
    CXAI_TRY(bytes, report::xlsx_bytes(columns(language), source, options));
  }
  if (rows.error()) return std::unexpected(*rows.error());
  const auto today = app.services.clock.now() + options.utc_offset;
  Response response =
      text_response(200, std::move(bytes),
                    format == "csv" ? "text/csv; charset=utf-8"
                                    : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  const std::string name = word("conversation", language) + "-" + base::format_utc(today).substr(0, 10);
  response.headers.set("Content-Disposition", http::attachment(name + "." + std::string(format)));
  return response;
}

}  // namespace cxai::serve
