#include "report/terms.hpp"

#include <algorithm>
#include <array>

namespace cxai::report {
namespace {

struct Term {
  std::string_view identifier;
  std::string_view tr;
  std::string_view en;
  std::string_view de;
};

constexpr auto kTerms = std::to_array<Term>({
    // sections and facts
    {"conversation", "Görüşme", "Conversation", "Gespräch"},
    {"claims", "Bulgular", "Findings", "Befunde"},
    {"measures", "Ölçümler", "Measures", "Messwerte"},
    {"transcript", "Konuşma metni", "Transcript", "Wortlaut"},
    {"kind", "Tür", "Kind", "Art"},
    {"call", "telefon görüşmesi", "call", "Anruf"},
    {"chat", "yazışma", "chat", "Chat"},
    {"tweet", "tweet dizisi", "tweets", "Tweets"},
    {"source", "Kaynak", "Source", "Quelle"},
    {"language", "Dil", "Language", "Sprache"},
    {"tr", "Türkçe", "Turkish", "Türkisch"},
    {"en", "İngilizce", "English", "Englisch"},
    {"de", "Almanca", "German", "Deutsch"},
    {"started_at", "Başlangıç", "Started", "Beginn"},
    {"duration", "Süre", "Duration", "Dauer"},
    {"agent_name", "Temsilci", "Agent", "Berater"},
    {"team", "Ekip", "Team", "Team"},
    {"company", "Şirket", "Company", "Firma"},
    {"status", "Durum", "Status", "Status"},
    {"complete", "tamam", "complete", "vollständig"},
    {"partial", "eksik", "partial", "unvollständig"},
    {"skipped", "atlandı", "skipped", "übersprungen"},
    {"failed", "başarısız", "failed", "fehlgeschlagen"},
    {"agent", "Temsilci", "Agent", "Berater"},
    {"customer", "Müşteri", "Customer", "Kunde"},
    {"ivr", "Sesli yanıt", "IVR", "IVR"},
    {"other", "Diğer", "Other", "Andere"},
    // claims
    {"sentiment", "Duygu", "Sentiment", "Stimmung"},
    {"resolution", "Sorunun çözümü", "Resolution", "Lösung"},
    {"keywords", "Anahtar kelimeler", "Keywords", "Schlüsselwörter"},
    {"repeated_words", "En çok tekrarlanan", "Most repeated", "Häufigste Wörter"},
    {"agent_performance", "Temsilci performansı", "Agent performance", "Leistung des Beraters"},
    {"customer_conduct", "Müşteri üslubu", "Customer conduct", "Verhalten des Kunden"},
    {"satisfaction", "Müşteri memnuniyeti", "Satisfaction", "Zufriedenheit"},
    {"problem", "Müşteri sorunu", "Problem", "Anliegen"},
    {"solutions", "Çözüm teklifleri", "Solutions offered", "Lösungsvorschläge"},
    {"empathy", "Empati düzeyi", "Empathy", "Empathie"},
    {"professionalism", "Profesyonellik", "Professionalism", "Professionalität"},
    {"mood", "Müşterinin duygusu", "Customer mood", "Gemütslage"},
    {"tone", "Konuşmanın tonu", "Tone", "Tonfall"},
    {"time_to_resolution", "Çözüm süresi", "Time to resolution", "Zeit bis zur Lösung"},
    {"follow_up", "Geri dönüş gerekli", "Follow-up", "Rückmeldung nötig"},
    {"commitments", "Verilen sözler", "Commitments", "Zusagen"},
    {"churn_risk", "Kayıp riski", "Churn risk", "Abwanderungsrisiko"},
    {"topic", "Konu", "Topic", "Thema"},
    {"sentiment_course", "Duygunun gidişatı", "Course of sentiment", "Verlauf der Stimmung"},
    {"summary", "Özet", "Summary", "Zusammenfassung"},
    {"greeting", "selamladı", "greeted", "gegrüßt"},
    {"introduced", "kendini tanıttı", "introduced himself", "sich vorgestellt"},
    {"verified_identity", "kimliği doğruladı", "verified identity", "Identität geprüft"},
    {"acknowledged", "sorunu anladığını gösterdi", "acknowledged the trouble", "Verständnis gezeigt"},
    {"apologised", "özür diledi", "apologised", "sich entschuldigt"},
    {"named_feeling", "duyguyu adlandırdı", "named the feeling", "Gefühl benannt"},
    {"next_steps", "sonraki adımı anlattı", "said what happens next", "nächste Schritte genannt"},
    {"closing", "uygun biçimde kapattı", "closed properly", "verabschiedet"},
    {"no_rude_language", "kaba söz yok", "no rude language", "keine groben Worte"},
    {"llm", "dil modeli", "language model", "Sprachmodell"},
    {"confirmed", "dil modeli de öyle diyor", "language model agrees", "Sprachmodell stimmt zu"},
    // values
    {"positive", "olumlu", "positive", "positiv"},
    {"neutral", "nötr", "neutral", "neutral"},
    {"negative", "olumsuz", "negative", "negativ"},
    {"mixed", "karışık", "mixed", "gemischt"},
    {"resolved", "çözüldü", "resolved", "gelöst"},
    {"unresolved", "çözülmedi", "unresolved", "ungelöst"},
    {"partly", "kısmen çözüldü", "partly", "teilweise"},
    {"cannot_tell", "anlaşılmıyor", "cannot tell", "unklar"},
    {"abstained", "karar verilemedi", "abstained", "keine Aussage"},
    {"disputed", "itirazlı", "disputed", "bestritten"},
    {"corrected", "düzeltildi", "corrected", "korrigiert"},
    {"true", "evet", "yes", "ja"},
    {"false", "hayır", "no", "nein"},
    {"low", "düşük", "low", "gering"},
    {"medium", "orta", "medium", "mittel"},
    {"high", "yüksek", "high", "hoch"},
    {"angry", "öfkeli", "angry", "wütend"},
    {"frustrated", "bıkkın", "frustrated", "frustriert"},
    {"sad", "üzgün", "sad", "traurig"},
    {"worried", "endişeli", "worried", "besorgt"},
    {"confused", "kafası karışık", "confused", "verwirrt"},
    {"satisfied", "memnun", "satisfied", "zufrieden"},
    {"happy", "mutlu", "happy", "glücklich"},
    {"friendly", "samimi", "friendly", "freundlich"},
    {"formal", "resmî", "formal", "förmlich"},
    {"robotic", "robotik", "robotic", "mechanisch"},
    {"aggressive", "saldırgan", "aggressive", "aggressiv"},
    {"quarters", "çeyrekler", "quarters", "Viertel"},
    {"trend", "gidişat", "trend", "Verlauf"},
    {"improving", "iyileşiyor", "improving", "besser werdend"},
    {"stable", "değişmiyor", "stable", "gleichbleibend"},
    {"worsening", "kötüleşiyor", "worsening", "schlechter werdend"},
    {"score", "puan", "score", "Punkte"},
    {"effort", "harcanan çaba", "effort", "Aufwand"},
    {"repeats", "yineleme", "repeats", "Wiederholungen"},
    {"transfers", "aktarma", "transfers", "Weiterleitungen"},
    {"minutes", "dakika", "minutes", "Minuten"},
    {"billing", "fatura", "billing", "Rechnung"},
    {"payment", "ödeme", "payment", "Zahlung"},
    {"delivery", "teslimat", "delivery", "Lieferung"},
    {"return_refund", "iade", "return, refund", "Rückgabe, Erstattung"},
    {"technical_fault", "teknik arıza", "technical fault", "technische Störung"},
    {"account_access", "hesaba erişim", "account access", "Kontozugang"},
    {"card_lost_stolen", "kayıp/çalıntı kart", "card lost or stolen", "Karte verloren"},
    {"fraud", "dolandırıcılık", "fraud", "Betrug"},
    {"cancellation", "iptal", "cancellation", "Kündigung"},
    {"new_order_or_subscription", "yeni sipariş/abonelik", "new order", "Bestellung"},
    {"information_request", "bilgi talebi", "information request", "Auskunft"},
    {"complaint_about_staff", "personel şikâyeti", "complaint about staff", "Beschwerde über Personal"},
    {"appointment", "randevu", "appointment", "Termin"},
    {"damaged_product", "hasarlı ürün", "damaged product", "beschädigte Ware"},
    {"warranty", "garanti", "warranty", "Garantie"},
    // measures
    {"talk_ms", "Konuşma süresi", "Talk time", "Redezeit"},
    {"talk_share", "Konuşmadaki pay", "Share of talk", "Redeanteil"},
    {"talk_pct_of_call", "Görüşmedeki pay", "Share of call", "Anteil am Gespräch"},
    {"longest_monologue_ms", "En uzun kesintisiz", "Longest monologue", "Längster Monolog"},
    {"reply_gap_median", "Yanıt gecikmesi (ortanca)", "Reply gap (median)", "Antwortpause (Median)"},
    {"interruption_count", "Söz kesme", "Interruptions", "Unterbrechungen"},
    {"turns", "Söz alma", "Turns", "Redebeiträge"},
    {"words", "Kelime", "Words", "Wörter"},
    {"sentences", "Cümle", "Sentences", "Sätze"},
    {"words_per_minute", "Dakikada kelime", "Words per minute", "Wörter je Minute"},
    {"syllables_per_minute", "Dakikada hece", "Syllables per minute", "Silben je Minute"},
    {"overlap_ms", "Üst üste konuşma", "Overlap", "Überlappung"},
    {"non_talk_ms", "Konuşulmayan süre", "Non-talk time", "Sprechpausen"},
    {"silences", "Sessizlikler (≥ 5 sn)", "Silences (≥ 5 s)", "Stille (≥ 5 s)"},
    {"hold_ms", "Bekletme", "Hold", "Wartezeit"},
    {"aht_ms", "İşlem süresi", "Handle time", "Bearbeitungszeit"},
    {"aht_partial_ms", "İşlem süresi (kısmi)", "Handle time (partial)", "Bearbeitungszeit (teilweise)"},
    // reasons
    {"dropped", "Yazıya dökülmeyen bölümler", "Speech without words", "Stellen ohne Text"},
    {"too_quiet", "çok sessiz", "too quiet", "zu leise"},
    {"no_speech", "söz yok", "no words heard", "keine Worte gehört"},
    {"repetition", "kendini tekrarlayan metin", "repeated itself", "wiederholte sich"},
    {"invented_outro", "uydurulmuş kapanış", "invented farewell", "erfundener Abspann"},
    {"too_fast", "süreye sığmayan söz", "too many words", "zu viele Worte"},
    {"language_unclear", "dil anlaşılmadı", "language unclear", "Sprache unklar"},
    {"engine_error", "motor hatası", "engine error", "Fehler der Engine"},
    {"cancelled", "durduruldu", "cancelled", "abgebrochen"},
    {"mono_no_overlap", "tek kanallı kayıt", "one-channel recording", "einkanalige Aufnahme"},
});

}  // namespace

std::string term(std::string_view identifier, std::string_view language) {
  const auto* found = std::ranges::find(kTerms, identifier, &Term::identifier);
  if (found != kTerms.end())
    return std::string(language == "en" ? found->en : language == "de" ? found->de : found->tr);
  std::string text(identifier);
  std::ranges::replace(text, '_', ' ');
  return text;
}

}  // namespace cxai::report
