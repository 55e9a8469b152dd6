#include "voices/clustering.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace cxai::voices {
namespace {

// The sum of a group's vectors says its mean distance to any other: 1 - (sum · sum) / (count · count).
struct Group {
  std::vector<float> sum;
  double count = 0;
};

double distance(const Group& a, const Group& b) {
  float dot = 0;
  for (std::size_t i = 0; i < a.sum.size(); ++i) dot += a.sum[i] * b.sum[i];
  return 1.0 - static_cast<double>(dot) / (a.count * b.count);
}

// Merges the groups until none are nearer than `height`; parent[i] is what group i went into, itself where it stays.
void merge(std::vector<Group>& groups, double height, std::vector<std::size_t>& parent) {
  parent.resize(groups.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  std::vector<std::size_t> open(groups.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  std::vector<std::size_t> chain;
  while (!open.empty()) {
    if (chain.empty()) chain.push_back(open.back());
    const std::size_t last = chain.back();
    std::size_t nearest = last;
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t other : open) {
      if (other == last) continue;
      const double far = distance(groups[last], groups[other]);
      // On a tie the one before in the chain, or the walk would not end.
      if (far < least || (far == least && chain.size() > 1 && other == chain[chain.size() - 2])) {
        least = far;
        nearest = other;
      }
    }
    if (least >= height) {  // with average linkage a group without a near neighbour never gets one
      std::erase(open, last);
      chain.pop_back();
    } else if (chain.size() > 1 && nearest == chain[chain.size() - 2]) {
      chain.pop_back();
      chain.pop_back();
      for (std::size_t i = 0; i < groups[nearest].sum.size(); ++i) groups[nearest].sum[i] += groups[last].sum[i];
      groups[nearest].count += groups[last].count;
      groups[last] = {};
      parent[last] = nearest;
      std::erase(open, last);
    } else {
      chain.push_back(nearest);
    }
  }
}

std::size_t root(const std::vector<std::size_t>& parent, std::size_t i) {
  while (parent[i] != i) i = parent[i];
  return i;
}

}  // namespace

std::vector<std::size_t> cluster(std::span<const float> vectors, std::size_t size, double height) {
  const std::size_t count = vectors.size() / size;
  constexpr double kSurely = 0.5;  // of the height: near enough to be grouped without seeing the others
  std::vector<Group> groups;
  std::vector<std::size_t> group_of(count);
  for (std::size_t begin = 0; begin < count; begin += kMostAtOnce) {
    const std::size_t end = std::min(count, begin + kMostAtOnce);
    std::vector<Group> block;
    for (std::size_t i = begin; i < end; ++i) {
      const auto vector = vectors.subspan(i * size, size);
      block.push_back({{vector.begin(), vector.end()}, 1});
    }
    std::vector<std::size_t> parent(block.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    if (count > kMostAtOnce) merge(block, kSurely * height, parent);
    std::vector<std::size_t> place(block.size());
    for (std::size_t i = 0; i < block.size(); ++i)
      if (parent[i] == i) {
        place[i] = groups.size();
        groups.push_back(std::move(block[i]));
      }
    for (std::size_t i = 0; i < block.size(); ++i) group_of[begin + i] = place[root(parent, i)];
  }
  std::vector<std::size_t> parent;
  merge(groups, height, parent);
  std::vector<std::size_t> number(groups.size(), groups.size());
  std::size_t next = 0;
  for (std::size_t& group : group_of) {
    group = root(parent, group);
    if (number[group] == groups.size()) number[group] = next++;
    group = number[group];
  }
  return group_of;
}

}  // namespace cxai::voices
