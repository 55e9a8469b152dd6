#include "checkpoint/known_models.hpp"

#include <string_view>

namespace cxai::checkpoint {
namespace {

struct Known {
  std::string_view name;
  int vocabulary;
  int audio_layers;
  int text_layers;
  int state;
  std::vector<std::pair<int, int>> alignment_heads;
};

const std::vector<Known>& known_models() {
  static const std::vector<Known> kModels{
      {"tiny.en", 51864, 4, 4, 384, {{1, 0}, {2, 0}, {2, 5}, {3, 0}, {3, 1}, {3, 2}, {3, 3}, {3, 4}}},
      {"tiny", 51865, 4, 4, 384, {{2, 2}, {3, 0}, {3, 2}, {3, 3}, {3, 4}, {3, 5}}},
      {"base.en", 51864, 6, 6, 512, {{3, 3}, {4, 7}, {5, 1}, {5, 5}, {5, 7}}},
      {"base", 51865, 6, 6, 512, {{3, 1}, {4, 2}, {4, 3}, {4, 7}, {5, 1}, {5, 2}, {5, 4}, {5, 6}}},
      {"small.en",
       51864,
       12,
       12,
       768,
       {{6, 6},
        {7, 0},
        {7, 3},
        {7, 8},
        {8, 2},
        {8, 5},
        {8, 7},
        {9, 0},
        {9, 4},
        {9, 8},
        {9, 10},
        {10, 0},
        {10, 1},
        {10, 2},
        {10, 3},
        {10, 6},
        {10, 11},
        {11, 2},
        {11, 4}}},
      {"small", 51865, 12, 12, 768, {{5, 3}, {5, 9}, {8, 0}, {8, 4}, {8, 7}, {8, 8}, {9, 0}, {9, 7}, {9, 9}, {10, 5}}},
      {"medium.en",
       51864,
       24,
       24,
       1024,
       {{11, 4},
        {14, 1},
        {14, 12},
        {14, 14},
        {15, 4},
        {16, 0},
        {16, 4},
        {16, 9},
        {17, 12},
        {17, 14},
        {18, 7},
        {18, 10},
        {18, 15},
        {20, 0},
        {20, 3},
        {20, 9},
        {20, 14},
        {21, 12}}},
      {"medium", 51865, 24, 24, 1024, {{13, 15}, {15, 4}, {15, 15}, {16, 1}, {20, 0}, {23, 4}}},
      {"large", 51865, 32, 32, 1280, {}},
      {"large-v3",
       51866,
       32,
       32,
       1280,
       {{7, 0}, {10, 17}, {12, 18}, {13, 12}, {16, 1}, {17, 14}, {19, 11}, {21, 4}, {24, 1}, {25, 6}}},
      {"large-v3-turbo", 51866, 32, 4, 1280, {{2, 4}, {2, 11}, {3, 3}, {3, 6}, {3, 11}, {3, 14}}},
  };
  return kModels;
}

const Known* find(const Dimensions& m) {
  for (const Known& known : known_models())
    if (known.vocabulary == m.vocabulary && known.audio_layers == m.audio_layers &&
        known.text_layers == m.text_layers && known.state == m.audio_state)
      return &known;
  return nullptr;
}

}  // namespace

std::string model_name(const Dimensions& m) {
  if (const Known* const known = find(m)) return "whisper-" + std::string(known->name);
  return "whisper-" + std::to_string(m.audio_layers) + "+" + std::to_string(m.text_layers) + "x" +
         std::to_string(m.audio_state) + (m.multilingual() ? "" : ".en");
}

std::vector<std::pair<int, int>> known_alignment_heads(const Dimensions& m) {
  const Known* const known = find(m);
  return known ? known->alignment_heads : std::vector<std::pair<int, int>>{};
}

}  // namespace cxai::checkpoint
