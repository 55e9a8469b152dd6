#include "learning/text_models.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "learning/bundle_bytes.hpp"
#include "learning/hash.hpp"
#include "learning/parallel.hpp"
#include "learning/shuffle.hpp"

namespace cxai::learning {
namespace {

constexpr std::size_t kChunk = 64;                // texts scored by one task
constexpr std::size_t kLinearPasses = 15;         // bring the linear machines close to their end
constexpr float kLeftOut[] = {0.5F, 0.7F, 0.6F};  // of the hidden units, network by network
constexpr std::size_t kSmall = 64;                // smaller networks have no units to spare, so the least for all
constexpr std::uint32_t kNoMore = 0xFFFF'FFFFU;   // ends a list of duals

bool take(std::string_view& bytes, void* to, std::size_t size) {
  if (bytes.size() < size) return false;
  std::memcpy(to, bytes.data(), size);
  bytes.remove_prefix(size);
  return true;
}

}  // namespace

TextModels::TextModels(const TextVectors& texts, std::span<const std::uint32_t> labels,
                       std::span<const std::uint32_t> fold_of, std::size_t label_count, std::size_t columns,
                       TextModelsOptions options)
    : texts_(texts), fold_of_(fold_of), label_count_(label_count), options_(options) {
  for (std::size_t g = 0; g <= options_.folds; ++g) {
    std::vector<std::uint32_t> members;
    for (std::uint32_t i = 0; i < fold_of.size(); ++i) {
      if (g == 0 || fold_of[i] != g - 1) members.push_back(i);
    }
    Group group;
    for (const LinearOptions& linear : {options_.close, options_.telling}) {
      group.linear.emplace_back(texts, labels, members, label_count, columns, linear);
    }
    for (std::size_t n = 0; n < options_.networks; ++n) {
      const NetworkOptions network{
          .hidden = options_.hidden,
          .epochs = options_.epochs,
          .hidden_dropout = options_.hidden < kSmall ? kLeftOut[0] : kLeftOut[n % std::size(kLeftOut)],
          .seed = combine(options_.seed, g * options_.networks + n)};
      group.networks.emplace_back(texts, labels, members, label_count, columns, network);
    }
    groups_.push_back(std::move(group));
  }
}

ShallowNetwork::Pass TextModels::pass() {
  // Networks take longest, so they begin.
  const std::size_t networks = groups_.size() * options_.networks;
  const std::size_t blocks = linear(0).blocks();
  std::vector<ShallowNetwork::Pass> done(networks);
  const std::size_t repeats = options_.epochs < kLinearPasses ? 2 : 1;
  std::vector<std::vector<std::uint32_t>> orders;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    for (std::size_t r = 0; r < repeats; ++r) {
      orders.push_back(
          shuffled(groups_[g].linear.front().members(), combine(options_.seed + passes_, g * repeats + r)));
    }
  }
  parallel(options_.threads, networks + groups_.size() * kLinear * blocks, [&](std::size_t task) {
    if (task < networks) {
      done[task] = groups_[task / options_.networks].networks[task % options_.networks].pass();
    } else {
      const std::size_t g = (task - networks) / (kLinear * blocks);
      const std::size_t kind = (task - networks) / blocks % kLinear;
      OneVsRest& linear = groups_[g].linear[kind];
      const std::size_t block = (task - networks) % blocks;
      for (std::size_t r = 0; r < repeats; ++r) linear.pass(block, orders[g * repeats + r]);
    }
  });
  ++passes_;
  ShallowNetwork::Pass mean;
  for (std::size_t n = 0; n < options_.networks; ++n) {
    mean.loss += done[n].loss / static_cast<double>(options_.networks);
    mean.accuracy += done[n].accuracy / static_cast<double>(options_.networks);
  }
  return mean;
}

void TextModels::score(const Group& group, const TextVector& text, std::span<float> scores) const {
  std::vector<float> row(group.linear.front().blocks() * OneVsRest::kLanes);
  for (std::size_t l = 0; l < kLinear; ++l) {
    group.linear[l].score(text, row);
    std::copy_n(row.begin(), label_count_, scores.subspan(l * label_count_).begin());
  }
  const std::span<float> mean = scores.subspan(kLinear * label_count_);
  std::ranges::fill(mean, 0.0F);
  for (const ShallowNetwork& network : group.networks) {
    network.score(text, row);
    for (std::size_t k = 0; k < label_count_; ++k) mean[k] += row[k] / static_cast<float>(group.networks.size());
  }
}

std::vector<float> TextModels::scores(const TextVectors& of, std::span<const std::uint32_t> which) const {
  const std::size_t stride = kKinds * label_count_;
  std::vector<float> all(which.size() * stride);
  parallel(options_.threads, (which.size() + kChunk - 1) / kChunk, [&](std::size_t chunk) {
    for (std::size_t i = chunk * kChunk; i < std::min(which.size(), (chunk + 1) * kChunk); ++i) {
      score(groups_.front(), of[which[i]], std::span(all).subspan(i * stride, stride));
    }
  });
  return all;
}

std::vector<float> TextModels::held_out_scores() const {
  const std::size_t stride = kKinds * label_count_;
  std::vector<float> all(fold_of_.size() * stride);
  parallel(options_.threads, (fold_of_.size() + kChunk - 1) / kChunk, [&](std::size_t chunk) {
    for (std::size_t i = chunk * kChunk; i < std::min(fold_of_.size(), (chunk + 1) * kChunk); ++i) {
      score(groups_[fold_of_[i] + 1], texts_[i], std::span(all).subspan(i * stride, stride));
    }
  });
  return all;
}

// Of the linear machines the duals that are not 0: few, and the weights follow from them.
void TextModels::save(std::string& bytes) const {
  put(bytes, static_cast<std::uint64_t>(passes_));
  for (const Group& group : groups_) {
    for (const OneVsRest& linear : group.linear) {
      for (std::size_t b = 0; b < linear.blocks(); ++b) {
        const std::vector<float>& duals = linear.duals(b);
        for (std::uint32_t i = 0; i < duals.size(); ++i) {
          if (duals[i] == 0) continue;
          put(bytes, i);
          put(bytes, duals[i]);
        }
        put(bytes, kNoMore);
      }
    }
    for (const ShallowNetwork& network : group.networks) network.save(bytes);
  }
}

bool TextModels::load(std::string_view& bytes) {
  std::uint64_t passes = 0;
  if (!take(bytes, &passes, sizeof passes) || passes > options_.epochs) return false;
  for (Group& group : groups_) {
    for (OneVsRest& linear : group.linear) {
      for (std::size_t b = 0; b < linear.blocks(); ++b) {
        std::vector<float> duals(linear.duals(b).size());
        for (;;) {
          std::uint32_t place = 0;
          if (!take(bytes, &place, sizeof place)) return false;
          if (place == kNoMore) break;
          if (place >= duals.size() || !take(bytes, &duals[place], sizeof(float))) return false;
        }
        linear.set_duals(b, std::move(duals));
      }
    }
    for (ShallowNetwork& network : group.networks) {
      if (!network.load(bytes)) return false;
    }
  }
  passes_ = passes;
  return true;
}

}  // namespace cxai::learning
