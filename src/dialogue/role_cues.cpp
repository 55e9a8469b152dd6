#include "dialogue/settle.hpp"
#include "language/phrases.hpp"

namespace cxai::dialogue {
namespace {

enum Tag : int { kAgent, kCustomer, kMachine };

const language::PhraseSet& cues() {
  static const language::PhraseSet kCues({
      // what an agent says
      {"hoş geldiniz", 2, kAgent},
      {"nasıl yardımcı olabilirim", 3, kAgent},
      {"nasıl yardımcı olabiliriz", 3, kAgent},
      {"başka yardımcı olabileceğim", 3, kAgent},
      {"yardımcı olmamı istediğiniz", 3, kAgent},
      {"size yardımcı", 1.5, kAgent},
      {"adınızı*", 1, kAgent},
      {"soyadınızı*", 1.5, kAgent},
      {"alabilir miyim", 1.5, kAgent},
      {"öğrenebilir miyim", 1, kAgent},
      {"teyit*", 1, kAgent},
      {"kontrol ediyorum", 2, kAgent},
      {"inceliyorum", 1.5, kAgent},
      {"hatta kalın", 2, kAgent},
      {"hatta kalır mısınız", 2, kAgent},
      {"beklettiğim için", 2, kAgent},
      {"kayıt oluşturuyorum", 2, kAgent},
      {"kaydınızı*", 1, kAgent},
      {"sistemimizde", 1.5, kAgent},
      {"müşterimiz*", 1.5, kAgent},
      {"bizi aradığınız*", 2, kAgent},
      {"bizi tercih*", 2, kAgent},
      {"iyi günler dilerim", 1, kAgent},
      {"iyi günler dileriz", 1.5, kAgent},
      {"rica ederim", 0.7, kAgent},
      {"özür dileriz", 1.5, kAgent},
      {"hanım", 0.4, kAgent},
      {"how can i help*", 3, kAgent},
      {"how may i help*", 3, kAgent},
      {"thank you for calling", 3, kAgent},
      {"anything else i can", 3, kAgent},
      {"let me check", 1.5, kAgent},
      {"may i have your", 2, kAgent},
      {"can i have your", 2, kAgent},
      {"i apologize for", 1, kAgent},
      {"wie kann ich ihnen", 3, kAgent},
      {"was kann ich für sie", 3, kAgent},
      {"mein name ist", 1, kAgent},
      {"vielen dank für ihren anruf", 3, kAgent},
      {"ihre kundennummer", 2, kAgent},
      {"kann ich sonst noch", 3, kAgent},
      // what a customer says
      {"faturam*", 1.5, kCustomer},
      {"kartım*", 1.5, kCustomer},
      {"siparişim*", 1.5, kCustomer},
      {"kargom*", 1.5, kCustomer},
      {"paketim*", 1, kCustomer},
      {"internetim*", 1.5, kCustomer},
      {"hattım*", 1.5, kCustomer},
      {"poliçem*", 1.5, kCustomer},
      {"hesabım*", 1, kCustomer},
      {"şikayet*", 1, kCustomer},
      {"istiyorum", 0.5, kCustomer},
      {"iptal etmek istiyorum", 2, kCustomer},
      {"aldım", 0.4, kCustomer},
      {"ne zaman", 0.5, kCustomer},
      {"my order", 1.5, kCustomer},
      {"my bill", 1.5, kCustomer},
      {"my account", 1, kCustomer},
      {"i want to", 0.7, kCustomer},
      {"i would like to", 0.7, kCustomer},
      {"meine rechnung", 1.5, kCustomer},
      {"meine bestellung", 1.5, kCustomer},
      {"mein paket", 1.5, kCustomer},
      {"ich möchte", 0.7, kCustomer},
      // what a machine says
      {"tuşlayınız", 3, kMachine},
      {"tuşlayın", 2, kMachine},
      {"kayıt altına alınmaktadır", 3, kMachine},
      {"müşteri temsilcimize bağlan*", 3, kMachine},
      {"sıradaki müşteri temsilcisi*", 3, kMachine},
      {"please press", 3, kMachine},
      {"press one", 2, kMachine},
      {"this call may be recorded", 2, kMachine},
      {"drücken sie", 3, kMachine},
      {"wird aufgezeichnet", 2, kMachine},
  });
  return kCues;
}

}  // namespace

RoleCues role_cues(std::string_view text, std::string_view language) {
  RoleCues sum;
  for (const auto& match : cues().find(text, language)) {
    if (match.phrase->tag == kAgent) sum.agent += match.phrase->weight;
    if (match.phrase->tag == kCustomer) sum.agent -= match.phrase->weight;
    if (match.phrase->tag == kMachine) sum.ivr += match.phrase->weight;
  }
  return sum;
}

}  // namespace cxai::dialogue
