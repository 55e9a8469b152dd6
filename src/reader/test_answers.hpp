// A small conversation, and what an honest model would answer about it. For tests only.
#pragma once

#include <string>

#include "base/json.hpp"
#include "conversation/transcript.hpp"
#include "privacy/masker.hpp"
#include "reader/answers.hpp"

namespace cxai::reader {

inline conversation::Transcript small_call() {
  using conversation::Role;
  conversation::Transcript transcript;
  transcript.language = "tr";
  const auto say = [&](Role role, const char* text) {
    conversation::Turn turn;
    turn.id = "t" + std::to_string(transcript.turns.size());
    turn.role = role;
    turn.text = text;
    transcript.turns.push_back(std::move(turn));
  };
  say(Role::agent, "Merhaba, ben Elif, size nasıl yardımcı olabilirim?");
  say(Role::customer, "Faturam iki katı geldi, 480 lira yazıyor, bu kabul edilemez!");
  say(Role::agent, "Haklısınız, çok özür dilerim. Yanlış paketi hemen iptal ettim.");
  say(Role::customer, "Peki iadem ne zaman yatar?");
  say(Role::agent, "Yarın öğleye kadar hesabınıza yatırırız. İyi günler dilerim.");
  say(Role::customer, "Tamam, sorunum çözüldü, teşekkürler.");
  return transcript;
}

inline MaskedTranscript masked(conversation::Transcript transcript) {
  return privacy::Masker().mask(std::move(transcript));
}

inline Json quotes(const char* turn, const char* quote) {
  return Json::array({Json{{"turn", turn}, {"quote", quote}}});
}

inline Json honest_answer() {
  const auto judged = [](Json value, const char* turn, const char* quote) {
    return Json{{"value", std::move(value)}, {"quotes", quotes(turn, quote)}};
  };
  const auto item = [](const char* answer, const char* turn, const char* quote) {
    return Json{{"answer", answer}, {"quotes", *quote ? quotes(turn, quote) : Json::array()}};
  };
  Json answer;
  answer["sentiment"] = judged("negative", "t1", "bu kabul edilemez");
  answer["resolution"] = judged("resolved", "t5", "sorunum çözüldü");
  answer["topic"] = judged("billing", "t1", "Faturam iki katı geldi");
  answer["mood"] = judged("angry", "t1", "bu kabul edilemez!");
  answer["churn_risk"] = judged("low", "t5", "Tamam, sorunum çözüldü");
  answer["tone"] = Json{{"agent", judged("friendly", "t2", "Haklısınız, çok özür dilerim.")},
                        {"customer", judged("neutral", "t3", "Peki iadem ne zaman yatar?")}};
  answer["problem"] = judged("Müşterinin faturası iki katı, 480 lira gelmiş.", "t1", "Faturam iki katı geldi");
  answer["solutions"] = Json::array(
      {Json{{"text", "Yanlış paket iptal edildi."}, {"turn", "t2"}, {"quote", "Yanlış paketi hemen iptal ettim."}}});
  answer["satisfaction"] = Json{{"value", 4},
                                {"sentence", "Sorunu aynı görüşmede çözüldü."},
                                {"quotes", quotes("t5", "sorunum çözüldü, teşekkürler")}};
  answer["empathy"] = Json{{"acknowledged", item("yes", "t2", "Haklısınız")},
                           {"apologised", item("yes", "t2", "çok özür dilerim")},
                           {"named_feeling", item("no", "t1", "bu kabul edilemez!")}};
  answer["professionalism"] = Json{{"greeting", item("yes", "t0", "Merhaba")},
                                   {"introduced", item("yes", "t0", "ben")},
                                   {"verified_identity", item("no", "", "")},
                                   {"next_steps", item("yes", "t4", "Yarın öğleye kadar hesabınıza yatırırız.")},
                                   {"closing", item("yes", "t4", "İyi günler dilerim.")},
                                   {"no_rude_language", item("yes", "", "")}};
  answer["follow_up"] = judged(true, "t4", "Yarın öğleye kadar hesabınıza yatırırız");
  answer["commitments"] =
      Json::array({Json{{"who", "agent"}, {"turn", "t4"}, {"quote", "Yarın öğleye kadar hesabınıza yatırırız."}}});
  answer["summary"] = judged("Müşteri iki katı gelen faturadan şikâyet etti; temsilci yanlış paketi iptal etti.", "t2",
                             "Yanlış paketi hemen iptal ettim");
  return answer;
}

}  // namespace cxai::reader
