#include "cli/anonymize_records.hpp"

#include <algorithm>

#include "base/json.hpp"

namespace cxai::cli {
namespace {

// Walks over the top level of an object that is known to be valid JSON.
class ObjectWalk {
 public:
  explicit ObjectWalk(std::string_view line) : line_(line), at_(line.find('{') + 1) {}

  // The next member; false at the end of the object.
  bool next() {
    skip_blanks();
    if (line_[at_] == ',') ++at_;
    skip_blanks();
    if (line_[at_] == '}') return false;
    const std::size_t name_begin = at_;
    skip_string();
    name = line_.substr(name_begin, at_ - name_begin);
    skip_blanks();
    ++at_;  // ':'
    skip_blanks();
    begin = at_;
    skip_value();
    end = at_;
    return true;
  }

  std::string_view name;  // with its quotes
  std::size_t begin = 0;  // of the value
  std::size_t end = 0;
  std::size_t at() const { return at_; }

 private:
  void skip_blanks() {
    while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t' || line_[at_] == '\r' || line_[at_] == '\n'))
      ++at_;
  }
  void skip_string() {
    for (++at_; line_[at_] != '"'; ++at_) at_ += line_[at_] == '\\' ? 1 : 0;
    ++at_;
  }
  void skip_value() {
    int depth = 0;
    do {
      const char c = line_[at_];
      if (c == '"') {
        skip_string();
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ' ' || c == '\t')) return;
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      ++at_;
      if (depth == 0 && (c == '}' || c == ']')) return;
    } while (depth > 0 || (line_[at_] != ',' && line_[at_] != '}'));
  }

  std::string_view line_;
  std::size_t at_;
};

std::string unquoted(std::string_view json_string) {
  const auto value = base::parse_json(json_string);
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace

Result<std::vector<RecordValue>> json_values(std::string_view line, const std::vector<std::string>& fields) {
  CXAI_TRY(const Json object, base::parse_json(line));
  if (!object.is_object()) return fail(ErrorCode::invalid_input, "each line must be a JSON object");
  std::vector<RecordValue> values;
  bool present = false;
  for (ObjectWalk walk(line); walk.next();) {
    const std::string name = unquoted(walk.name);
    if (std::ranges::find(fields, name) == fields.end()) continue;
    present = true;
    const std::string_view raw = line.substr(walk.begin, walk.end - walk.begin);
    if (raw == "null") continue;
    if (raw.front() != '"') return fail(ErrorCode::invalid_input, "field " + name + ": must be a string or null");
    values.push_back({walk.begin, walk.end, unquoted(raw), name, true});
  }
  if (!present)
    return fail(ErrorCode::invalid_input, "none of the chosen fields is there; choose others with --fields");
  return values;
}

std::string with_field(std::string_view line, std::string_view name, std::string_view json) {
  const std::string quoted_name = quoted_for_json(name);
  ObjectWalk walk(line);
  bool any = false;
  while (walk.next()) {
    any = true;
    if (walk.name == quoted_name)
      return std::string(line.substr(0, walk.begin)) + std::string(json) + std::string(line.substr(walk.end));
  }
  std::string out(line.substr(0, walk.at()));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  out += (any ? ", " : "") + quoted_name + ": " + std::string(json);
  out += line.substr(walk.at());
  return out;
}

Result<std::vector<RecordValue>> csv_values(std::string_view record, char separator) {
  std::vector<RecordValue> values;
  std::size_t i = 0;
  for (;;) {
    RecordValue value;
    value.begin = i;
    if (i < record.size() && record[i] == '"') {
      value.quoted = true;
      for (++i;; ++i) {
        if (i >= record.size()) return fail(ErrorCode::invalid_input, "a quoted value must be closed by a quote");
        if (record[i] != '"') {
          value.text += record[i];
        } else if (i + 1 < record.size() && record[i + 1] == '"') {
          value.text += '"';
          ++i;
        } else {
          break;
        }
      }
      ++i;
      if (i < record.size() && record[i] != separator)
        return fail(ErrorCode::invalid_input,
                    "a separator must follow the closing quote; double the quotes inside a value");
    } else {
      while (i < record.size() && record[i] != separator) value.text += record[i++];
    }
    value.end = i;
    values.push_back(std::move(value));
    if (i >= record.size()) return values;
    ++i;
  }
}

char csv_separator(std::string_view header) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char c : {',', ';', '\t'}) {
    const std::ptrdiff_t n = std::ranges::count(header, c);
    if (n > most) {
      most = n;
      best = c;
    }
  }
  return best;
}

std::string quoted_for_json(std::string_view text) {
  return base::dump_json(Json(std::string(text)));
}

std::string quoted_for_csv(std::string_view text, bool quoted, char separator) {
  const bool needs = quoted || text.find_first_of("\"\r\n") != std::string_view::npos ||
                     text.find(separator) != std::string_view::npos;
  if (!needs) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string with_values(std::string_view record, const std::vector<RecordValue>& values,
                        const std::vector<std::string>& texts) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    out += record.substr(from, values[i].begin - from);
    out += texts[i];
    from = values[i].end;
  }
  out += record.substr(from);
  return out;
}

std::string_view to_string(Ending ending) {
  switch (ending) {
    case Ending::none:
      return "";
    case Ending::lf:
      return "\n";
    case Ending::crlf:
      return "\r\n";
  }
  return "";
}

bool read_record(std::istream& in, bool multiline, std::string& record, Ending& ending, bool& too_long,
                 std::size_t& lines) {
  record.clear();
  too_long = false;
  ending = Ending::none;
  std::streambuf& buffer = *in.rdbuf();
  bool any = false;
  bool quoted = false;
  for (;;) {
    const int c = buffer.sbumpc();
    if (c == std::char_traits<char>::eof()) break;
    any = true;
    if (c == '"') quoted = !quoted;
    if (c == '\n') {
      ++lines;
      if (!(multiline && quoted)) {
        ending = Ending::lf;
        break;
      }
    }
    if (record.size() >= kLongestRecord) {
      too_long = true;
    } else {
      record += static_cast<char>(c);
    }
  }
  if (ending == Ending::lf && !record.empty() && record.back() == '\r') {
    record.pop_back();
    ending = Ending::crlf;
  }
  return any;
}

}  // namespace cxai::cli
