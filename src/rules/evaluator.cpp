#include "rules/evaluator.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <unordered_map>

#include "rules/conditions.hpp"

namespace cxai::rules {

// A condition beside the numbers of its lists of words.
struct Evaluator::Compiled {
  struct Lists {
    std::size_t words = 0;
    std::size_t others = 0;
  };

  explicit Compiled(Book given) : book(std::move(given)) {
    for (const Category& category : book.categories) compile(category.when);
  }

  std::size_t add_list(const std::vector<std::string>& words, bool by_stem) {
    for (const std::string& word : words) phrases.add(word, by_stem, lists);
    return lists++;
  }

  void compile(const Condition& condition) {
    for (const Condition& part : condition.of) compile(part);
    if (condition.words.empty()) return;
    const bool by_stem = condition.kind == Kind::stem || (condition.kind == Kind::near && condition.by_stem);
    Lists own;
    own.words = add_list(condition.words, by_stem);
    if (condition.kind == Kind::near) own.others = add_list(condition.other_words, by_stem);
    lists_of[&condition] = own;
  }

  Book book;
  PhraseBook phrases;
  std::size_t lists = 0;
  std::unordered_map<const Condition*, Lists> lists_of;
};

namespace {

// How many single conditions must change until a condition holds, or until it fails. 0: it is so already.
struct Distance {
  int to_hold = 0;
  int to_fail = 0;
  // The single condition that would do, when one does.
  std::string missing;
  std::string surplus;
  Short missing_reason = Short::absent;
  bool nearly = false;               // the missing one is nearly there, or something that it looks for stands elsewhere
  std::vector<Place> places;         // of the single conditions that hold
  std::vector<Place> nearly_places;  // … of the missing one
};

constexpr int kFar = 1'000'000;
constexpr std::size_t kMostEvidence = 40;  // of one match

class Walk {
 public:
  using Judge = std::function<Finding(const Condition&)>;
  explicit Walk(Judge judge) : judge_(std::move(judge)) {}

  Distance at(const Condition& condition, const std::string& path) const {
    Distance distance = condition.kind == Kind::all   ? all(condition, path)
                        : condition.kind == Kind::any ? any(condition, path)
                                                      : single(condition, path);
    if (!condition.negated) return distance;
    std::swap(distance.to_hold, distance.to_fail);
    std::swap(distance.missing, distance.surplus);
    distance.missing_reason = Short::present;
    distance.nearly = false;
    // What makes a negated condition fail is what has to go; what makes it hold is nowhere.
    if (distance.to_hold > 0) distance.nearly_places = std::move(distance.places);
    distance.places.clear();
    return distance;
  }

 private:
  Distance single(const Condition& condition, const std::string& path) const {
    Finding finding = judge_(condition);
    for (Place& place : finding.places) place.condition = path;
    Distance distance;
    distance.missing = distance.surplus = path;
    distance.missing_reason = finding.reason;
    switch (finding.verdict) {
      case Finding::Verdict::holds:
        distance.to_fail = 1;
        distance.places = std::move(finding.places);
        break;
      case Finding::Verdict::fails:
        distance.to_hold = 1;
        distance.nearly = finding.reason != Short::absent;
        distance.nearly_places = std::move(finding.places);
        break;
      case Finding::Verdict::unknown:
        distance.to_hold = distance.to_fail = 1;
        break;
    }
    return distance;
  }

  Distance all(const Condition& condition, const std::string& path) const {
    Distance sum;
    sum.to_fail = kFar;
    for (std::size_t i = 0; i < condition.of.size(); ++i) {
      Distance part = at(condition.of[i], path + ".of[" + std::to_string(i) + "]");
      if (part.to_hold > 0) take_missing(sum, part);
      sum.to_hold = std::min(kFar, sum.to_hold + part.to_hold);
      if (part.to_fail < sum.to_fail) {
        sum.to_fail = part.to_fail;
        sum.surplus = part.surplus;
      }
      append(sum.places, std::move(part.places));
    }
    return sum;
  }

  Distance any(const Condition& condition, const std::string& path) const {
    Distance sum;
    sum.to_hold = kFar;
    for (std::size_t i = 0; i < condition.of.size(); ++i) {
      Distance part = at(condition.of[i], path + ".of[" + std::to_string(i) + "]");
      sum.to_fail = std::min(kFar, sum.to_fail + part.to_fail);
      if (part.to_fail > 0) sum.surplus = part.surplus;
      if (part.to_hold == 0) {
        if (sum.to_hold > 0) sum.places.clear();  // of parts that do not hold
        append(sum.places, std::move(part.places));
      } else if (part.to_hold < sum.to_hold || (part.to_hold == sum.to_hold && part.nearly && !sum.nearly)) {
        take_missing(sum, part);
        sum.places = std::move(part.places);
      }
      sum.to_hold = std::min(sum.to_hold, part.to_hold);
    }
    return sum;
  }

  static void take_missing(Distance& sum, const Distance& part) {
    sum.missing = part.missing;
    sum.missing_reason = part.missing_reason;
    sum.nearly = part.nearly;
    sum.nearly_places = part.nearly_places;
  }

  static void append(std::vector<Place>& to, std::vector<Place> from) {
    for (Place& place : from)
      if (to.size() < kMostEvidence) to.push_back(std::move(place));
  }

  Judge judge_;
};

}  // namespace

const char* to_string(Short reason) {
  switch (reason) {
    case Short::absent:
      return "absent";
    case Short::present:
      return "present";
    case Short::other_speaker:
      return "other_speaker";
    case Short::outside_window:
      return "outside_window";
    case Short::farther_apart:
      return "farther_apart";
    case Short::too_few:
      return "too_few";
    case Short::too_short:
      return "too_short";
    case Short::unknown:
      return "unknown";
  }
  return "absent";
}

Evaluator::Evaluator(Book book)
    : compiled_(std::make_shared<const Compiled>(std::move(book))), finder_(compiled_->phrases) {}

Evaluator::Evaluator(const Evaluator& other) : compiled_(other.compiled_), finder_(compiled_->phrases) {}

Evaluator::~Evaluator() = default;

const Book& Evaluator::book() const {
  return compiled_->book;
}

Outcome Evaluator::evaluate(const Subject& subject, NearMisses near_misses) {
  const Windows windows(subject.analysis);
  const auto hits = finder_.find(subject.analysis, compiled_->lists);
  const Walk walk([&](const Condition& condition) {
    const auto lists = compiled_->lists_of.find(&condition);
    if (lists == compiled_->lists_of.end()) return judge(condition, subject, windows, nullptr, nullptr);
    return judge(condition, subject, windows, &hits[lists->second.words], &hits[lists->second.others]);
  });
  Outcome outcome;
  for (std::size_t i = 0; i < compiled_->book.categories.size(); ++i) {
    Distance distance = walk.at(compiled_->book.categories[i].when, "when");
    if (distance.to_hold == 0) {
      outcome.matches.push_back({i, std::move(distance.places)});
      continue;
    }
    // Where nothing of it is there, every conversation would be a near miss.
    const bool something = distance.nearly || !distance.places.empty() || distance.missing_reason == Short::present;
    if (near_misses == NearMisses::none || distance.to_hold != 1 || !something) continue;
    auto evidence = std::move(distance.nearly_places);
    std::ranges::move(distance.places, std::back_inserter(evidence));
    outcome.near_misses.push_back({i, distance.missing, distance.missing_reason, std::move(evidence)});
  }
  return outcome;
}

Json matches_to_json(const Book& book, const std::vector<Match>& matches) {
  Json list = Json::array();
  for (const Match& match : matches) {
    const Category& category = book.categories[match.category];
    Json evidence = Json::array();
    for (const Place& place : match.evidence) evidence.push_back(to_json(place));
    list.push_back(Json{{"name", category.name}, {"title", category.title}, {"evidence", std::move(evidence)}});
  }
  return list;
}

}  // namespace cxai::rules
