// What the summaries are worth beside those that people wrote of customers' talks with companies on Twitter
// (TweetSumm, Feigenblat et al. 2021): ROUGE against each of their summaries, by summaries that anybody can make.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "analysis/analyze.hpp"
#include "base/json.hpp"
#include "baselines.hpp"
#include "conversation/analysis.hpp"
#include "privacy/masker.hpp"
#include "scoring/rouge.hpp"

namespace cxai {
namespace {

std::string unpacked(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(("xz -dc '" + file.string() + "'").c_str(), "r"),
                                                             pclose);
  std::string text;
  char buffer[1U << 16U];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) text.append(buffer, n);
  return text;
}

// Without whom a message is to, which no summary says.
std::string without_handles(const std::string& text) {
  std::size_t at = 0;
  while (at < text.size() && text[at] == '@') {
    const std::size_t blank = text.find(' ', at);
    if (blank == std::string::npos) return "";
    at = text.find_first_not_of(' ', blank);
    if (at == std::string::npos) return "";
  }
  return text.substr(at);
}

struct Sums {
  std::array<double, 3> mean{};  // F1 against each of the references, averaged
  std::array<double, 3> best{};  // against the nearest
  double words = 0;
  std::size_t n = 0;

  void add(const std::string& summary, const std::vector<std::vector<std::string>>& references) {
    const auto words_here = scoring::rouge_words(summary);
    for (std::size_t k = 0; k < scoring::kRouges.size(); ++k) {
      double sum = 0;
      double most = 0;
      for (const auto& reference : references) {
        const double f1 = scoring::rouge(scoring::kRouges[k], words_here, reference).f1;
        sum += f1;
        most = std::max(most, f1);
      }
      mean[k] += sum / static_cast<double>(references.size());
      best[k] += most;
    }
    words += static_cast<double>(words_here.size());
    ++n;
  }
};

TEST(Summaries, AreAsNearToPeoplesAsTheyWere) {
  const char* shared = std::getenv("CXAI_SHARED");
  const std::filesystem::path file =
      std::filesystem::path(shared != nullptr ? shared : "") / "data/text/tweetsumm.dev.jsonl.xz";
  if (shared == nullptr || !std::filesystem::exists(file)) GTEST_SKIP() << "needs CXAI_SHARED with tweetsumm";
  const std::string text = unpacked(file);
  std::map<std::string, Sums> sums;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const auto row = base::parse_json(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
    ASSERT_TRUE(row);
    std::vector<std::vector<std::string>> references;
    for (const auto& reference : (*row)["abstractive"])
      references.push_back(scoring::rouge_words(reference.get<std::string>()));
    if (references.empty()) continue;
    conversation::Transcript transcript;
    transcript.language = "en";
    std::string customer_first, agent_first, agent_last, customer_longest, agent_longest;
    for (const auto& one : (*row)["turns"]) {
      conversation::Turn turn;
      turn.id = "t" + std::to_string(transcript.turns.size());
      turn.role = conversation::role_from(one["role"].get<std::string>());
      turn.text = without_handles(one["text"].get<std::string>());
      const bool agent = turn.role == conversation::Role::agent;
      std::string& first = agent ? agent_first : customer_first;
      std::string& longest = agent ? agent_longest : customer_longest;
      if (first.empty()) first = turn.text;
      if (turn.text.size() > longest.size()) longest = turn.text;
      if (agent) agent_last = turn.text;
      transcript.turns.push_back(std::move(turn));
    }
    const auto analysis = analysis::analyze(privacy::Masker().mask(std::move(transcript)), nullptr, {}).analysis;
    const auto* summary = analysis.claim("summary");
    std::string told, quoted;
    if (summary != nullptr && summary->value.is_string()) {
      told = summary->value.get<std::string>();
      for (const auto& evidence : summary->evidence)
        quoted += conversation::evidence_text(analysis, evidence).value_or("") + " ";
    }
    sums["summary"].add(told, references);
    sums["summary, its quotes alone"].add(quoted, references);
    sums["first turn of the customer"].add(customer_first, references);
    sums["first turn of each"].add(customer_first + " " + agent_first, references);
    sums["first of the customer, last of the agent"].add(customer_first + " " + agent_last, references);
    sums["longest turn of each"].add(customer_longest + " " + agent_longest, references);
  }
  base::Json now = base::Json::object();
  for (const auto& [name, sum] : sums) {
    const auto n = static_cast<double>(sum.n);
    std::printf("%-42s R-1 %.3f R-2 %.3f R-L %.3f, nearest %.3f %.3f %.3f (n %zu, %.0f words)\n", name.c_str(),
                sum.mean[0] / n, sum.mean[1] / n, sum.mean[2] / n, sum.best[0] / n, sum.best[1] / n, sum.best[2] / n,
                sum.n, sum.words / n);
    if (name.starts_with("summary"))
      now["tweetsumm, " + name] = {
          {"n", sum.n}, {"rouge_1", sum.mean[0] / n}, {"rouge_2", sum.mean[1] / n}, {"rouge_l", sum.mean[2] / n}};
  }
  if (compare_with_baselines("summaries", now))
    GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew; nothing was compared";
}

}  // namespace
}  // namespace cxai
