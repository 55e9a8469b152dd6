#include "learning/text_classifier.hpp"
#include "base/hash.hpp"
#include "check.hpp"

using cxai::learning::TextClassifier;

namespace {

// What opens gives probabilities, whatever its weights are.
void check(std::string_view bundle) {
  const auto classifier = TextClassifier::open(bundle);
  if (!classifier) {
    CXAI_CHECK(!classifier.error().message.empty());
    return;
  }
  TextClassifier::Scratch scratch;
  std::vector<float> probabilities(classifier->labels().size());
  for (const char* text : {"", "kargom gelmedi, faturam yüksek", "where is my order? 😀"}) {
    classifier->classify(text, scratch, probabilities);
  }
}

}  // namespace

// As it is, and signed with the right digest: otherwise hardly an input would get past it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kBody = 8 + 64;
  const std::string_view given = cxai::fuzz::text_of(data, size);
  check(given);
  if (size < kBody) return 0;
  std::string signed_anew = "CXAITXT1";
  signed_anew += cxai::base::sha256_hex(given.substr(kBody));
  signed_anew += given.substr(kBody);
  check(signed_anew);
  return 0;
}
