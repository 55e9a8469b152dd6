#include "cli/routing_files.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <ostream>
#include <thread>

#include "base/json.hpp"
#include "base/utf8.hpp"
#include "cli/anonymize_records.hpp"
#include "cli/stop_signal.hpp"
#include "learning/hash.hpp"
#include "threads/csv.hpp"
#include "threads/mentions.hpp"

namespace cxai::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kNamed = 50;   // bad rows of a file, each on stderr
constexpr std::size_t kPathEnds = 32;  // messages read from either end of a long conversation
constexpr std::size_t kColumnsShown = 20;
constexpr std::array<std::string_view, 7> kMessageColumns{
    "tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id"};

std::string_view trimmed(std::string_view value) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = value.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return value.substr(begin, value.find_last_not_of(kBlank) - begin + 1);
}

std::string_view first_line(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text.substr(0, std::min(text.find('\n'), text.size()));
}

bool is_jsonl(const std::string& name, std::string_view text) {
  if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return true;
  return !name.ends_with(".csv") && trimmed(first_line(text)).starts_with('{');
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kColumnsShown; ++i) text += (i > 0 ? ", " : "") + names[i];
  return names.size() > kColumnsShown ? text + ", …" : text;
}

// Places of columns by name in a header.
Result<std::size_t> column_of(const std::vector<std::string>& header, const std::string& wanted, const char* option) {
  const auto it = std::ranges::find(header, wanted);
  if (it == header.end())
    return fail(ErrorCode::invalid_input,
                std::string(option) + ": there is no column '" + wanted + "'; found: " + listed(header));
  return static_cast<std::size_t>(it - header.begin());
}

std::uint64_t group_hash(std::string_view value) {
  return learning::mix(learning::hash_of(value));
}

}  // namespace

privacy::MaskedText ConversationText::of_thread(const threads::Forest& forest, std::uint32_t leaf) {
  threads::Thread(forest, leaf).read_path(path_);
  if (path_.size() > 2 * kPathEnds)
    path_.erase(path_.begin() + kPathEnds, path_.end() - static_cast<std::ptrdiff_t>(kPathEnds));
  turns_.clear();
  for (const std::uint32_t i : path_) {
    const threads::Message& message = forest.messages.list[i];
    if (customer_only_ && !message.inbound) continue;
    turns_.push_back(threads::without_leaks(
        forest.text(message), message.inbound ? conversation::Role::customer : conversation::Role::agent));
  }
  return masker_.mask(turns_);
}

privacy::MaskedText ConversationText::of_text(std::string_view text) {
  turns_.assign(1, threads::without_leaks(base::make_valid_utf8(text), conversation::Role::customer));
  return masker_.mask(turns_);
}

void RoutingFile::say_bad(Io& io, std::uint64_t line, std::uint64_t column, const std::string& reason) {
  if (++bad_rows_ <= kNamed) io.err << "cxai: " << name_ << ':' << line << ':' << column << ": " << reason << '\n';
  if (bad_rows_ == kNamed + 1) io.err << "cxai: " << name_ << ": further bad rows are only counted\n";
}

Result<std::unique_ptr<RoutingFile>> RoutingFile::open(Io& io, const std::string& name, const RoutingColumns& columns) {
  auto source = name == "-" ? threads::Source::spool(io.in) : threads::Source::map(name);
  const std::string shown = name == "-" ? "<stdin>" : name;
  const auto named = [&](Error error) {
    return error.message.starts_with(shown) ? std::unexpected(std::move(error)) : fail(shown + ": ", std::move(error));
  };
  if (!source) return named(source.error());
  std::unique_ptr<RoutingFile> file(new RoutingFile(shown, std::move(*source)));
  const bool jsonl = is_jsonl(name, file->source_->text());
  file->kind_ = jsonl ? Kind::jsonl : columns.text.empty() ? Kind::messages : Kind::csv;
  const auto read = file->kind_ == Kind::jsonl      ? file->read_jsonl(io, columns)
                    : file->kind_ == Kind::messages ? file->read_messages(io, columns)
                                                    : file->read_csv(io, columns);
  if (!read) return named(read.error());
  return file;
}

std::int32_t RoutingFile::label_number(std::string_view label, const RoutingColumns& columns) {
  if (std::ranges::find(columns.unknown, label) != columns.unknown.end()) label = routing::kUnknownLabel;
  if (const auto it = label_numbers_.find(label); it != label_numbers_.end()) return it->second;
  const auto number = static_cast<std::int32_t>(labels_.size());
  labels_.emplace_back(label);
  label_numbers_.emplace(label, number);
  return number;
}

Result<> RoutingFile::read_messages(Io& io, const RoutingColumns& columns) {
  threads::ThreadsSummary summary;
  auto forest = threads::read_forest(*source_, summary);
  if (!forest) {
    Error error = forest.error();
    if (error.code == ErrorCode::invalid_input)
      error.message += "; a file that is not of messages needs --text (and --label to learn from)";
    return std::unexpected(std::move(error));
  }
  forest_.emplace(std::move(*forest));
  for (const threads::BadRow& bad : summary.bad) say_bad(io, bad.line, bad.column, bad.reason);
  bad_rows_ = summary.bad_rows;
  const auto& list = forest_->messages.list;
  // Roots by walking up once from every message: a path walked before ends the walk.
  std::vector<std::uint32_t> root(list.size(), threads::kNone);
  std::vector<std::uint32_t> walked;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    if (list[i].answered) continue;
    std::uint32_t at = i;
    walked.clear();
    while (root[at] == threads::kNone && list[at].parent != threads::kNone) {
      walked.push_back(at);
      at = list[at].parent;
    }
    const std::uint32_t top = root[at] == threads::kNone ? at : root[at];
    root[at] = top;
    for (const std::uint32_t one : walked) root[one] = top;
    Conversation conversation;
    conversation.place = i;
    conversation.group = group_hash(forest_->messages.ids.text(list[top].id));
    if (!columns.label.empty()) conversation.label = label_number(threads::Thread(*forest_, i).company(), columns);
    conversations_.push_back(conversation);
  }
  return {};
}

void RoutingFile::add_row(std::uint64_t place, std::string_view text, std::string_view label, std::string_view group,
                          const RoutingColumns& columns) {
  Conversation conversation;
  conversation.place = place;
  conversation.group = group_hash(columns.group.empty() ? text : group);
  if (!columns.label.empty()) {
    if (trimmed(label).empty()) {
      ++unlabelled_;
      return;
    }
    conversation.label = label_number(trimmed(label), columns);
  }
  conversations_.push_back(conversation);
}

Result<> RoutingFile::read_csv(Io& io, const RoutingColumns& columns) {
  const std::string_view text = source_->text();
  separator_ = csv_separator(first_line(text));
  threads::CsvReader reader(text, {.separator = separator_});
  if (reader.next() != threads::CsvReader::Step::row) return fail(ErrorCode::invalid_input, "there is no header");
  std::vector<std::string> header;
  std::string room;
  for (std::size_t i = 0; i < reader.size(); ++i) header.emplace_back(trimmed(reader[i].value(room)));
  CXAI_TRY(text_column_, column_of(header, columns.text, "--text"));
  std::size_t label = 0;
  std::size_t group = 0;
  if (!columns.label.empty()) {
    CXAI_TRY(label, column_of(header, columns.label, "--label"));
  }
  if (!columns.group.empty()) {
    CXAI_TRY(group, column_of(header, columns.group, "--group"));
  }
  std::vector<std::pair<std::uint64_t, std::string>> bad;
  std::string label_room;
  std::string group_room;
  for (;;) {
    const auto step = reader.next();
    if (step == threads::CsvReader::Step::end) break;
    if (step == threads::CsvReader::Step::problem) {
      bad.emplace_back(reader.problem().offset, reader.problem().reason);
      continue;
    }
    if (reader.size() != header.size()) {
      bad.emplace_back(reader.offset(0), "has " + std::to_string(reader.size()) + " values, the header " +
                                             std::to_string(header.size()) + "; quote values that hold the separator");
      continue;
    }
    if (!base::is_valid_utf8(reader[text_column_].raw)) {
      bad.emplace_back(reader.offset(text_column_), "must be UTF-8; convert it first, for example with iconv");
      continue;
    }
    add_row(reader.offset(0), reader[text_column_].value(room), reader[label].value(label_room),
            reader[group].value(group_room), columns);
  }
  std::vector<std::uint64_t> offsets;
  for (std::size_t i = 0; i < bad.size() && i < kNamed; ++i) offsets.push_back(bad[i].first);
  const auto places = threads::places_of(text, offsets);
  for (std::size_t i = 0; i < bad.size(); ++i)
    say_bad(io, i < places.size() ? places[i].line : 0, i < places.size() ? places[i].column : 0, bad[i].second);
  return {};
}

Result<> RoutingFile::read_jsonl(Io& io, const RoutingColumns& columns) {
  if (columns.text.empty())
    return fail(ErrorCode::invalid_input, "JSON lines need --text, the field that holds the text");
  text_field_ = columns.text;
  const std::string_view text = source_->text();
  std::uint64_t line = 0;
  for (std::size_t begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    ++line;
    const std::string_view record = text.substr(begin, end - begin);
    if (!trimmed(record).empty()) {
      const auto json = base::parse_json(record);
      const auto value = [&](const std::string& field) -> std::optional<std::string> {
        if (field.empty()) return std::string();
        const auto it = json->find(field);
        if (it == json->end() || it->is_null()) return std::nullopt;
        if (it->is_string()) return it->get<std::string>();
        return it->is_primitive() ? std::optional(base::dump_json(*it)) : std::nullopt;
      };
      if (!json || !json->is_object()) {
        say_bad(io, line, 1, "must be a JSON object");
      } else if (const auto said = value(columns.text); !said) {
        say_bad(io, line, 1, "has no text in the field '" + columns.text + "'");
      } else {
        add_row(begin, *said, value(columns.label).value_or(""), value(columns.group).value_or(""), columns);
      }
    }
    begin = end + 1;
  }
  return {};
}

privacy::MaskedText RoutingFile::text(const Conversation& conversation, ConversationText& maker) const {
  if (kind_ == Kind::messages) return maker.of_thread(*forest_, static_cast<std::uint32_t>(conversation.place));
  const std::string_view all = source_->text();
  if (kind_ == Kind::jsonl) {
    const std::size_t end = std::min(all.find('\n', conversation.place), all.size());
    const auto json = base::parse_json(all.substr(conversation.place, end - conversation.place));
    const auto& field = (*json)[text_field_];
    return maker.of_text(field.is_string() ? field.get<std::string>() : base::dump_json(field));
  }
  threads::CsvReader reader(all, {.separator = separator_});
  reader.seek(conversation.place);
  std::string room;
  if (reader.next() != threads::CsvReader::Step::row) return maker.of_text("");
  return maker.of_text(reader[text_column_].value(room));
}

Result<RoutingData> RoutingData::open(Io& io, const std::vector<std::string>& files, const RoutingColumns& columns) {
  RoutingData data;
  std::map<std::string, std::uint32_t, std::less<>> numbers;
  for (const std::string& name : files) {
    CXAI_TRY(auto file, RoutingFile::open(io, name, columns));
    std::vector<std::uint32_t> number_of;
    for (const std::string& label : file->labels()) {
      const auto [it, added] = numbers.emplace(label, static_cast<std::uint32_t>(data.names_.size()));
      if (added) data.names_.push_back(label);
      number_of.push_back(it->second);
    }
    const auto& conversations = file->conversations();
    for (std::uint32_t i = 0; i < conversations.size(); ++i) {
      const auto label = conversations[i].label;
      data.items_.push_back({label < 0 ? 0 : number_of[static_cast<std::size_t>(label)], conversations[i].group});
      data.places_.push_back({static_cast<std::uint32_t>(data.files_.size()), i});
    }
    data.files_.push_back(std::move(file));
  }
  return data;
}

std::uint64_t RoutingData::bad_rows() const {
  std::uint64_t all = 0;
  for (const auto& file : files_) all += file->bad_rows();
  return all;
}

std::uint64_t RoutingData::unlabelled() const {
  std::uint64_t all = 0;
  for (const auto& file : files_) all += file->unlabelled();
  return all;
}

Result<std::vector<privacy::MaskedText>> RoutingData::texts(const std::vector<std::uint32_t>& which, unsigned threads,
                                                            bool customer_only) const {
  constexpr std::size_t kBlock = 256;
  std::vector<std::optional<privacy::MaskedText>> made(which.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    ConversationText maker(customer_only);
    for (std::size_t begin = next.fetch_add(kBlock); begin < which.size() && !stop_requested();
         begin = next.fetch_add(kBlock))
      for (std::size_t i = begin; i < std::min(which.size(), begin + kBlock); ++i) {
        const Place& place = places_[which[i]];
        const RoutingFile& file = *files_[place.file];
        made[i].emplace(file.text(file.conversations()[place.conversation], maker));
      }
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
    work();
  }
  if (stop_requested()) return fail(ErrorCode::cancelled, "stopped on request");
  std::vector<privacy::MaskedText> texts;
  texts.reserve(made.size());
  for (auto& text : made) texts.push_back(std::move(*text));
  return texts;
}

Result<std::vector<std::string>> routing_inputs(const std::vector<std::string>& files, const std::string& datasets) {
  if (files.empty() == datasets.empty())
    return fail(ErrorCode::invalid_input, files.empty() ? "name a file, or a folder of files with --datasets"
                                                        : "give files or --datasets, not both");
  if (!files.empty()) return files;
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(datasets, error)) {
    const std::string ending = entry.path().extension().string();
    if (entry.is_regular_file(error) && (ending == ".csv" || ending == ".jsonl" || ending == ".ndjson"))
      found.push_back(entry.path().string());
  }
  std::ranges::sort(found);
  if (found.empty())
    return fail(ErrorCode::not_found,
                "--datasets: there is no *.csv or *.jsonl in " + datasets + "; put the messages there");
  return found;
}

}  // namespace cxai::cli
