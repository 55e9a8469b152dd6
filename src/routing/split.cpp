#include "routing/split.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "learning/hash.hpp"

namespace cxai::routing {
namespace {

constexpr std::size_t kMostPerClass = 4000;
constexpr double kCalibration = 0.1;
constexpr double kMostCalibration = 0.3;
constexpr double kUsefulCalibration = 200;  // with fewer examples hardly any risk can be promised
constexpr std::uint32_t kNotLearnt = UINT32_MAX;

std::uint64_t draw(std::uint64_t seed, std::uint64_t purpose, std::uint64_t number) {
  return learning::mix(learning::combine(learning::combine(seed, purpose), number));
}

std::string percent(double share) {
  return std::to_string(static_cast<int>(share * 100 + 0.5)) + " %";
}

Result<> check(const SplitOptions& options) {
  const bool sound = options.valid > 0 && options.calibration >= 0 && options.valid + options.calibration < 0.9;
  if (sound) return {};
  return fail(ErrorCode::invalid_input, "the parts held back must be above 0 and below 90 % together, got " +
                                            percent(options.valid) + " and " + percent(options.calibration));
}

// Names that are learnt and those that are too rare; sets where each name's number leads.
void choose_labels(std::span<const std::string> names, std::span<const Item> items, std::size_t least, Split& split,
                   std::vector<std::uint32_t>& learnt_as) {
  std::vector<std::size_t> counts(names.size());
  for (const Item& item : items) ++counts[item.label];
  std::map<std::string, std::uint32_t> learnt;
  bool unknown = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (counts[i] == 0) continue;
    if (names[i] == kUnknownLabel) {
      unknown = true;
    } else if (counts[i] < std::max<std::size_t>(least, 2)) {
      split.rare.push_back(names[i]);
    } else {
      learnt.emplace(names[i], 0);
    }
  }
  std::ranges::sort(split.rare);
  for (auto& [name, number] : learnt) {
    number = static_cast<std::uint32_t>(split.labels.size());
    split.labels.push_back(name);
  }
  if (unknown || !split.rare.empty()) split.labels.emplace_back(kUnknownLabel);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto it = learnt.find(names[i]);
    learnt_as[i] = it != learnt.end() ? it->second
                   : counts[i] > 0    ? static_cast<std::uint32_t>(split.labels.size() - 1)
                                      : kNotLearnt;
  }
}

void hold_back(std::span<const Item> items, const SplitOptions& options, Split& split) {
  std::unordered_map<std::uint64_t, std::size_t> sizes;
  for (const Item& item : items) ++sizes[item.group];
  std::vector<std::pair<std::uint64_t, std::uint64_t>> groups;  // drawn number, group
  for (const auto& [group, size] : sizes) groups.emplace_back(draw(options.seed, 1, group), group);
  std::ranges::sort(groups);
  const auto wanted = [&](double share) {
    return std::min(options.most_held_back, static_cast<std::size_t>(share * static_cast<double>(items.size()) + 0.5));
  };
  const std::size_t valid = wanted(options.valid);
  const double useful = kUsefulCalibration / static_cast<double>(std::max<std::size_t>(items.size(), 1));
  const std::size_t calibration =
      wanted(options.calibration > 0 ? options.calibration : std::clamp(useful, kCalibration, kMostCalibration));
  std::unordered_map<std::uint64_t, Part> parts;
  std::size_t given_valid = 0;
  std::size_t given_calibration = 0;
  for (const auto& [number, group] : groups) {
    const std::size_t size = sizes[group];
    if (given_valid < valid) {
      parts[group] = Part::valid;
      given_valid += size;
    } else if (given_calibration < calibration) {
      parts[group] = Part::calibration;
      given_calibration += size;
    } else {
      parts[group] = Part::train;
    }
  }
  split.part_of.reserve(items.size());
  for (const Item& item : items) split.part_of.push_back(parts[item.group]);
}

std::size_t target_of(const std::vector<std::vector<std::uint32_t>>& by_label, std::size_t asked) {
  if (asked > 0) return asked;
  std::size_t largest = 0;
  for (const auto& list : by_label) largest = std::max(largest, list.size());
  return std::min(largest, kMostPerClass);
}

void balance(std::span<const Item> items, const SplitOptions& options, Split& split) {
  std::vector<std::vector<std::uint32_t>> by_label(split.labels.size());
  for (std::uint32_t i = 0; i < items.size(); ++i)
    if (split.part_of[i] == Part::train) by_label[split.label_of[i]].push_back(i);
  split.target = target_of(by_label, options.per_class);
  std::vector<std::size_t> examples(split.labels.size());
  for (const std::uint32_t label : split.label_of) ++examples[label];
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
  for (std::size_t label = 0; label < by_label.size(); ++label) {
    auto& list = by_label[label];
    std::ranges::sort(list, {}, [&](std::uint32_t i) { return std::pair(draw(options.seed, 2, i), i); });
    for (std::size_t i = split.target; i < list.size(); ++i) split.part_of[list[i]] = Part::unused;
    list.resize(std::min(list.size(), split.target));
    const std::size_t repeated = std::min(split.target, list.size() * std::max<std::size_t>(options.most_repeats, 1));
    for (std::size_t i = 0; i < repeated; ++i)
      order.emplace_back(draw(options.seed, 3 + i / list.size(), list[i % list.size()]), list[i % list.size()]);
    split.sizes.push_back({split.labels[label], examples[label], list.size(), repeated});
  }
  std::ranges::sort(order);
  for (const auto& [number, item] : order) split.training.push_back(item);
}

}  // namespace

Result<Split> split_items(std::span<const std::string> names, std::span<const Item> items,
                          const SplitOptions& options) {
  CXAI_TRY_VOID(check(options));
  Split split;
  std::vector<std::uint32_t> learnt_as(names.size(), kNotLearnt);
  choose_labels(names, items, options.min_examples, split, learnt_as);
  const auto known = static_cast<std::size_t>(
      std::ranges::count_if(split.labels, [](const std::string& label) { return label != kUnknownLabel; }));
  if (known < 2)
    return fail(ErrorCode::invalid_input, "training needs at least two labels with " +
                                              std::to_string(options.min_examples) + " examples each, found " +
                                              std::to_string(known) + " among " + std::to_string(items.size()) +
                                              " examples; give more data, or fewer with --min-examples");
  for (const Item& item : items) split.label_of.push_back(learnt_as[item.label]);
  hold_back(items, options, split);
  balance(items, options, split);
  for (const ClassSize& size : split.sizes)
    if (size.train == 0)
      return fail(ErrorCode::invalid_input, "no example of '" + size.label +
                                                "' is left to learn from; its groups are too few: give more data or "
                                                "raise --min-examples");
  return split;
}

}  // namespace cxai::routing
