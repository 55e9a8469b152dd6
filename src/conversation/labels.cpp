#include "conversation/labels.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/utf8.hpp"
#include "conversation/formats.hpp"
#include "conversation/plain_text.hpp"

namespace cxai::conversation {
namespace {

constexpr std::size_t kLongestLabel = 80;  // bytes
constexpr std::size_t kLongestLabelName = 60;

// Lower case without accents, separators as one blank: "MÜŞTERİ_Temsilcisi" and "Musteri temsilcisi" are one.
std::string fold_label(std::string_view label) {
  std::string out;
  for (std::size_t i = 0; i < label.size();) {
    const char32_t c = base::next_code_point(label, i);
    switch (c) {
      case U'ç':
      case U'Ç':
        out += 'c';
        break;
      case U'ğ':
      case U'Ğ':
        out += 'g';
        break;
      case U'ı':
      case U'İ':
        out += 'i';
        break;
      case U'ö':
      case U'Ö':
        out += 'o';
        break;
      case U'ş':
      case U'Ş':
        out += 's';
        break;
      case U'ü':
      case U'Ü':
        out += 'u';
        break;
      case U'ä':
      case U'Ä':
        out += 'a';
        break;
      case U'ß':
        out += "ss";
        break;
      case U'.':
        break;
      case U' ':
      case U'\t':
      case U'_':
      case U'-':
      case U'#':
      case 0xA0:
        if (!out.empty() && out.back() != ' ') out += ' ';
        break;
      default:
        if (c >= 0x300 && c <= 0x36F) break;  // combining marks of decomposed letters
        if (c >= U'A' && c <= U'Z') {
          out += static_cast<char>(c - U'A' + U'a');
        } else {
          base::append_utf8(out, c);
        }
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

// Cuts a number behind the words ("agent 1", "mt2"); true when there was one.
bool cut_number(std::string& folded) {
  const std::size_t size = folded.size();
  while (!folded.empty() && folded.back() >= '0' && folded.back() <= '9') folded.pop_back();
  const bool cut = folded.size() != size;
  while (folded.ends_with(' ')) folded.pop_back();
  return cut;
}

std::optional<Role> folded_role(std::string_view folded) {
  static constexpr auto kRoles = std::to_array<std::pair<std::string_view, Role>>({
      {"agent", Role::agent},
      {"the agent", Role::agent},
      {"call agent", Role::agent},
      {"call center agent", Role::agent},
      {"call centre agent", Role::agent},
      {"call center", Role::agent},
      {"call centre", Role::agent},
      {"contact center", Role::agent},
      {"operator", Role::agent},
      {"representative", Role::agent},
      {"rep", Role::agent},
      {"csr", Role::agent},
      {"advisor", Role::agent},
      {"adviser", Role::agent},
      {"support", Role::agent},
      {"support agent", Role::agent},
      {"customer support", Role::agent},
      {"customer service", Role::agent},
      {"customer service agent", Role::agent},
      {"customer service representative", Role::agent},
      {"assistant", Role::agent},
      {"employee", Role::agent},
      {"temsilci", Role::agent},
      {"musteri temsilcisi", Role::agent},
      {"musteri hizmetleri", Role::agent},
      {"musteri hizmetleri temsilcisi", Role::agent},
      {"musteri danismani", Role::agent},
      {"mt", Role::agent},
      {"cagri merkezi", Role::agent},
      {"cagri merkezi temsilcisi", Role::agent},
      {"cagri merkezi calisani", Role::agent},
      {"destek", Role::agent},
      {"destek temsilcisi", Role::agent},
      {"danisman", Role::agent},
      {"gorevli", Role::agent},
      {"yetkili", Role::agent},
      {"asistan", Role::agent},
      {"berater", Role::agent},
      {"beraterin", Role::agent},
      {"kundenberater", Role::agent},
      {"kundenberaterin", Role::agent},
      {"kundenbetreuer", Role::agent},
      {"kundenbetreuerin", Role::agent},
      {"kundenservice", Role::agent},
      {"kundendienst", Role::agent},
      {"mitarbeiter", Role::agent},
      {"mitarbeiterin", Role::agent},
      {"agentin", Role::agent},
      {"customer", Role::customer},
      {"the customer", Role::customer},
      {"caller", Role::customer},
      {"client", Role::customer},
      {"consumer", Role::customer},
      {"user", Role::customer},
      {"visitor", Role::customer},
      {"musteri", Role::customer},
      {"arayan", Role::customer},
      {"arayan kisi", Role::customer},
      {"abone", Role::customer},
      {"kullanici", Role::customer},
      {"danisan", Role::customer},
      {"kunde", Role::customer},
      {"kundin", Role::customer},
      {"anrufer", Role::customer},
      {"anruferin", Role::customer},
      {"ivr", Role::ivr},
      {"bot", Role::ivr},
      {"robot", Role::ivr},
      {"sesli yanit", Role::ivr},
      {"sesli yanit sistemi", Role::ivr},
      {"anons", Role::ivr},
      {"announcement", Role::ivr},
      {"ansage", Role::ivr},
      {"other", Role::other},
      {"system", Role::other},
      {"sistem", Role::other},
      {"diger", Role::other},
      {"andere", Role::other},
      {"sonstige", Role::other},
  });
  const auto* found = std::ranges::find(kRoles, folded, &std::pair<std::string_view, Role>::first);
  return found == kRoles.end() ? std::nullopt : std::optional(found->second);
}

// "Konuşmacı", "Speaker 2", "SPEAKER_01", "Sprecher A".
enum class Generic : std::uint8_t { no, bare, numbered };
Generic generic_speaker(std::string folded) {
  static constexpr auto kSpeakers =
      std::to_array<std::string_view>({"konusmaci", "speaker", "spk", "sprecher", "sprecherin", "kisi", "person",
                                       "katilimci", "participant", "teilnehmer", "kanal", "channel"});
  const std::size_t size = folded.size();
  if (!cut_number(folded) && folded.size() > 2 && folded[folded.size() - 2] == ' ') folded.resize(folded.size() - 2);
  if (std::ranges::find(kSpeakers, folded) == kSpeakers.end()) return Generic::no;
  return folded.size() == size ? Generic::bare : Generic::numbered;
}

// One to three capitalised words: "Ayşe", "Mehmet Bey", "AmazonHelp".
bool looks_like_name(std::string_view text) {
  if (text.empty() || text.size() > 40) return false;
  std::size_t words = 0;
  bool begins = true;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = base::next_code_point(text, i);
    if (c == U' ') {
      begins = true;
      continue;
    }
    const bool upper = (c >= U'A' && c <= U'Z') || c >= 0xC0;
    const bool inside = upper || (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || c == U'.' || c == U'\'' ||
                        c == U'-' || c == U'_';
    if (begins ? !upper : !inside) return false;
    if (begins) ++words;
    begins = false;
  }
  return words >= 1 && words <= 3;
}

std::optional<Millis> whole_time(std::string_view text) {
  std::size_t at = 0;
  const auto time = clock_at(text, at);
  return at == text.size() ? time : std::nullopt;
}

// "Temsilci (Ayşe)" -> "Temsilci", "Ayşe"; the second is empty when there are no brackets at the end.
std::pair<std::string_view, std::string_view> split_brackets(std::string_view name) {
  name = trim(name);
  if (name.size() > 2 && name.front() == '[' && name.back() == ']') return {trim(name.substr(1, name.size() - 2)), {}};
  const char close = name.empty() ? ' ' : name.back();
  if (close != ')' && close != ']') return {name, {}};
  const std::size_t open = name.rfind(close == ')' ? '(' : '[');
  if (open == std::string_view::npos || trim(name.substr(0, open)).empty()) return {name, {}};
  return {trim(name.substr(0, open)), trim(name.substr(open + 1, name.size() - open - 2))};
}

// A name without the signs that mean something around a label.
std::string safe_name(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (std::string_view(":()[]*").find(c) != std::string_view::npos) c = ' ';
  out = squeeze(out);
  if (out.size() > kLongestLabelName) {
    std::size_t end = kLongestLabelName;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80) --end;
    out = squeeze(out.substr(0, end));
  }
  return out;
}

}  // namespace

std::optional<Role> role_from_label(std::string_view label) {
  std::string folded = fold_label(label);
  if (const auto role = folded_role(folded)) return role;
  return cut_number(folded) ? folded_role(folded) : std::nullopt;
}

// Bullets and marks of bold text are layout, however many of them stand before a name.
std::string_view without_marks(std::string_view name) {
  name = trim(name);
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view mark : {"-", "*", "_", "•"})
      if (name.starts_with(mark)) {
        name = trim(name.substr(mark.size()));
        cut = true;
      }
  }
  return name;
}

Label read_label(std::string_view name) {
  const auto [marked_head, marked_inside] = split_brackets(without_marks(name));
  const std::string_view head = without_marks(marked_head);
  const std::string_view inside = without_marks(marked_inside);
  Label label;
  label.role = role_from_label(head);
  label.time = inside.empty() ? std::nullopt : whole_time(inside);
  const Generic generic = label.role ? Generic::no : generic_speaker(fold_label(head));
  const std::string_view note = label.time ? std::string_view() : inside;
  if (label.role) {
    // A bare role says nothing about the person; "Agent 1" tells two agents apart.
    label.speaker = !note.empty() ? note : folded_role(fold_label(head)) ? std::string_view() : head;
  } else if (const auto role = note.empty() ? std::nullopt : role_from_label(note)) {
    label.role = role;
    label.speaker = head;
  } else if (generic != Generic::no) {
    // "Konuşmacı:" names nobody, "Konuşmacı 1:" does.
    label.speaker = !note.empty() ? note : generic == Generic::numbered ? head : std::string_view();
  } else {
    label.speaker = label.time ? head : without_marks(name);
    label.certain = false;
  }
  return label;
}

std::optional<Label> take_label(std::string_view line, std::string_view& rest) {
  line = trim(line);
  for (const std::string_view bullet : {"- ", "* ", "• "})
    if (line.starts_with(bullet)) line = trim(line.substr(bullet.size()));
  std::string_view bold;
  for (const std::string_view mark : {"**", "__", "*"}) {
    if (!bold.empty() || !line.starts_with(mark)) continue;
    bold = mark;
    line.remove_prefix(mark.size());
  }
  int depth = 0;
  std::size_t colon = 0;
  for (; colon < line.size() && colon <= kLongestLabel; ++colon) {
    const char c = line[colon];
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c == ':' && depth == 0) break;
  }
  if (colon >= line.size() || line[colon] != ':') return std::nullopt;
  std::string_view head = trim(line.substr(0, colon));
  std::string_view after = line.substr(colon + 1);
  if (!bold.empty()) {
    if (head.ends_with(bold)) {
      head = trim(head.substr(0, head.size() - bold.size()));
    } else if (after.starts_with(bold)) {
      after.remove_prefix(bold.size());
    } else {
      return std::nullopt;
    }
  }
  Label label = read_label(head);
  const bool separated = after.empty() || is_space(after.front());
  if (label.certain ? after.starts_with("//") : !separated || !looks_like_name(label.speaker)) return std::nullopt;
  rest = trim(after);
  return label;
}

const char* role_name(Role role, std::string_view language) {
  const bool tr = language == "tr";
  const bool de = language == "de";
  switch (role) {
    case Role::agent:
      return tr ? "Temsilci" : de ? "Berater" : "Agent";
    case Role::customer:
      return tr ? "Müşteri" : de ? "Kunde" : "Customer";
    case Role::ivr:
      return "IVR";
    case Role::other:
      return tr ? "Diğer" : de ? "Andere" : "Other";
  }
  return "Other";
}

std::string label_text(const Turn& turn, std::string_view language) {
  const std::string name = safe_name(turn.speaker);
  const Label own = read_label(name);
  if (own.certain && own.role == turn.role && own.speaker == name && !name.empty()) return name;
  const char* head = turn.role          ? role_name(*turn.role, language)
                     : language == "tr" ? "Konuşmacı"
                     : language == "de" ? "Sprecher"
                                        : "Speaker";
  return name.empty() ? head : std::string(head) + " (" + name + ")";
}

}  // namespace cxai::conversation
