// LIBLINEAR: one linear support vector machine per label (squared hinge loss, C = 1) over the usual TF-IDF of words (1
// to 2) and characters within words (2 to 5), both of length 1.
#include <linear.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "language/characters.hpp"
#include "language/text.hpp"
#include "text_peer.hpp"

namespace cxai::bench {
namespace {

using Terms = std::vector<std::string>;

Terms words_of(std::string_view text) {
  Terms words;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = language::alphanumeric_end(text, i);
    if (end == i) {
      language::decode(text, i);
      continue;
    }
    words.emplace_back(text.substr(i, end - i));
    i = end;
  }
  const std::size_t count = words.size();
  for (std::size_t w = 0; w + 1 < count; ++w) words.push_back(words[w] + ' ' + words[w + 1]);
  return words;
}

Terms pieces_of(std::string_view text) {
  Terms pieces;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ') ++end;
    if (end > begin) {
      const std::string word = ' ' + std::string(text.substr(begin, end - begin)) + ' ';
      std::vector<std::size_t> starts;
      for (std::size_t i = 0; i < word.size(); ++i) {
        if ((static_cast<unsigned char>(word[i]) & 0xC0U) != 0x80) starts.push_back(i);
      }
      starts.push_back(word.size());
      for (std::size_t length = 2; length <= 5; ++length) {
        for (std::size_t s = 0; s + length < starts.size(); ++s) {
          pieces.push_back(word.substr(starts[s], starts[s + length] - starts[s]));
        }
      }
    }
    begin = end + 1;
  }
  return pieces;
}

// One block of the vector.
class Block {
 public:
  explicit Block(Terms (*split)(std::string_view), int first_column) : split_(split), next_(first_column) {}

  void fit(std::span<const std::string> texts) {
    std::unordered_map<std::string, std::uint32_t> seen;
    for (const std::string& text : texts) {
      Terms terms = split_(language::fold(text, ""));
      std::ranges::sort(terms);
      terms.erase(std::ranges::unique(terms).begin(), terms.end());
      for (std::string& term : terms) ++seen[std::move(term)];
    }
    const double n = static_cast<double>(texts.size());
    for (const auto& [term, count] : seen) {
      if (count < 2) continue;
      columns_[term] = {next_++, 1 + std::log((n + 1) / (static_cast<double>(count) + 1))};
    }
  }

  int end() const { return next_; }

  void add(const std::string& text, std::vector<feature_node>& nodes) const {
    std::unordered_map<std::string, double> counts;
    for (std::string& term : split_(language::fold(text, ""))) ++counts[std::move(term)];
    const std::size_t begin = nodes.size();
    double square = 0;
    for (const auto& [term, count] : counts) {
      const auto found = columns_.find(term);
      if (found == columns_.end()) continue;
      const double value = (1 + std::log(count)) * found->second.idf;
      nodes.push_back({found->second.number, value});
      square += value * value;
    }
    for (std::size_t i = begin; i < nodes.size(); ++i) nodes[i].value /= std::sqrt(square);
    std::sort(nodes.begin() + static_cast<std::ptrdiff_t>(begin), nodes.end(),
              [](const auto& a, const auto& b) { return a.index < b.index; });
  }

 private:
  struct Column {
    int number = 0;
    double idf = 0;
  };
  Terms (*split_)(std::string_view);
  int next_;
  std::unordered_map<std::string, Column> columns_;
};

class LiblinearPeer : public TextPeer {
 public:
  ~LiblinearPeer() override {
    if (model_ != nullptr) free_and_destroy_model(&model_);
  }
  const char* name() const override { return "LIBLINEAR"; }

  void train(std::span<const std::string> texts, std::span<const std::uint32_t> labels) override {
    words_.fit(texts);
    pieces_ = Block(pieces_of, words_.end());
    pieces_.fit(texts);
    std::vector<std::vector<feature_node>> rows;
    std::vector<feature_node*> starts;
    std::vector<double> targets(labels.begin(), labels.end());
    for (const std::string& text : texts) rows.push_back(row(text));
    for (auto& nodes : rows) starts.push_back(nodes.data());
    problem given{};
    given.l = static_cast<int>(texts.size());
    given.n = pieces_.end();
    given.y = targets.data();
    given.x = starts.data();
    given.bias = 1;
    parameter options{};
    options.solver_type = L2R_L2LOSS_SVC_DUAL;
    options.C = 1;
    options.eps = 0.1;
    set_print_string_function([](const char*) {});
    model_ = ::train(&given, &options);
  }

  std::uint32_t classify(const std::string& text) override {
    return static_cast<std::uint32_t>(predict(model_, row(text).data()));
  }

  std::size_t bytes() const override {
    return static_cast<std::size_t>(model_->nr_feature) * static_cast<std::size_t>(model_->nr_class) * sizeof(double);
  }

 private:
  std::vector<feature_node> row(const std::string& text) const {
    std::vector<feature_node> nodes;
    words_.add(text, nodes);
    pieces_.add(text, nodes);
    nodes.push_back({pieces_.end(), 1});
    nodes.push_back({-1, 0});
    return nodes;
  }

  Block words_{words_of, 1};
  Block pieces_{pieces_of, 1};
  model* model_ = nullptr;
};

}  // namespace

std::unique_ptr<TextPeer> make_liblinear() {
  return std::make_unique<LiblinearPeer>();
}

}  // namespace cxai::bench
