// For tests: small invented data whose labels can be learnt, and a job to learn them in.
#pragma once

#include <string>
#include <vector>

#include "learning/hash.hpp"
#include "privacy/training_masker.hpp"
#include "routing/finetune.hpp"

namespace cxai::routing {

// Texts of `labels.size()` kinds, two to a group; each has three words of its kind among others.
struct TestData {
  std::vector<std::string> labels{"VortepaKargo", "CinarBank", "PoyrazTelekom", "LaleSigorta", "Unknown"};
  std::vector<Item> items;
  std::vector<std::string> texts;

  explicit TestData(std::size_t per_label = 60, std::uint64_t seed = 1) {
    const std::vector<std::vector<std::string>> words{{"kargo", "paket", "kurye", "teslimat", "adres", "gönderi"},
                                                      {"kart", "hesap", "havale", "şube", "ekstre", "atm"},
                                                      {"internet", "modem", "fatura", "hat", "çekmiyor", "tarife"},
                                                      {"hasar", "poliçe", "eksper", "kasko", "teminat", "çekici"},
                                                      {"günaydın", "trafik", "maç", "hava", "çay", "tatil"}};
    const std::vector<std::string> common{"üç", "gündür", "bekliyorum", "lütfen", "acil", "neden", "hâlâ", "yok"};
    std::uint64_t state = seed;
    const auto draw = [&](const std::vector<std::string>& from) {
      state = learning::mix(state + 0x9E3779B97F4A7C15U);
      return from[state % from.size()];
    };
    for (std::size_t i = 0; i < per_label; ++i)
      for (std::uint32_t label = 0; label < labels.size(); ++label) {
        std::string text;
        for (int k = 0; k < 3; ++k) text += draw(words[label]) + " " + draw(common) + " ";
        items.push_back({label, (i / 2) * labels.size() + label});
        texts.push_back(text);
      }
  }

  TrainingData data(SplitOptions options = {}) const {
    const auto split = split_items(labels, items, options);
    CXAI_CHECK(split.has_value());
    privacy::TrainingMasker masker;
    std::vector<MaskedText> needed;
    for (const std::uint32_t item : needed_items(*split)) needed.push_back(masker.mask(texts[item]));
    return training_data(*split, items, std::move(needed));
  }
};

inline MaskedText masked(const std::string& text) {
  return privacy::TrainingMasker().mask(text);
}

inline Job test_job(const std::string& id) {
  Job job;
  job.id = id;
  job.created_at = Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14));
  return job;
}

}  // namespace cxai::routing
