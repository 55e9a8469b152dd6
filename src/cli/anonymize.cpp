// `cxai anonymize`: takes personal data out of text, JSON lines, CSV columns and transcripts, from files or a pipe.

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/utf8.hpp"
#include "cli/anonymize_records.hpp"
#include "cli/anonymize_report.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"
#include "conversation/formats.hpp"
#include "privacy/detector.hpp"
#include "privacy/masker.hpp"
#include "privacy/placeholders.hpp"

namespace cxai::cli {
namespace {

using privacy::Find;

constexpr std::size_t kMessages = 50;         // of bad lines, each on stderr
constexpr std::size_t kParagraphLines = 400;  // lines of a text that are one conversation at most
constexpr std::size_t kParagraphBytes = 1U << 20U;

enum class Format : unsigned char { text, jsonl, csv, transcript };

std::optional<Format> format_from(const std::string& name) {
  if (name == "text") return Format::text;
  if (name == "jsonl") return Format::jsonl;
  if (name == "csv") return Format::csv;
  if (name == "transcript") return Format::transcript;
  return std::nullopt;
}

Format format_of(const std::string& file, const std::string& named) {
  if (const auto format = format_from(named)) return *format;
  const std::string extension = std::filesystem::path(file).extension().string();
  if (extension == ".jsonl" || extension == ".ndjson") return Format::jsonl;
  if (extension == ".csv" || extension == ".tsv") return Format::csv;
  if (extension == ".vtt" || extension == ".srt" || extension == ".json") return Format::transcript;
  return Format::text;
}

// One run over all inputs.
class Anonymizer {
 public:
  Anonymizer(Io& io, const AnonymizeOptions& options, std::optional<AnonymizeReport> report)
      : io_(io), options_(options), report_(std::move(report)) {}

  void run(const std::string& file) {
    file_ = file == "-" ? "<stdin>" : file;
    line_ = 0;
    const Format format = format_of(file, options_.format);
    if (file == "-") return read(io_.in, format);
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      reject("cannot be read; check the path and its rights");
      return;
    }
    read(in, format);
  }

  ExitCode finish() {
    for (const auto& [type, n] : counts_) io_.err << type << ' ' << n << '\n';
    if (counts_.empty()) io_.err << "nothing found\n";
    if (left_out_ > 0) io_.err << "cxai: left out: " << left_out_ << " of " << left_out_ + kept_ << '\n';
    if (report_) {
      if (const auto done = report_->finish(counts_); !done) {
        io_.err << "cxai: " << done.error().message << '\n';
        return ExitCode::failed;
      }
    }
    if (!io_.out.flush()) {
      io_.err << "cxai: standard output: not everything could be written\n";
      return ExitCode::failed;
    }
    if (left_out_ == 0) return ExitCode::ok;
    return kept_ == 0 ? ExitCode::failed : ExitCode::some_inputs_failed;
  }

 private:
  void read(std::istream& in, Format format) {
    switch (format) {
      case Format::text:
        return read_text(in);
      case Format::jsonl:
        return read_jsonl(in);
      case Format::csv:
        return read_csv(in);
      case Format::transcript:
        return read_transcript(in);
    }
  }

  // Nothing of what is wrong leaves: the line is counted and left out.
  void reject(const std::string& rule) {
    ++left_out_;
    if (left_out_ > kMessages) return;
    io_.err << "cxai: " << file_ << (line_ > 0 ? ":" + std::to_string(line_) : "") << ": " << rule << '\n';
    if (left_out_ == kMessages) io_.err << "cxai: further lines are only counted\n";
  }

  std::string place() const { return file_ + ":" + std::to_string(line_); }

  void count(std::string_view text, const std::vector<Find>& finds, const std::string& where) {
    for (const Find& find : finds) ++counts_[std::string(privacy::name_of(find.type))];
    if (report_) report_->add(where, text, finds);
  }

  std::string masked(std::string_view text, const std::vector<Find>& finds, privacy::Placeholders& placeholders) const {
    if (options_.training) return privacy::mask_for_training(text, finds);
    return privacy::Replaced(text, finds, placeholders).take();
  }

  // Lines up to an empty one are one conversation.
  void read_text(std::istream& in) {
    struct Line {
      std::string text;
      Ending ending;
      std::size_t number;
    };
    std::vector<Line> lines;
    std::size_t bytes = 0;
    const auto flush = [&] {
      std::vector<std::string_view> texts;
      for (const Line& line : lines) texts.push_back(line.text);
      const auto all = detector_.find(texts);
      privacy::Placeholders placeholders;
      for (const Line& line : lines) placeholders.keep_clear_of(line.text);
      for (std::size_t i = 0; i < lines.size(); ++i) {
        count(lines[i].text, all[i], file_ + ":" + std::to_string(lines[i].number));
        io_.out << masked(lines[i].text, all[i], placeholders) << to_string(lines[i].ending);
      }
      kept_ += lines.size();
      lines.clear();
      bytes = 0;
    };
    std::string text;
    Ending ending{};
    bool too_long = false;
    std::size_t line = 0;
    while (read_record(in, false, text, ending, too_long, line)) {
      line_ = ending == Ending::none ? line + 1 : line;
      if (stop_requested()) break;
      if (too_long) {
        reject("a line must not be longer than 16 MiB");
      } else if (!base::is_valid_utf8(text)) {
        reject("must be UTF-8; convert it first, for example with iconv");
      } else {
        bytes += text.size();
        lines.push_back({text, ending, line_});
      }
      if (text.empty() || lines.size() >= kParagraphLines || bytes >= kParagraphBytes) flush();
    }
    flush();
  }

  void read_jsonl(std::istream& in) {
    std::string record;
    Ending ending{};
    bool too_long = false;
    std::size_t line = 0;
    while (read_record(in, false, record, ending, too_long, line)) {
      line_ = ending == Ending::none ? line + 1 : line;
      if (stop_requested()) return;
      if (record.find_first_not_of(" \t") == std::string::npos) {
        io_.out << record << to_string(ending);
        continue;
      }
      if (too_long) {
        reject("a line must not be longer than 16 MiB");
        continue;
      }
      const auto values = json_values(record, options_.fields);
      if (!values) {
        reject(values.error().message);
        continue;
      }
      ++kept_;
      const auto all = find(*values);
      if (options_.spans) {
        io_.out << with_field(record, "spans", spans(*values, all)) << to_string(ending);
      } else {
        io_.out << replaced(record, *values, all, [](std::string_view text, bool) { return quoted_for_json(text); })
                << to_string(ending);
      }
    }
  }

  // The values of one record are one conversation: one person, one placeholder.
  std::vector<std::vector<Find>> find(const std::vector<RecordValue>& values) {
    std::vector<std::vector<Find>> all;
    for (const RecordValue& value : values) {
      all.push_back(detector_.find(value.text));
      count(value.text, all.back(), place());
    }
    return all;
  }

  template <class Quote>
  std::string replaced(std::string_view record, const std::vector<RecordValue>& values,
                       const std::vector<std::vector<Find>>& all, Quote quote) const {
    privacy::Placeholders placeholders;
    for (const RecordValue& value : values) placeholders.keep_clear_of(value.text);
    std::vector<RecordValue> changed;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (all[i].empty()) continue;
      changed.push_back(values[i]);
      texts.push_back(quote(masked(values[i].text, all[i], placeholders), values[i].quoted));
    }
    return with_values(record, changed, texts);
  }

  std::string spans(const std::vector<RecordValue>& values, const std::vector<std::vector<Find>>& all) const {
    Json list = Json::array();
    for (std::size_t i = 0; i < values.size(); ++i) {
      base::CodePointIndex index(values[i].text);
      for (const Find& f : all[i]) {
        const std::size_t start = index.at(f.begin);
        Json span{{"start", start}, {"end", index.at(f.end)}, {"type", privacy::name_of(f.type)}, {"spoken", f.spoken}};
        if (options_.fields.size() > 1) span["field"] = values[i].field;
        list.push_back(std::move(span));
      }
    }
    return base::dump_json(list);
  }

  void read_csv(std::istream& in) {
    std::string record;
    Ending ending{};
    bool too_long = false;
    std::size_t line = 0;
    if (!read_record(in, true, record, ending, too_long, line)) return;
    line_ = 1;
    static constexpr std::string_view kMark = "\xEF\xBB\xBF";
    const std::string_view header = std::string_view(record).substr(record.starts_with(kMark) ? kMark.size() : 0);
    const char separator = csv_separator(header);
    const auto names = csv_values(header, separator);
    const auto columns =
        names ? chosen_columns(*names) : Result<std::vector<std::size_t>>(std::unexpected(names.error()));
    if (!columns) {
      reject(columns.error().message);
      return;
    }
    io_.out << record << to_string(ending);
    for (std::size_t first = line + 1; read_record(in, true, record, ending, too_long, line); first = line + 1) {
      line_ = first;
      if (stop_requested()) return;
      if (record.empty()) {
        io_.out << to_string(ending);
        continue;
      }
      const auto values =
          too_long
              ? Result<std::vector<RecordValue>>(fail(ErrorCode::invalid_input, "a row must not be longer than 16 MiB"))
              : checked_row(record, separator, names->size());
      if (!values) {
        reject(values.error().message);
        continue;
      }
      ++kept_;
      std::vector<RecordValue> chosen;
      for (const std::size_t column : *columns) chosen.push_back((*values)[column]);
      const auto all = find(chosen);
      io_.out << replaced(record, chosen, all, [&](std::string_view text, bool quoted) {
        return quoted_for_csv(text, quoted, separator);
      }) << to_string(ending);
    }
  }

  static Result<std::vector<RecordValue>> checked_row(std::string_view record, char separator, std::size_t columns) {
    if (!base::is_valid_utf8(record)) return fail(ErrorCode::invalid_input, "must be UTF-8; convert it first");
    CXAI_TRY(auto values, csv_values(record, separator));
    if (values.size() != columns)
      return fail(ErrorCode::invalid_input, "has " + std::to_string(values.size()) + " values, the header " +
                                                std::to_string(columns) + "; quote values that hold the separator");
    return values;
  }

  Result<std::vector<std::size_t>> chosen_columns(const std::vector<RecordValue>& names) const {
    std::vector<std::size_t> columns;
    for (const std::string& wanted : options_.columns) {
      const auto it = std::ranges::find(names, wanted, &RecordValue::text);
      if (it == names.end())
        return fail(ErrorCode::invalid_input, "--columns: the header has no column '" + wanted + "'");
      columns.push_back(static_cast<std::size_t>(it - names.begin()));
    }
    std::ranges::sort(columns);
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    return columns;
  }

  void read_transcript(std::istream& in) {
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    auto transcript = conversation::read_transcript(bytes);
    if (!transcript) {
      reject(transcript.error().message);
      return;
    }
    ++kept_;
    std::vector<std::string> originals;
    for (const auto& turn : transcript->turns) originals.push_back(turn.text);
    std::vector<std::vector<Find>> told(originals.size());
    const auto masked_transcript = privacy::Masker().mask(std::move(*transcript), [&](const privacy::TakenOut& out) {
      Find find;
      find.begin = out.begin;
      find.end = out.begin + out.text.size();
      find.type = *privacy::pii_type_from(out.type);
      find.spoken = out.spoken;
      told[out.turn].push_back(std::move(find));
    });
    for (std::size_t t = 0; t < told.size(); ++t) count(originals[t], told[t], file_ + " t" + std::to_string(t));
    io_.out << written_as(bytes, *masked_transcript);
  }

  // In the format it came in.
  static std::string written_as(std::string_view bytes, const conversation::Transcript& transcript) {
    const std::size_t start = bytes.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    const std::string_view content = start == std::string_view::npos ? "" : bytes.substr(start);
    if (content.starts_with("WEBVTT")) return conversation::write_webvtt(transcript);
    if (content.starts_with('{') || content.starts_with('[')) {
      const auto json = base::parse_json(content);
      const bool whisper = json && json->is_object() && (json->contains("segments") || json->contains("transcription"));
      return base::dump_json(
                 whisper ? conversation::write_whisper_json(transcript) : conversation::write_dialogue_json(transcript),
                 2) +
             "\n";
    }
    if (content.find("-->") != std::string_view::npos) return conversation::write_srt(transcript);
    return conversation::write_dialogue_text(transcript, transcript.language.empty() ? "tr" : transcript.language);
  }

  Io& io_;
  const AnonymizeOptions& options_;
  std::optional<AnonymizeReport> report_;
  privacy::Detector detector_;
  std::map<std::string, std::size_t> counts_;
  std::string file_;
  std::size_t line_ = 0;
  std::size_t kept_ = 0;
  std::size_t left_out_ = 0;
};

std::string misuse(const AnonymizeOptions& options) {
  for (const std::string& file : options.files) {
    const Format format = format_of(file, options.format);
    if (options.spans && format != Format::jsonl) return "--spans needs JSON lines; add --format jsonl";
    if (options.training && format == Format::transcript) return "--training takes text, JSON lines and CSV";
    if (format == Format::csv && options.columns.empty()) return "CSV needs --columns: the names of those with text";
  }
  if (options.spans && options.training) return "--spans leaves the text as it is; --training changes it";
  return {};
}

}  // namespace

ExitCode anonymize(Context& context, const AnonymizeOptions& options) {
  if (const std::string message = misuse(options); !message.empty()) {
    context.io.err << "cxai: " << message << '\n';
    return ExitCode::usage;
  }
  std::optional<AnonymizeReport> report;
  if (!options.report.empty()) {
    auto created = AnonymizeReport::create(options.report);
    if (!created) return context.fail(created.error());
    report = std::move(*created);
  }
  const StopOnSignal stop;
  Anonymizer run(context.io, options, std::move(report));
  for (const std::string& file : options.files) {
    run.run(file);
    if (stop_requested()) return ExitCode::interrupted;
  }
  return run.finish();
}

}  // namespace cxai::cli
