#include "scoring/rttm.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "scoring/word_errors.hpp"

namespace cxai::scoring {
namespace {

Result<Millis> seconds(const std::string& field, const char* name, std::size_t line) {
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  constexpr double kLongest = 1e9;
  if (error != std::errc() || end != field.data() + field.size() || !(value >= 0) || value > kLongest)
    return fail(ErrorCode::invalid_input,
                "line " + std::to_string(line) + ": " + name + " must be seconds from 0 on, not '" + field + "'");
  return Millis(std::llround(value * 1000));
}

// Calls use(number, fields) for every line that has any.
template <class Use>
Result<> each_line(std::string_view text, Use use) {
  for (std::size_t begin = 0, line = 1; begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::vector<std::string> fields = raw_words(text.substr(begin, end - begin));
    if (!fields.empty() && !fields[0].starts_with(';')) CXAI_TRY_VOID(use(line, fields));
    begin = end + 1;
  }
  return {};
}

std::unexpected<Error> too_few(std::size_t line, const char* expected) {
  return fail(ErrorCode::invalid_input, "line " + std::to_string(line) + ": expected " + expected);
}

}  // namespace

Result<std::map<std::string, std::vector<SpeakerTurn>>> read_rttm(std::string_view text) {
  std::map<std::string, std::vector<SpeakerTurn>> files;
  CXAI_TRY_VOID(each_line(text, [&](std::size_t line, const std::vector<std::string>& fields) -> Result<> {
    if (fields[0] != "SPEAKER") return {};
    if (fields.size() < 8) return too_few(line, "SPEAKER file channel begin duration <NA> <NA> name");
    CXAI_TRY(const Millis begin, seconds(fields[3], "begin", line));
    CXAI_TRY(const Millis duration, seconds(fields[4], "duration", line));
    files[fields[1]].push_back({{begin, begin + duration}, fields[7]});
    return {};
  }));
  return files;
}

Result<std::map<std::string, std::vector<conversation::Interval>>> read_uem(std::string_view text) {
  std::map<std::string, std::vector<conversation::Interval>> files;
  CXAI_TRY_VOID(each_line(text, [&](std::size_t line, const std::vector<std::string>& fields) -> Result<> {
    if (fields.size() < 4) return too_few(line, "file channel begin end");
    CXAI_TRY(const Millis begin, seconds(fields[2], "begin", line));
    CXAI_TRY(const Millis end, seconds(fields[3], "end", line));
    files[fields[0]].push_back({begin, end});
    return {};
  }));
  return files;
}

}  // namespace cxai::scoring
