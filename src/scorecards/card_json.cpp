#include "scorecards/card_json.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/utf8.hpp"

namespace cxai::scorecards {
namespace {

constexpr std::size_t kLongestText = 500;  // code points
constexpr std::size_t kLongestHelp = 2000;
constexpr std::size_t kLongestId = 40;
constexpr std::size_t kMostPhrases = 200;
constexpr double kHighestWeight = 1000;
constexpr double kHighestLimit = 1e9;

template <class T>
T pick(base::Reader& in, std::string_view key, std::initializer_list<T> values, T fallback) {
  const std::string name = in.string(key, to_string(fallback));
  std::string known;
  for (const T value : values) {
    if (name == to_string(value)) return value;
    known += std::string(known.empty() ? "" : ", ") + to_string(value);
  }
  in.reject(key, "must be one of " + known + ", got \"" + name + '"');
  return fallback;
}

std::string text_of(base::Reader& in, std::string_view key, std::size_t longest, bool required) {
  std::string text = required ? in.string(key) : in.string(key, "");
  if (required && in.ok() && text.find_first_not_of(" \t\n\r") == std::string::npos)
    in.reject(key, "must not be empty");
  if (base::count_code_points(text) > longest) in.reject(key, "may have " + std::to_string(longest) + " characters");
  return text;
}

std::string id_of(base::Reader& in, std::set<std::string>& known) {
  std::string id = in.string("id");
  const bool plain = !id.empty() && id.size() <= kLongestId && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (in.ok() && !plain) in.reject("id", "must have 1 to 40 of a-z, 0-9, _ and -");
  if (in.ok() && !known.insert(id).second) in.reject("id", "stands there twice: \"" + id + '"');
  return id;
}

void read_position(base::Reader& in, Question& question) {
  const Json* json = in.object("position");
  if (!json) return;
  base::Reader part(*json, in.path_of("position"));
  Position position;
  const std::string edge = part.string("edge");
  if (edge == "end")
    position.edge = Position::Edge::end;
  else if (edge != "start")
    part.reject("edge", "must be start or end");
  if (const auto turns = part.optional_integer("turns", 1, 1000)) position.turns = static_cast<int>(*turns);
  if (const auto seconds = part.optional_integer("seconds", 1, 86'400)) position.seconds = static_cast<int>(*seconds);
  if (part.ok() && position.turns.has_value() == position.seconds.has_value())
    part.reject("turns", "one of turns and seconds must be given");
  in.adopt(part);
  question.position = position;
}

void read_phrases(base::Reader& in, Source& source) {
  const std::string speaker = in.string("speaker", "agent");
  if (speaker == "customer")
    source.speaker = conversation::Role::customer;
  else if (speaker != "agent")
    in.reject("speaker", "must be agent or customer");
  const std::string expect = in.string("expect", "said");
  source.expect_said = expect == "said";
  if (!source.expect_said && expect != "not_said") in.reject("expect", "must be said or not_said");
  for (const Json& phrase : in.array("phrases", true)) {
    if (!phrase.is_string() || phrase.get_ref<const std::string&>().find_first_not_of(" *") == std::string::npos) {
      in.reject("phrases", "must be words");
      return;
    }
    source.phrases.push_back(phrase.get<std::string>());
    if (base::count_code_points(source.phrases.back()) > kLongestText) in.reject("phrases", "one is too long");
  }
  if (in.ok() && (source.phrases.empty() || source.phrases.size() > kMostPhrases))
    in.reject("phrases", "must be 1 to " + std::to_string(kMostPhrases));
}

void read_measure(base::Reader& in, Source& source) {
  source.measure = in.string("measure");
  if (in.ok() && std::ranges::find(kMeasures, source.measure) == std::end(kMeasures))
    in.reject("measure", "is none a limit may be set on: \"" + source.measure + '"');
  source.at_least = in.optional_number("at_least", -kHighestLimit, kHighestLimit);
  source.at_most = in.optional_number("at_most", -kHighestLimit, kHighestLimit);
  if (in.ok() && !source.at_least && !source.at_most) in.reject("at_most", "at_least or at_most must be given");
  if (source.at_least && source.at_most && *source.at_least > *source.at_most)
    in.reject("at_most", "must not lie below at_least");
}

void read_source(base::Reader& in, Question& question) {
  const Json* json = in.object("source");
  if (!json) return;
  base::Reader part(*json, in.path_of("source"));
  Source& source = question.source;
  using enum SourceKind;
  source.kind = pick(part, "kind", {person, rubric, phrases, measure}, person);
  if (source.kind == rubric) {
    source.item = part.string("item");
    if (part.ok() && std::ranges::find(kRubricItems, source.item) == std::end(kRubricItems))
      part.reject("item", "is no rubric item of the analysis: \"" + source.item + '"');
  }
  if (source.kind == phrases) read_phrases(part, source);
  if (source.kind == measure) read_measure(part, source);
  if (part.ok() && source.kind != person && question.type != QuestionType::yes_no)
    part.reject("kind", "only questions of yes or no are answered by the machine");
  in.adopt(part);
}

void read_options(base::Reader& in, Question& question) {
  std::set<std::string> ids = {std::string(kYes), std::string(kNo), std::string(kNa)};
  for (std::size_t i = 0; const Json& json : in.array("options", true)) {
    base::Reader part(json, in.path_of("options") + '[' + std::to_string(i++) + ']');
    Option option;
    option.id = id_of(part, ids);
    option.text = text_of(part, "text", kLongestText, true);
    option.points = part.number("points", 0, 1);
    in.adopt(part);
    question.options.push_back(std::move(option));
  }
  if (in.ok() && question.options.size() < 2) in.reject("options", "must be two or more");
}

Question read_question(base::Reader& in, std::set<std::string>& ids) {
  Question question;
  question.id = id_of(in, ids);
  question.text = text_of(in, "text", kLongestText, true);
  question.help = text_of(in, "help", kLongestHelp, false);
  using enum QuestionType;
  question.type = pick(in, "type", {yes_no, scale, choice}, yes_no);
  question.weight = in.number("weight", 0, kHighestWeight, 1);
  const std::string good = in.string("good", std::string(kYes));
  question.good_is_yes = good != kNo;
  if (good != kYes && good != kNo) in.reject("good", "must be yes or no");
  if (question.type == scale) {
    question.scale_min = static_cast<int>(in.integer("min", 0, 100, 1));
    question.scale_max = static_cast<int>(in.integer("max", 0, 100, 5));
    if (in.ok() && question.scale_min >= question.scale_max) in.reject("max", "must be more than min");
  }
  if (question.type == choice) read_options(in, question);
  question.na = pick(in, "na", {NaRule::not_allowed, NaRule::leave_out, NaRule::full_points}, NaRule::leave_out);
  question.critical =
      pick(in, "critical", {Critical::none, Critical::section, Critical::card, Critical::compliance}, Critical::none);
  if (question.critical == Critical::compliance) question.weight = 0;
  question.mode = pick(in, "mode", {Mode::manual, Mode::suggest, Mode::automatic}, Mode::manual);
  read_position(in, question);
  read_source(in, question);
  if (in.ok() && question.source.kind == SourceKind::person && question.mode != Mode::manual)
    in.reject("mode", "a question that only a person answers is manual");
  if (in.ok() && question.source.kind == SourceKind::measure && question.position)
    in.reject("position", "a measure is of the whole conversation");
  return question;
}

Json position_to_json(const Position& position) {
  Json json{{"edge", position.edge == Position::Edge::start ? "start" : "end"}};
  if (position.turns) json["turns"] = *position.turns;
  if (position.seconds) json["seconds"] = *position.seconds;
  return json;
}

Json source_to_json(const Source& source) {
  Json json{{"kind", to_string(source.kind)}};
  switch (source.kind) {
    case SourceKind::person:
      break;
    case SourceKind::rubric:
      json["item"] = source.item;
      break;
    case SourceKind::phrases:
      json["speaker"] = conversation::to_string(source.speaker);
      json["expect"] = source.expect_said ? "said" : "not_said";
      json["phrases"] = source.phrases;
      break;
    case SourceKind::measure:
      json["measure"] = source.measure;
      if (source.at_least) json["at_least"] = *source.at_least;
      if (source.at_most) json["at_most"] = *source.at_most;
      break;
  }
  return json;
}

}  // namespace

Json question_to_json(const Question& question) {
  Json json{{"id", question.id},
            {"text", question.text},
            {"help", question.help},
            {"type", to_string(question.type)},
            {"weight", question.weight}};
  if (question.type == QuestionType::yes_no) json["good"] = question.good_is_yes ? kYes : kNo;
  if (question.type == QuestionType::scale) {
    json["min"] = question.scale_min;
    json["max"] = question.scale_max;
  }
  if (question.type == QuestionType::choice) {
    json["options"] = Json::array();
    for (const Option& option : question.options)
      json["options"].push_back(Json{{"id", option.id}, {"text", option.text}, {"points", option.points}});
  }
  json["na"] = to_string(question.na);
  json["critical"] = to_string(question.critical);
  json["position"] = question.position ? position_to_json(*question.position) : Json();
  json["source"] = source_to_json(question.source);
  json["mode"] = to_string(question.mode);
  return json;
}

Result<Card> card_from_json(const Json& json) {
  base::Reader in(json, "");
  const std::string schema = in.string("schema", std::string(kCardSchema));
  if (in.ok() && schema != kCardSchema)
    return fail(ErrorCode::unsupported, "schema: this version reads " + std::string(kCardSchema));
  Card card;
  card.name = text_of(in, "name", kLongestText, true);
  card.language = in.string("language", "tr");
  if (card.language != "tr" && card.language != "en" && card.language != "de")
    in.reject("language", "must be tr, en or de");
  for (const Json& kind : in.array("kinds")) {
    if (kind != "call" && kind != "chat" && kind != "tweet") {
      in.reject("kinds", "must be of call, chat, tweet");
      break;
    }
    card.kinds.push_back(kind.get<std::string>());
  }
  std::set<std::string> section_ids;
  std::set<std::string> question_ids;
  bool counts = false;
  for (std::size_t s = 0; const Json& section_json : in.array("sections", true)) {
    base::Reader part(section_json, "sections[" + std::to_string(s++) + ']');
    Section section;
    section.id = id_of(part, section_ids);
    section.title = text_of(part, "title", kLongestText, true);
    section.weight = part.number("weight", 0, kHighestWeight, 1);
    for (std::size_t q = 0; const Json& question_json : part.array("questions", true)) {
      base::Reader inner(question_json, part.path() + ".questions[" + std::to_string(q++) + ']');
      section.questions.push_back(read_question(inner, question_ids));
      counts |= section.weight > 0 && section.questions.back().weight > 0;
      part.adopt(inner);
    }
    in.adopt(part);
    card.sections.push_back(std::move(section));
  }
  if (in.ok() && question_ids.empty()) in.reject("sections", "there must be a question");
  if (in.ok() && !counts) in.reject("sections", "a question with weight must stand in a section with weight");
  if (!in.ok()) return in.error();
  return card;
}

Json to_json(const Card& card) {
  Json json{{"schema", kCardSchema}, {"name", card.name}, {"language", card.language}, {"kinds", card.kinds}};
  json["sections"] = Json::array();
  for (const Section& section : card.sections) {
    Json questions = Json::array();
    for (const Question& question : section.questions) questions.push_back(question_to_json(question));
    json["sections"].push_back(Json{
        {"id", section.id}, {"title", section.title}, {"weight", section.weight}, {"questions", std::move(questions)}});
  }
  return json;
}

}  // namespace cxai::scorecards
