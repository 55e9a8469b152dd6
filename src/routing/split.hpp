// Decides which examples are learnt from, which choose the threshold and which only measure, before any text is read.
//
// Input    label and group of every example; a group (the root of a thread) never stands on two sides
// Output   parts of about the shares asked for; the training part balanced: labels with many examples give as many as
//          the target, labels with few are repeated. Labels with fewer than `min_examples` become kUnknownLabel
// Errors   invalid_input (fewer than two labels with enough examples, shares that leave nothing to learn from)
// Threads  pure; the same items, options and seed give the same split, whatever the order of labels
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace cxai::routing {

inline constexpr const char* kUnknownLabel = "Unknown";

struct Item {
  std::uint32_t label = 0;  // in the list of names
  std::uint64_t group = 0;
};

enum class Part : std::uint8_t { unused, train, calibration, valid };

struct SplitOptions {
  double valid = 0.1;                  // share of all groups' examples
  double calibration = 0;              // likewise; 0: a tenth, where that is below 200 up to three tenths
  std::size_t per_class = 0;           // training examples of each label; 0: those of the largest, at most 4000
  std::size_t min_examples = 10;       // of a label that is learnt
  std::size_t most_repeats = 8;        // of one example
  std::size_t most_held_back = 20000;  // examples of valid, and of calibration
  std::uint64_t seed = 1;
};

struct ClassSize {
  std::string label;
  std::size_t examples = 0;  // in all
  std::size_t train = 0;     // different ones learnt from
  std::size_t repeated = 0;  // learnt from, repeats counted
};

struct Split {
  std::vector<std::string> labels;      // learnt ones in order of their names; kUnknownLabel, where it is, last
  std::vector<std::uint32_t> label_of;  // of each item, in `labels`
  std::vector<Part> part_of;            // of each item
  std::vector<std::uint32_t> training;  // items in the order to learn them, repeats included
  std::vector<ClassSize> sizes;         // one per label
  std::vector<std::string> rare;        // labels that became kUnknownLabel
  std::size_t target = 0;
};

Result<Split> split_items(std::span<const std::string> names, std::span<const Item> items, const SplitOptions& options);

}  // namespace cxai::routing
