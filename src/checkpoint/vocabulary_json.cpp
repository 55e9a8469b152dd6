// read_vocabulary_json: the token ids of tokenizer.json (model.vocab) and vocab.json (the whole document).
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "checkpoint/byte_alphabet.hpp"
#include "checkpoint/hugging_face.hpp"

namespace cxai::checkpoint {
namespace {

constexpr std::uint64_t kIds = 51866;

// Reads the file as a stream of events: 50,000 keys of one object are slow as a document.
class VocabularyEvents : public Json::json_sax_t {
 public:
  std::vector<std::string> vocabulary;
  std::string problem;  // empty: none

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override {
    return !in_vocabulary() || reject("a token's id must be from 0 to 51865");
  }
  bool number_float(double, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(Json::binary_t&) override { return true; }

  bool number_unsigned(std::uint64_t id) override {
    if (!in_vocabulary()) return true;
    const std::string& text = keys_.back();
    if (id >= kIds) return reject("a token's id must be from 0 to 51865, got " + std::to_string(id));
    if (id >= vocabulary.size()) vocabulary.resize(id + 1);
    if (text.starts_with("<|") && text.ends_with("|>") && text.size() > 4) return true;
    auto bytes = bytes_of_text(text);
    if (!bytes) return reject("the token with id " + std::to_string(id) + " has a character that stands for no byte");
    vocabulary[id] = *std::move(bytes);
    return true;
  }

  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return deep_enough();
  }
  bool key(std::string& key) override {
    keys_.back() = key;
    return true;
  }
  bool end_object() override {
    keys_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override {
    keys_.emplace_back();
    return deep_enough();
  }
  bool end_array() override { return end_object(); }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception&) override {
    return reject("not valid JSON at byte " + std::to_string(byte));
  }

 private:
  bool in_vocabulary() const {
    return keys_.size() == 1 || (keys_.size() == 3 && keys_[0] == "model" && keys_[1] == "vocab");
  }
  bool deep_enough() { return keys_.size() <= 64 || reject("JSON is nested deeper than 64 levels"); }
  bool reject(std::string message) {
    problem = std::move(message);
    return false;
  }

  std::vector<std::string> keys_;  // of the objects and arrays the reader is in
};

}  // namespace

Result<std::vector<std::string>> read_vocabulary_json(std::string_view text) {
  VocabularyEvents events;
  if (!Json::sax_parse(text.begin(), text.end(), &events))
    return fail(ErrorCode::corrupt_data, events.problem + "; download the file again");
  return std::move(events.vocabulary);
}

}  // namespace cxai::checkpoint
