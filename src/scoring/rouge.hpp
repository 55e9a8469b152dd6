// How much of a summary stands in another: ROUGE-1, ROUGE-2 and ROUGE-L, by the rules of the Python package
// rouge-score, but with the stemmer as Porter published it: that package's own has exceptions ("delay", here "delai").
//
// Words are runs of a … z and digits in lower case; those longer than three letters are cut to their stem (Porter
// 1980). ROUGE-N counts runs of N words both have; ROUGE-L the longest run of words both have in order, gaps allowed.
//
// Threads  pure
// Source   Lin 2004 (ROUGE)
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::scoring {

struct Overlap {
  double precision = 0;  // of what is measured
  double recall = 0;     // of the reference
  double f1 = 0;
};

enum class Rouge { one, two, longest };
inline constexpr std::array<Rouge, 3> kRouges = {Rouge::one, Rouge::two, Rouge::longest};

std::vector<std::string> rouge_words(std::string_view text);

Overlap rouge(Rouge kind, const std::vector<std::string>& summary, const std::vector<std::string>& reference);

}  // namespace cxai::scoring
