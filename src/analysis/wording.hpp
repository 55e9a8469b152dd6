// Sentences of a report, in the conversation's language: what the customer wanted, how it ended, what remains.
//
// Sentences come from a grammar: what a customer said is told by another where it is understood word by word
// (language/reported.hpp) and quoted where it is not; days are written as people write them.
//
// Input    what was found; a quote is shown as it was said, masked
// Output   whole sentences in Turkish, English or German; another language is written about in English
// Threads  any number of calls at once
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::analysis {

struct Promise {
  std::string quote;
  bool by_agent = true;
  std::optional<std::chrono::year_month_day> due;
};

struct Story {
  std::string language;
  std::string topic;                                 // one of the sixteen; empty: unknown
  std::string resolution;                            // resolved, partly, unresolved, cannot_tell; empty: unknown
  std::optional<std::chrono::year_month_day> today;  // of the conversation
  // The statement of the need, clause by clause without its questions.
  std::vector<std::string> problem;
  std::string problem_quote;
  bool problem_asks = false;  // it is a question
  std::vector<Promise> promises;
  bool follow_up = false;
  std::optional<int> stars;  // satisfaction, 1 … 5
};

// "Müşteri, internetinin üç gündür çalışmadığını bildirdi." Empty without a problem.
std::string problem_sentence(const Story& story);

// "Sorunu çözülen müşteri görüşmeden memnun ayrıldı." Empty without stars.
std::string satisfaction_sentence(const Story& story);

// Two to four sentences: the need, how it ended, what was promised.
std::string summary(const Story& story);

// "12 Haziran Cuma", "Friday, 12 June", "Freitag, 12. Juni"
std::string day_in_words(const std::chrono::year_month_day& day, std::string_view language);

}  // namespace cxai::analysis
