#include "demo/call_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "base/utf8.hpp"

namespace cxai::demo {
namespace {

using conversation::Role;

constexpr std::size_t kMaxTurnBytes = 4000;
constexpr std::size_t kMaxTurns = 1000;
constexpr double kMaxGapSeconds = 120;
constexpr std::array<std::string_view, 11> kKeys{"language",  "company",    "team",   "agent", "customer", "topic",
                                                 "sentiment", "resolution", "voices", "day",   "time"};

std::string_view without_blanks(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_voice(std::string_view name) {
  return !name.empty() && name.size() <= 40 && name.front() != '-' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
           c == '_';
  });
}

// Cuts `text` at every space or tab.
std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (!(text = without_blanks(text)).empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

class CallParser {
 public:
  explicit CallParser(std::string_view path) : path_(path) {}

  Result<DemoCall> parse(std::string_view text) {
    if (!base::is_valid_utf8(text)) return wrong("must be valid UTF-8");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    bool head = true;
    while (!text.empty()) {
      ++line_;
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = without_blanks(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      if (line.empty()) continue;
      if (head && line == "---") {
        head = false;
        CXAI_TRY_VOID(close_head());
      } else if (head) {
        CXAI_TRY_VOID(read_key(line));
      } else {
        CXAI_TRY_VOID(read_turn(line));
      }
    }
    if (head) return wrong("the head must end with a line ---");
    if (call_.turns.empty()) return wrong("the dialogue must have at least one turn");
    return std::move(call_);
  }

 private:
  std::unexpected<Error> wrong(const std::string& rule) const {
    return fail(ErrorCode::invalid_input, path_ + ":" + std::to_string(line_) + ": " + rule);
  }

  Result<> read_key(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::string key(without_blanks(line.substr(0, colon)));
    if (colon == std::string_view::npos || std::ranges::find(kKeys, key) == kKeys.end())
      return wrong("a line of the head must be 'key: value' with a key of docs/formats/demo-call.md");
    const std::string_view value = without_blanks(line.substr(colon + 1));
    if (value.empty()) return wrong(key + " must have a value");
    if (!head_.try_emplace(key, value).second) return wrong(key + " is given twice");
    if (key == "voices") return read_voices(value);
    if (key == "day") return read_day(value);
    if (key == "time") return read_time(value);
    if (key == "language" && value != "tr" && value != "en" && value != "de")
      return wrong("language must be tr, en or de");
    return {};
  }

  Result<> read_voices(std::string_view value) {
    for (const std::string_view word : words(value)) {
      const std::size_t equals = std::min(word.find('='), word.size());
      const std::string_view party = word.substr(0, equals);
      const std::string_view voice = word.substr(std::min(equals + 1, word.size()));
      std::string* into = party == "agent"      ? &call_.voices.agent
                          : party == "customer" ? &call_.voices.customer
                          : party == "ivr"      ? &call_.voices.ivr
                                                : nullptr;
      if (!into || !is_voice(voice)) return wrong("voices must be like 'agent=tr+f3 customer=tr+m2 ivr=tr+f1'");
      *into = voice;
    }
    if (call_.voices.agent.empty() || call_.voices.customer.empty())
      return wrong("voices must name one for the agent and one for the customer");
    return {};
  }

  Result<> read_day(std::string_view value) {
    const auto day = number<int>(value);
    if (!day || *day > 0 || *day < -3650) return wrong("day must be a whole number from -3650 to 0");
    call_.day = *day;
    return {};
  }

  Result<> read_time(std::string_view value) {
    const auto hours = value.size() == 5 ? number<unsigned>(value.substr(0, 2)) : std::nullopt;
    const auto minutes = value.size() == 5 ? number<unsigned>(value.substr(3)) : std::nullopt;
    if (!hours || !minutes || value[2] != ':' || *hours > 23 || *minutes > 59) return wrong("time must be like 09:30");
    call_.time_of_day = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return {};
  }

  Result<> close_head() {
    for (const std::string_view key : kKeys)
      if (key != "customer" && !head_.contains(std::string(key))) return wrong(std::string(key) + " is missing above");
    call_.language = head_["language"];
    call_.company = head_["company"];
    call_.team = head_["team"];
    call_.agent = head_["agent"];
    call_.customer = head_["customer"];
    call_.topic = head_["topic"];
    call_.sentiment = head_["sentiment"];
    call_.resolution = head_["resolution"];
    if (call_.voices.ivr.empty()) call_.voices.ivr = call_.language + "+f5";
    return {};
  }

  Result<> read_turn(std::string_view line) {
    const std::size_t colon = line.find(':');
    std::string_view speaker = line.substr(0, colon);
    DemoTurn turn;
    turn.line = line_;
    if (const std::size_t open = speaker.find('['); open != std::string_view::npos) {
      const std::string_view tag = without_blanks(speaker.substr(open));
      if (!tag.ends_with(']')) return wrong("a timing must end with ]");
      CXAI_TRY_VOID(read_timing(tag.substr(1, tag.size() - 2), turn));
      speaker = speaker.substr(0, open);
    }
    const auto role = conversation::role_from(without_blanks(speaker));
    if (colon == std::string_view::npos || !role || *role == Role::other)
      return wrong("a turn must begin with 'agent:', 'customer:' or 'ivr:'");
    turn.role = *role;
    turn.text = without_blanks(line.substr(colon + 1));
    if (turn.text.empty()) return wrong("a turn must have text");
    if (turn.text.size() > kMaxTurnBytes) return wrong("a turn must be of at most 4000 bytes");
    if (call_.turns.size() == kMaxTurns) return wrong("a call must have at most 1000 turns");
    if (turn.overlap && std::ranges::none_of(call_.turns, [&](const DemoTurn& before) {
          return (before.role == Role::customer) != (turn.role == Role::customer);
        }))
      return wrong("nothing of the other party stands above that this turn could overlap");
    call_.turns.push_back(std::move(turn));
    return {};
  }

  // "0.8s" or "overlap 0.6s"
  Result<> read_timing(std::string_view tag, DemoTurn& turn) {
    const auto parts = words(tag);
    turn.overlap = parts.size() == 2 && parts[0] == "overlap";
    const bool shape = (turn.overlap || parts.size() == 1) && parts.back().ends_with('s');
    const auto seconds = shape ? number<double>(parts.back().substr(0, parts.back().size() - 1)) : std::nullopt;
    if (!seconds || !(*seconds >= 0 && *seconds <= kMaxGapSeconds))
      return wrong("a timing must be like [0.8s] or [overlap 0.6s], at most 120 seconds");
    turn.gap = Millis(std::llround(*seconds * 1000));
    return {};
  }

  std::string path_;
  int line_ = 0;
  std::map<std::string, std::string> head_;
  DemoCall call_;
};

}  // namespace

Result<DemoCall> parse_call(std::string_view path, std::string_view text) {
  CXAI_TRY(DemoCall call, CallParser(path).parse(text));
  std::string_view name = path.substr(path.rfind('/') + 1);
  call.id = name.substr(0, name.rfind('.'));
  return call;
}

}  // namespace cxai::demo
