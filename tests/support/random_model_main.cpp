// cxai-random-model SIZE FILE|DIRECTORY [f16|f32|q8_0|…] [SEED] [GAIN] [VOCABULARY]
//
// Writes a model of random weights (random_model.hpp). A path that ends in .bin becomes a ggml file, another one a
// Hugging Face directory.
#include <algorithm>
#include <array>
#include <charconv>
#include <iostream>
#include <span>
#include <utility>

#include "support/random_model.hpp"

namespace {

using cxai::checkpoint::TensorType;

constexpr auto kTypes = std::to_array<std::pair<std::string_view, TensorType>>({{"f32", TensorType::f32},
                                                                                {"f16", TensorType::f16},
                                                                                {"bf16", TensorType::bf16},
                                                                                {"q4_0", TensorType::q4_0},
                                                                                {"q4_1", TensorType::q4_1},
                                                                                {"q5_0", TensorType::q5_0},
                                                                                {"q5_1", TensorType::q5_1},
                                                                                {"q8_0", TensorType::q8_0}});

template <class T>
bool number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read(std::span<char*> arguments, cxai::support::RandomModel& model) {
  if (arguments.size() < 2 || arguments.size() > 6) return false;
  model.size = arguments[0];
  if (arguments.size() > 2) {
    const auto* const found =
        std::ranges::find(kTypes, std::string_view(arguments[2]), &std::pair<std::string_view, TensorType>::first);
    if (found == kTypes.end()) return false;
    model.type = found->second;
  }
  if (arguments.size() > 3 && !number(arguments[3], model.seed)) return false;
  if (arguments.size() > 4 && !number(arguments[4], model.gain)) return false;
  if (arguments.size() > 5) model.vocabulary = arguments[5];
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  cxai::support::RandomModel model;
  const auto arguments = std::span(argv, static_cast<std::size_t>(argc)).subspan(1);
  if (!read(arguments, model)) {
    std::cerr << "usage: cxai-random-model SIZE FILE.bin|DIRECTORY [f32|f16|bf16|q4_0|q4_1|q5_0|q5_1|q8_0] [SEED] "
                 "[GAIN] [VOCABULARY.bin]\n";
    return 2;
  }
  const std::filesystem::path path = arguments[1];
  const auto written =
      path.extension() == ".bin" ? write_ggml_model(path, model) : write_hugging_face_model(path, model);
  if (!written) std::cerr << written.error().message << '\n';
  return written ? 0 : 1;
}
