#include "check.hpp"
#include "checkpoint/byte_alphabet.hpp"
#include "checkpoint/hugging_face.hpp"

namespace wh = cxai::checkpoint;

// No more ids than the largest model has; every token can be written as text again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto vocabulary = wh::read_vocabulary_json(cxai::fuzz::text_of(data, size));
  if (!vocabulary) {
    CXAI_CHECK(!vocabulary.error().message.empty());
    return 0;
  }
  CXAI_CHECK(vocabulary->size() <= 51866);
  for (const std::string& token : *vocabulary) CXAI_CHECK(wh::bytes_of_text(wh::text_of_bytes(token)) == token);
  return 0;
}
