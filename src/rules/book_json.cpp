#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "rules/book.hpp"

namespace cxai::rules {
namespace {

constexpr std::size_t kMostCategories = 500;
constexpr std::size_t kMostConditions = 200;  // of one category
constexpr int kDeepest = 6;
constexpr std::size_t kMostEntries = 300;   // of one list
constexpr std::size_t kLongestEntry = 200;  // code points
constexpr int kMostWords = 12;              // of one phrase
constexpr int kWidest = 50;
constexpr std::int64_t kLongestSilence = 3'600'000;

constexpr std::array kKinds{Kind::all,           Kind::any,      Kind::phrase,       Kind::stem,
                            Kind::near,          Kind::silence,  Kind::interruption, Kind::sentiment,
                            Kind::personal_data, Kind::metadata, Kind::claim};
constexpr std::array kUnits{Unit::seconds, Unit::turns, Unit::percent};
constexpr std::array<std::string_view, 4> kSentiments{"positive", "neutral", "negative", "mixed"};

template <class Names>
std::string joined(const Names& names) {
  std::string text;
  for (const auto& name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

// Keys a condition of that kind may have beside `kind` and `not`.
std::vector<std::string_view> keys_of(Kind kind) {
  switch (kind) {
    case Kind::all:
    case Kind::any:
      return {"of"};
    case Kind::phrase:
    case Kind::stem:
      return {"words", "speaker", "window", "at_least"};
    case Kind::near:
      return {"words", "other_words", "within", "in_order", "by", "speaker", "window", "at_least"};
    case Kind::silence:
      return {"at_least_ms", "speaker", "window", "at_least"};
    case Kind::interruption:
      return {"speaker", "window", "at_least"};
    case Kind::sentiment:
    case Kind::personal_data:
      return {"values", "speaker", "window", "at_least"};
    case Kind::metadata:
    case Kind::claim:
      return {"field", "values"};
  }
  return {};
}

bool takes(Kind kind, std::string_view key) {
  const auto keys = keys_of(kind);
  return std::ranges::find(keys, key) != keys.end();
}

void refuse_unknown(base::Reader& in, const Json& json, std::vector<std::string_view> known, const std::string& what) {
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.items())
    if (std::ranges::find(known, std::string_view(key)) == known.end())
      in.reject(key.substr(0, 40), "is no field of " + what + "; it has " + joined(known));
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 60 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

int count_words(std::string_view text) {
  int words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\n';
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

std::vector<std::string> read_list(base::Reader& in, std::string_view key, bool required) {
  std::vector<std::string> list;
  const auto& array = in.array(key, required);
  if (required && array.empty()) in.reject(key, "must have at least one entry; write what is looked for");
  if (array.size() > kMostEntries)
    in.reject(key, "may have " + std::to_string(kMostEntries) + " entries; make two conditions in a group `any`");
  for (std::size_t i = 0; i < array.size() && in.ok(); ++i) {
    const std::string entry = std::string(key) + "[" + std::to_string(i) + "]";
    if (!array[i].is_string()) {
      in.reject(entry, "must be text");
      continue;
    }
    list.push_back(array[i].get<std::string>());
    if (count_words(list.back()) == 0 || base::count_code_points(list.back()) > kLongestEntry)
      in.reject(entry, "must have 1 to 200 characters; delete the empty entry");
  }
  return list;
}

std::vector<std::string> read_phrases(base::Reader& in, std::string_view key) {
  auto phrases = read_list(in, key, true);
  for (std::size_t i = 0; i < phrases.size() && in.ok(); ++i) {
    const std::string entry = std::string(key) + "[" + std::to_string(i) + "]";
    if (count_words(phrases[i]) > kMostWords)
      in.reject(entry, "may have 12 words; keep the part that tells, or use `near`");
    bool letters = false;
    bool bare = false;
    for (std::size_t at = 0; at < phrases[i].size(); ++at) {
      const char c = phrases[i][at];
      letters |= c != ' ' && c != '*';
      bare |= c == '*' && (at == 0 || phrases[i][at - 1] == ' ');
    }
    if (!letters || bare) in.reject(entry, "'*' stands for the ending of a word; write its beginning in front of it");
  }
  return phrases;
}

std::optional<Window> read_window(base::Reader& in) {
  const Json* json = in.object("window");
  if (!json) return std::nullopt;
  base::Reader part(*json, in.path_of("window"));
  refuse_unknown(part, *json, {"from", "length", "unit"}, "a window");
  Window window;
  const std::string from = part.string("from", "start");
  if (from != "start" && from != "end") part.reject("from", "must be start or end");
  window.at_end = from == "end";
  const std::string unit = part.string("unit", "seconds");
  std::vector<std::string_view> names;
  bool known = false;
  for (const Unit candidate : kUnits) {
    names.emplace_back(to_string(candidate));
    if (unit == to_string(candidate)) {
      window.unit = candidate;
      known = true;
    }
  }
  if (!known) part.reject("unit", "must be one of " + joined(names));
  window.length = part.number("length", 0, 100'000);
  if (part.ok() && window.length <= 0) part.reject("length", "must be more than 0; without a window everything counts");
  if (part.ok() && window.unit == Unit::percent && window.length > 100)
    part.reject("length", "must be at most 100 percent");
  if (part.ok() && window.unit == Unit::turns && window.length != std::floor(window.length))
    part.reject("length", "must be a whole number of turns");
  in.adopt(part);
  return window;
}

std::optional<Kind> kind_named(std::string_view name) {
  for (const Kind kind : kKinds)
    if (name == to_string(kind)) return kind;
  return std::nullopt;
}

Kind read_kind(base::Reader& in) {
  const std::string name = in.string("kind");
  if (const auto kind = kind_named(name)) return *kind;
  std::vector<std::string_view> names;
  for (const Kind kind : kKinds) names.emplace_back(to_string(kind));
  in.reject("kind", "must be one of " + joined(names));
  return Kind::all;
}

Condition read_condition(base::Reader& in, const Json& json, int depth, std::size_t& count);

void read_group(base::Reader& in, Condition& condition, int depth, std::size_t& count) {
  const auto& parts = in.array("of", true);
  if (parts.empty()) in.reject("of", "must have at least one condition; add one or delete the group");
  if (depth >= kDeepest) in.reject("of", "groups may be nested 6 deep; flatten the inner one");
  for (std::size_t i = 0; i < parts.size() && in.ok(); ++i) {
    base::Reader part(parts[i], in.path_of("of") + "[" + std::to_string(i) + "]");
    condition.of.push_back(read_condition(part, parts[i], depth + 1, count));
    in.adopt(part);
  }
}

void read_values(base::Reader& in, Condition& condition) {
  condition.values = read_list(
      in, "values",
      condition.kind == Kind::sentiment || condition.kind == Kind::personal_data || condition.kind == Kind::claim);
  if (condition.kind != Kind::sentiment) return;
  for (std::size_t i = 0; i < condition.values.size(); ++i)
    if (std::ranges::find(kSentiments, std::string_view(condition.values[i])) == kSentiments.end())
      in.reject("values[" + std::to_string(i) + "]", "must be one of " + joined(kSentiments));
}

Condition read_condition(base::Reader& in, const Json& json, int depth, std::size_t& count) {
  Condition condition;
  condition.kind = read_kind(in);
  if (!in.ok()) return condition;
  const Kind kind = condition.kind;
  if (++count > kMostConditions) in.reject("kind", "a category may have 200 conditions; make two categories");
  auto known = keys_of(kind);
  known.insert(known.begin(), {"kind", "not"});
  refuse_unknown(in, json, known, std::string("a condition of the kind ") + to_string(kind));
  condition.negated = in.boolean("not", false);
  if (takes(kind, "of")) read_group(in, condition, depth, count);
  if (takes(kind, "words")) condition.words = read_phrases(in, "words");
  if (takes(kind, "other_words")) {
    condition.other_words = read_phrases(in, "other_words");
    condition.within = static_cast<int>(in.integer("within", 1, kWidest, 5));
    condition.in_order = in.boolean("in_order", false);
    const std::string by = in.string("by", "stem");
    if (by != "stem" && by != "phrase") in.reject("by", "must be stem or phrase");
    condition.by_stem = by == "stem";
  }
  if (takes(kind, "at_least_ms")) condition.length = Millis(in.integer("at_least_ms", 500, kLongestSilence, 5000));
  if (takes(kind, "field")) {
    condition.field = in.string("field");
    if (in.ok() && condition.field.empty()) in.reject("field", "must name what is looked at, e.g. queue");
  }
  if (takes(kind, "values")) read_values(in, condition);
  if (takes(kind, "speaker")) {
    if (const auto name = in.optional_string("speaker"); name && *name != "any") {
      condition.speaker = conversation::role_from(*name);
      if (!condition.speaker) in.reject("speaker", "must be agent, customer, ivr, other or any");
    }
  }
  if (takes(kind, "window")) condition.window = read_window(in);
  if (takes(kind, "at_least")) condition.at_least = static_cast<int>(in.integer("at_least", 1, 1000, 1));
  return condition;
}

Category read_category(base::Reader& in, const Json& json) {
  refuse_unknown(in, json, {"name", "title", "description", "when"}, "a category");
  Category category;
  category.name = in.string("name");
  if (in.ok() && !is_name(category.name))
    in.reject("name", "must be 1 to 60 of the characters a-z, 0-9 and _; the title is for people");
  category.title = in.string("title", category.name);
  if (in.ok() && (count_words(category.title) == 0 || base::count_code_points(category.title) > 100))
    in.reject("title", "must have 1 to 100 characters");
  category.description = in.string("description", "");
  if (base::count_code_points(category.description) > 1000) in.reject("description", "may have 1000 characters");
  const Json* when = in.object("when");
  if (!when) {
    in.reject("when", "is required: the condition that makes a conversation one of this category");
    return category;
  }
  base::Reader part(*when, in.path_of("when"));
  std::size_t count = 0;
  category.when = read_condition(part, *when, 0, count);
  in.adopt(part);
  return category;
}

}  // namespace

const char* to_string(Kind kind) {
  switch (kind) {
    case Kind::all:
      return "all";
    case Kind::any:
      return "any";
    case Kind::phrase:
      return "phrase";
    case Kind::stem:
      return "stem";
    case Kind::near:
      return "near";
    case Kind::silence:
      return "silence";
    case Kind::interruption:
      return "interruption";
    case Kind::sentiment:
      return "sentiment";
    case Kind::personal_data:
      return "personal_data";
    case Kind::metadata:
      return "metadata";
    case Kind::claim:
      return "claim";
  }
  return "all";
}

const char* to_string(Unit unit) {
  switch (unit) {
    case Unit::seconds:
      return "seconds";
    case Unit::turns:
      return "turns";
    case Unit::percent:
      return "percent";
  }
  return "seconds";
}

Json to_json(const Condition& c) {
  Json json{{"kind", to_string(c.kind)}};
  if (c.negated) json["not"] = true;
  if (takes(c.kind, "of")) {
    json["of"] = Json::array();
    for (const Condition& part : c.of) json["of"].push_back(to_json(part));
  }
  if (takes(c.kind, "field")) json["field"] = c.field;
  if (takes(c.kind, "words")) json["words"] = c.words;
  if (takes(c.kind, "other_words")) {
    json["other_words"] = c.other_words;
    json["within"] = c.within;
    json["in_order"] = c.in_order;
    json["by"] = c.by_stem ? "stem" : "phrase";
  }
  if (takes(c.kind, "values")) json["values"] = c.values;
  if (takes(c.kind, "at_least_ms")) json["at_least_ms"] = c.length.count();
  if (c.speaker) json["speaker"] = conversation::to_string(*c.speaker);
  if (c.window)
    json["window"] = Json{{"from", c.window->at_end ? "end" : "start"},
                          {"length", c.window->length},
                          {"unit", to_string(c.window->unit)}};
  if (takes(c.kind, "at_least") && c.at_least != 1) json["at_least"] = c.at_least;
  return json;
}

Json to_json(const Book& book) {
  Json json{{"schema", kSchema}, {"categories", Json::array()}};
  for (const Category& category : book.categories)
    json["categories"].push_back(Json{{"name", category.name},
                                      {"title", category.title},
                                      {"description", category.description},
                                      {"when", to_json(category.when)}});
  return json;
}

Result<Book> book_from_json(const Json& json) {
  base::Reader in(json, "");
  const std::string schema = in.string("schema", std::string(kSchema));
  if (in.ok() && schema != kSchema)
    return fail(ErrorCode::unsupported,
                "schema: this program reads " + std::string(kSchema) + ", got " + schema.substr(0, 40));
  refuse_unknown(in, json, {"schema", "categories"}, "a book of rules");
  Book book;
  const auto& list = in.array("categories", true);
  if (list.size() > kMostCategories) in.reject("categories", "may be 500");
  std::set<std::string> names;
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i) {
    base::Reader part(list[i], "categories[" + std::to_string(i) + "]");
    Category category = read_category(part, list[i]);
    if (part.ok() && !names.insert(category.name).second)
      part.reject("name", "is there twice; give the other category another name");
    in.adopt(part);
    book.categories.push_back(std::move(category));
  }
  if (!in.ok()) return in.error();
  return book;
}

std::string revision_id(const Book& book) {
  return base::content_id("rules_", base::dump_json(to_json(book)));
}

}  // namespace cxai::rules
