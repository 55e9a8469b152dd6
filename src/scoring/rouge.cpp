#include "scoring/rouge.hpp"

#include <algorithm>
#include <map>

#include "language/words.hpp"

namespace cxai::scoring {
namespace {

Overlap overlap_of(double common, double of_summary, double of_reference) {
  Overlap out;
  if (common <= 0) return out;
  out.precision = common / of_summary;
  out.recall = common / of_reference;
  out.f1 = 2 * out.precision * out.recall / (out.precision + out.recall);
  return out;
}

std::map<std::string, std::size_t> runs_of(const std::vector<std::string>& words, std::size_t length) {
  std::map<std::string, std::size_t> runs;
  for (std::size_t i = 0; i + length <= words.size(); ++i) {
    std::string run;
    for (std::size_t k = 0; k < length; ++k) run += words[i + k] + ' ';
    ++runs[run];
  }
  return runs;
}

Overlap runs_overlap(const std::vector<std::string>& summary, const std::vector<std::string>& reference,
                     std::size_t length) {
  const auto said = runs_of(summary, length);
  const auto wanted = runs_of(reference, length);
  std::size_t common = 0;
  std::size_t all_said = 0;
  std::size_t all_wanted = 0;
  for (const auto& [run, count] : said) {
    all_said += count;
    const auto found = wanted.find(run);
    if (found != wanted.end()) common += std::min(count, found->second);
  }
  for (const auto& [run, count] : wanted) all_wanted += count;
  return overlap_of(static_cast<double>(common), static_cast<double>(all_said), static_cast<double>(all_wanted));
}

}  // namespace

std::vector<std::string> rouge_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    if (word.size() > 3) word = language::porter_stem(word);
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9'))
      word += lower;
    else
      close();
  }
  close();
  return words;
}

Overlap rouge(Rouge kind, const std::vector<std::string>& summary, const std::vector<std::string>& reference) {
  if (kind != Rouge::longest) return runs_overlap(summary, reference, kind == Rouge::one ? 1 : 2);
  // Lengths of the longest common run up to each word of the reference.
  std::vector<std::size_t> row(reference.size() + 1, 0);
  for (const std::string& word : summary) {
    std::size_t diagonal = 0;
    for (std::size_t j = 1; j <= reference.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = word == reference[j - 1] ? diagonal + 1 : std::max(row[j], row[j - 1]);
      diagonal = above;
    }
  }
  return overlap_of(static_cast<double>(row.back()), static_cast<double>(summary.size()),
                    static_cast<double>(reference.size()));
}

}  // namespace cxai::scoring
