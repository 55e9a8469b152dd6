#include "routing/card.hpp"

#include <cstdio>

namespace cxai::routing {
namespace {

std::string percent(double share, std::string_view language, int decimals = 1) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, share * 100);
  std::string digits = text;
  const bool comma = language == "tr" || language == "de";
  if (const std::size_t point = digits.find('.'); comma && point != std::string::npos) digits[point] = ',';
  return language == "tr" ? "%" + digits : digits + (language == "de" ? "\u00A0%" : "%");
}

std::string share_of(const Json& json, const char* key) {
  return json.contains(key) && json[key].is_number() ? percent(json[key].get<double>(), "en") : "not measured";
}

std::string number_of(const Json& json, const char* key) {
  if (!json.contains(key) || !json[key].is_number()) return "not measured";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", json[key].get<double>());
  return text;
}

void add_row(std::string& card, const std::string& name, const Json& part) {
  card += "| " + name + " | " + (part.contains("n") ? base::dump_json(part["n"]) : "") + " | " +
          share_of(part, "accuracy") + " | " + share_of(part, "macro_f1") + " | " + share_of(part, "coverage") + " | " +
          share_of(part, "risk") + " |\n";
}

}  // namespace

std::string promise(const Policy& policy, std::string_view language) {
  const auto share = [&](double value) { return percent(value, language); };
  const std::string n = std::to_string(policy.calibration_n);
  const std::string risk = share(policy.target_risk);
  const std::string certain = share(1 - policy.delta);
  if (policy.calibration_n == 0) {
    if (language == "tr") return "Söz yok: model kalibre edilmedi; `cxai certify` bir söz ölçer.";
    if (language == "de") return "Keine Zusage: das Modell ist nicht kalibriert; `cxai certify` misst eine.";
    return "No promise: the model is not calibrated; `cxai certify` measures one.";
  }
  if (policy.threshold > 1) {
    if (language == "tr")
      return "Bu hata payı (" + risk + ", güven düzeyi " + certain +
             ") için söz verilemiyor: hiçbir görüşme yönlendirilmez, hepsi Unknown kalır (n = " + n + ").";
    if (language == "de")
      return "Diese Fehlerquote (" + risk + ", mit " + certain +
             " Sicherheit) lässt sich nicht zusagen: alles bleibt Unknown (n = " + n + ").";
    return "No promise is possible at this risk (" + risk + ", with " + certain +
           " confidence): everything stays Unknown (n = " + n + ").";
  }
  if (language == "tr")
    return "Söz: yönlendirilen görüşmelerde yanlışların payı en çok " + risk + ", güven düzeyi " + certain +
           " (üst sınır " + share(policy.upper_bound) + ", kapsam " + share(policy.coverage) + ", n = " + n +
           "). Yalnızca kalibrasyon verisiyle aynı kaynaktan, aynı koşullarda gelen veriler için geçerlidir.";
  if (language == "de")
    return "Zusage: höchstens " + risk + " der zugeordneten Gespräche sind falsch, mit " + certain +
           " Sicherheit (obere Grenze " + share(policy.upper_bound) + ", Abdeckung " + share(policy.coverage) +
           ", n = " + n + "). Sie gilt nur für Daten, die mit den Kalibrierdaten austauschbar sind.";
  return "Promise: at most " + risk + " of the routed conversations are wrong, with " + certain +
         " confidence (upper bound " + share(policy.upper_bound) + ", coverage " + share(policy.coverage) +
         ", n = " + n + "). It holds only for data exchangeable with the calibration data.";
}

std::string model_card(const ModelInfo& info, const Json& evaluation, const std::vector<ClassSize>& sizes) {
  std::string card = "# " + info.name() + "\n\n";
  card += "Routes a conversation to one of " + std::to_string(info.labels.size()) +
          " labels, or says *Unknown*. Trained on this machine; reads masked text only" +
          (info.customer_only ? ", what customers say" : "") + ".\n\n";
  card += promise(info.policy, "en") + "\n\n";
  card += "| measured on conversations held back | n | accuracy | macro-F1 | coverage | risk among answered |\n";
  card += "|---|---|---|---|---|---|\n";
  add_row(card, "as they are", evaluation["valid"]);
  add_row(card, "with the words that name a label masked", evaluation["brands_masked"]);
  for (const Json& slice : evaluation["slices"]) add_row(card, slice.value("slice", ""), slice);
  card += "\nExpected calibration error " + number_of(evaluation["valid"], "expected_calibration_error") +
          "; area under the risk–coverage curve " + number_of(evaluation["valid"]["risk_coverage"], "area") + ".\n";
  const Json& open_set = evaluation["open_set"];
  if (open_set.is_object()) {
    card += "\nTrained again without " + std::to_string(open_set["held_out"].size()) + " whole labels, " +
            share_of(open_set["strangers"], "recall") + " of their " + base::dump_json(open_set["strangers"]["n"]) +
            " conversations were answered *Unknown*.\n";
  }
  card += "\n| label | examples | learnt from | with repeats |\n|---|---|---|---|\n";
  for (const ClassSize& size : sizes)
    card += "| " + size.label + " | " + std::to_string(size.examples) + " | " + std::to_string(size.train) + " | " +
            std::to_string(size.repeated) + " |\n";
  card +=
      "\n## Limits\n\nThe promise says nothing about data of another kind: another channel, other labels, another "
      "time. Labels with few examples are measured loosely; their rows in evaluation.json say n. A label that is "
      "new since the training is answered *Unknown* only as often as the line above says.\n";
  return card;
}

}  // namespace cxai::routing
