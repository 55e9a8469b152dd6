// Runs every *.txt beside this file: a conversation, and what a domain expert expects of it. See README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/utf8.hpp"
#include "pipeline/process.hpp"

namespace cxai {
namespace {

namespace fs = std::filesystem;
using conversation::Analysis;
using conversation::Turn;

// nullopt: as expected; otherwise what was found instead.
using Verdict = std::optional<std::string>;

Verdict equal(const std::string& found, const std::string& expected) {
  return found == expected ? std::nullopt : Verdict(found);
}

std::string claim_value(const Analysis& analysis, const std::string& field) {
  const auto* claim = analysis.claim(field);
  if (!claim || claim->state == conversation::ClaimState::abstained) return "none";
  return claim->value.is_string() ? claim->value.get<std::string>() : base::dump_json(claim->value);
}

std::string unquote(std::string text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
  return text;
}

std::string placeholders(const Turn& turn) {
  std::string list;
  for (const auto& span : turn.pii) {
    const auto from = base::byte_offset(turn.text, span.chars.begin);
    list += (list.empty() ? "" : " ") + turn.text.substr(from, base::byte_offset(turn.text, span.chars.end) - from);
  }
  return list.empty() ? "nothing" : list;
}

Verdict check_turn(const Analysis& analysis, const Turn& turn, const std::string& what, const std::string& value) {
  if (what == "role") return equal(turn.role ? conversation::to_string(*turn.role) : "none", value);
  if (what == "masked")
    return (" " + placeholders(turn) + " ").contains(" " + value + " ") ? std::nullopt
                                                                        : Verdict("masked: " + placeholders(turn));
  if (what == "unmasked") return equal(placeholders(turn), "nothing");
  if (what == "says") return turn.text.contains(unquote(value)) ? std::nullopt : Verdict(turn.text);
  if (what == "sentiment") {
    const auto it = std::ranges::find(analysis.turn_sentiments, turn.id, &Analysis::TurnSentiment::turn);
    return equal(it == analysis.turn_sentiments.end() ? "none" : it->label, value);
  }
  return "the word '" + what + "' is not known; see README.md";
}

Verdict check_evidence(const Analysis& analysis, std::istringstream& rest) {
  std::string field;
  std::string turn;
  std::string quote;
  rest >> field >> turn >> std::ws;
  std::getline(rest, quote);
  std::string found;
  if (const auto* claim = analysis.claim(field))
    for (const auto& evidence : claim->evidence) {
      const auto text = conversation::evidence_text(analysis, evidence).value_or("?");
      if (evidence.turn == turn && text.find(unquote(quote)) != std::string::npos) return std::nullopt;
      found += (found.empty() ? "" : ", ") + evidence.turn + " \"" + text + "\"";
    }
  return found.empty() ? "no evidence" : found;
}

Verdict check(const Analysis& analysis, const std::string& line) {
  std::istringstream words(line);
  std::string subject;
  std::string what;
  std::string value;
  words >> subject;
  if (subject == "evidence") return check_evidence(analysis, words);
  words >> what >> std::ws;
  std::getline(words, value);
  if (subject == "language") return equal(analysis.language, what);
  if (subject == "sentiment" || subject == "resolution" || subject == "topic")
    return equal(claim_value(analysis, subject), what);
  if (subject == "words" || subject == "sentences" || subject == "turns")
    return equal(base::dump_json(analysis.measures[subject].value(what, Json())), value);
  if (subject == "keyword") {
    const auto* claim = analysis.claim("keywords");
    const std::string all = claim ? base::dump_json(claim->value) : "none";
    return all.contains("\"" + what + "\"") ? std::nullopt : Verdict(all);
  }
  const auto turn = std::ranges::find(analysis.turns, subject, &Turn::id);
  if (turn != analysis.turns.end()) return check_turn(analysis, *turn, what, value);
  return "the word '" + subject + "' is neither a turn of this conversation nor known; see README.md";
}

std::string shown(const Analysis& analysis) {
  std::string text;
  for (const Turn& turn : analysis.turns)
    text += "    " + turn.id + " " + (turn.role ? conversation::to_string(*turn.role) : "?") + ": " + turn.text + "\n";
  return text;
}

std::vector<fs::path> scenarios() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(CXAI_SOURCE_DIR) / "tests" / "scenarios"))
    if (entry.path().extension() == ".txt" && entry.path().stem() != "CMakeLists") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

class Scenario : public testing::TestWithParam<fs::path> {};

TEST_P(Scenario, IsAsExpected) {
  const auto text = base::read_file(GetParam());
  ASSERT_TRUE(text) << text.error().message;
  const auto cut = text->find("\n---\n");
  ASSERT_NE(cut, std::string::npos) << GetParam() << ": no line '---' between the conversation and what is expected";
  const base::SystemClock clock;
  const auto done = pipeline::process({.transcript = text->substr(0, cut + 1)}, {}, clock);
  ASSERT_TRUE(done) << GetParam() << ": " << done.error().message;
  std::istringstream expectations(text->substr(cut + 5));
  auto number = 1 + std::ranges::count(text->begin(), text->begin() + static_cast<std::ptrdiff_t>(cut + 5), '\n');
  int checked = 0;
  for (std::string line; std::getline(expectations, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    ++checked;
    if (const Verdict found = check(done->analysis, line))
      ADD_FAILURE_AT(GetParam().c_str(), static_cast<int>(number))
          << "  expected: " << line << "\n  found:    " << *found << "\n"
          << shown(done->analysis);
  }
  EXPECT_GT(checked, 0) << GetParam() << " expects nothing";
}

INSTANTIATE_TEST_SUITE_P(All, Scenario, testing::ValuesIn(scenarios()), [](const auto& instance) {
  std::string name = instance.param.stem().string();
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace cxai
