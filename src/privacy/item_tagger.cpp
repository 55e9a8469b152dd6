#include "privacy/item_tagger.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "privacy/numbers.hpp"

namespace cxai::privacy {
namespace {

using learning::Tag;
using learning::Tagger;

// A find of the rules goes when the models are at least this sure that it is none; what is written in a form of its
// own asks for more.
constexpr float kSureToDrop = 0.75F;
constexpr float kSureToDropForm = 0.98F;
// A find of the models alone has to be this sure; a date of birth, which any date or year looks like, more.
constexpr float kSureToAdd = 0.6F;
constexpr float kSureToAddDate = 0.85F;
// Fewer characters are said again by chance.
constexpr std::size_t kLeastRepeated = 3;

std::string_view bundle_bytes(std::string_view name) {
  const auto* const file = base::embedded::find(base::embedded::person_models(), name);
  CXAI_CHECK(file != nullptr);
  return file->bytes;
}

Tagger open_built_in(std::string_view name, std::string_view features, std::size_t tags) {
  auto opened = Tagger::open(bundle_bytes(name), features);
  CXAI_CHECK(opened.has_value());
  CXAI_CHECK(opened->tags().size() == tags);
  return std::move(*opened);
}

const Tagger& built_in_items() {
  static const Tagger tagger = open_built_in("items.tagger", kItemFeatures, kItemTags);
  return tagger;
}
const Tagger& built_in_spans() {
  static const Tagger tagger = open_built_in("spans.tagger", kSpanFeatures, kSpanTags);
  return tagger;
}

// No data is further than this from a figure, a number word, a letter that spells, a sign of an address.
constexpr std::size_t kNear = 8;
constexpr float kNever = 20;

bool may_be_data(const Item& item) {
  if (item.is_word())
    return item.letter_sure || item.symbol != 0 || item.is(Entry::kAccount | Entry::kPlatform) ||
           item.end - item.begin == 1;
  return item.kind != TokenKind::sign || item.sign == '@' || item.sign == '_';
}

// How many turns may lie between two pieces of one number.
constexpr std::size_t kTurnsApart = 3;
// What every type is likely to be at least, so that no single piece rules one out.
constexpr float kDoubt = 0.02F;

bool is_code_piece(const std::array<float, kSpanTags>& types) {
  return std::ranges::any_of(types, [](float p) { return p > 0; });
}

// What no sentence can talk out of being personal data.
bool is_certain(const Find& find) {
  switch (find.type) {
    case PiiType::iban:
    case PiiType::tckn:
      return find.checksum.value_or(false);
    case PiiType::card:
      return find.checksum.value_or(false) && find.value.size() >= 15;
    case PiiType::email:
    case PiiType::plate:
      return !find.spoken;
    default:
      return false;
  }
}

// "three two one": digits in order, as they are counted.
bool is_counted(std::string_view characters) {
  static constexpr std::size_t kLeast = 3;
  if (characters.size() < kLeast || std::ranges::any_of(characters, [](char c) { return c < '0' || c > '9'; }))
    return false;
  const int step = characters[1] - characters[0];
  if (step != 1 && step != -1) return false;
  for (std::size_t i = 1; i < characters.size(); ++i)
    if (characters[i] - characters[i - 1] != step) return false;
  return true;
}

// A firm's box rather than a person's: "info@", not at a provider of mail.
bool is_shared_mailbox(std::string_view mail) {
  static constexpr std::string_view kBoxes[] = {"info",         "kontakt",        "contact",
                                                "support",      "service",        "kundenservice",
                                                "kundendienst", "destek",         "yardim",
                                                "help",         "helpdesk",       "iletisim",
                                                "bilgi",        "sales",          "press",
                                                "presse",       "basin",          "noreply",
                                                "no-reply",     "kvkk",           "privacy",
                                                "feedback",     "billing",        "claims",
                                                "complaints",   "sikayet",        "musterihizmetleri",
                                                "rezervasyon",  "reservations",   "datenschutz",
                                                "careers",      "kariyer",        "newsletter",
                                                "enquiries",    "customerservice"};
  static constexpr std::string_view kProviders[] = {"gmail.", "hotmail.", "outlook.", "yahoo.", "icloud.",
                                                    "gmx.",   "web.de",   "yandex.",  "mynet.", "t-online."};
  const std::size_t at = mail.find('@');
  if (at == std::string_view::npos) return false;
  const std::string_view domain = mail.substr(at + 1);
  return std::ranges::find(kBoxes, mail.substr(0, at)) != std::end(kBoxes) &&
         std::ranges::none_of(kProviders, [&](std::string_view p) { return domain.starts_with(p); });
}

constexpr std::size_t kLong = 12;  // hardly anything else has so many characters

bool is_written_form(const Find& find) {
  return !find.spoken && (find.type == PiiType::plate || find.type == PiiType::phone || find.type == PiiType::ip);
}
float sure_to_drop(const Find& find) {
  return is_written_form(find) || find.value.size() >= kLong ? kSureToDropForm : kSureToDrop;
}

}  // namespace

void EarlierFinds::add(PiiType type, std::string characters) {
  if (characters.size() >= kLeastRepeated) finds_.emplace_back(type, std::move(characters));
}

std::optional<PiiType> EarlierFinds::type_of(std::string_view characters) const {
  if (characters.size() < kLeastRepeated) return std::nullopt;
  for (auto it = finds_.rbegin(); it != finds_.rend(); ++it) {
    if (it->second.find(characters) != std::string::npos || characters.find(it->second) != std::string_view::npos)
      return it->first;
  }
  return std::nullopt;
}

bool is_worth_tagging(const Contents& contents, std::span<const Find> finds, const TurnsBefore& before) {
  return contents.digits || contents.at || contents.number_words > 0 || contents.symbol_words ||
         contents.account_words || contents.platform_words || !finds.empty() || before.expects();
}

std::vector<std::string> item_tag_names() {
  return {"O", "B-CODE", "I-CODE", "B-ACCOUNT", "I-ACCOUNT", "B-ADDRESS", "I-ADDRESS", "B-DATE", "I-DATE"};
}

std::vector<std::string> span_tag_names() {
  std::vector<std::string> names = {"NONE"};
  for (std::size_t t = 1; t < kPiiTypes; ++t) names.emplace_back(name_of(static_cast<PiiType>(t)));
  return names;
}

ItemTagger::ItemTagger() : ItemTagger(built_in_items(), built_in_spans()) {}

ItemTagger::ItemTagger(const Tagger& items, const Tagger& spans)
    : items_model_(&items), spans_model_(&spans), chain_(kItemTags), types_(kSpanTags) {
  chain_.set_transitions(items.transitions());
  types_.set_transitions(spans.transitions());
}

void ItemTagger::refine(std::span<const std::string_view> turns, std::vector<std::vector<Find>>& finds) {
  before_.clear();
  earlier_.clear();
  pieces_.clear();
  for (std::size_t t = 0; t < turns.size(); ++t) {
    const Contents contents = scan(turns[t], tokens_);
    if (is_worth_tagging(contents, finds[t], before_)) {
      items_.read(turns[t], tokens_);
      features_.read(items_, finds[t], before_);
      refine_turn(t, finds[t]);
    }
    before_.pass(turns[t], tokens_, finds[t]);
  }
  group_pieces();
  settle_types(finds);
}

void ItemTagger::tag_items() {
  const std::size_t n = items_.size();
  scores_.assign(n * kItemTags, 0);
  std::size_t behind = 0;  // items up to here are near one that may be data
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = std::max(behind, i); k < n && k <= i + kNear; ++k) {
      if (may_be_data(items_[k])) behind = k + kNear + 1;
    }
    if (i >= behind) {
      scores_[i * kItemTags] = kNever;
      continue;
    }
    items_model_->add_scores(features_.of(i), std::span(scores_).subspan(i * kItemTags, kItemTags));
  }
  const auto best = chain_.best(scores_);
  path_.assign(best.begin(), best.end());
  outside_.assign(n, 0);
  const auto marginals = chain_.marginals(scores_);
  for (std::size_t i = 0; i < n; ++i) outside_[i] = marginals[i * kItemTags];
}

ItemTagger::Span ItemTagger::judge(std::size_t first, std::size_t last, FindKind kind) {
  std::array<float, kSpanTags> scores{};
  spans_model_->add_scores(features_.of_span(first, last, earlier_.type_of(features_.characters(first, last))), scores);
  const auto probabilities = types_.marginals(scores);
  Span span{first, last, PiiType::other_id, 1 - probabilities[0], {}};
  std::ranges::copy(probabilities, span.types.begin());
  float most = 0;
  for (std::size_t t = 1; t < kPiiTypes; ++t) {
    const auto type = static_cast<PiiType>(t);
    if (kind_of(type) == kind && probabilities[t] > most) {
      most = probabilities[t];
      span.type = type;
    }
  }
  float inside = 1;
  for (std::size_t i = first; i <= last; ++i) inside = std::min(inside, 1 - outside_[i]);
  span.sure = (span.sure + inside) / 2;
  return span;
}

// Whether anything is said of the items from `first` to `last`: a name of a file and a lone number say nothing.
bool ItemTagger::is_spoken_of(std::size_t first, std::size_t last) const {
  if (before_.expects()) return true;
  std::size_t words = 0;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if ((i >= first && i <= last) || !items_[i].is_word()) continue;
    words += items_[i].entry != nullptr ? 2 : 1;
  }
  return words >= 2;
}

// What everybody dials, counts or writes to, whatever the models say.
bool ItemTagger::is_nobodys(const Find& find) const {
  const std::size_t first = items_.at_or_after(find.begin);
  if (find.type == PiiType::email) {
    static constexpr std::size_t kInFront = 5;
    for (std::size_t i = first - std::min(first, kInFront); i < first; ++i)
      if (items_[i].is(Entry::kOwn)) return false;  // "our info@…"
    return is_shared_mailbox(find.value);
  }
  if (kind_of(find.type) != FindKind::code) return false;
  std::size_t last = first;
  while (last + 1 < items_.size() && items_[last + 1].begin < find.end) ++last;
  if (first >= items_.size()) return false;
  const std::string characters = features_.characters(first, last);
  if (find.spoken && is_counted(characters) && !features_.is_announced(first) && !before_.asks()) return true;
  if (find.type == PiiType::tckn || find.type == PiiType::iban || find.type == PiiType::card) return false;
  // "sekiz yüz elli iki yüz": 850 and 200, or 852 and 100
  const bool heard = find.spoken && items_.text().substr(find.begin, find.end - find.begin).contains("sekiz yüz elli");
  return heard || is_service_number(characters);
}

void ItemTagger::refine_turn(std::size_t turn, std::vector<Find>& finds) {
  tag_items();
  const std::size_t n = items_.size();
  std::vector<Find> out;
  std::size_t f = 0;
  // Finds of the rules that the models say nothing of.
  const auto keep_until = [&](std::size_t end) {
    for (; f < finds.size() && finds[f].begin < end; ++f) {
      if (!out.empty() && finds[f].begin < out.back().end) continue;
      bool stays = is_certain(finds[f]);
      if (!stays) {
        std::size_t first = items_.at_or_after(finds[f].begin);
        std::size_t last = first;
        while (last + 1 < n && items_[last + 1].begin < finds[f].end) ++last;
        stays = first < n && 1 - judge(first, last, kind_of(finds[f].type)).sure < sure_to_drop(finds[f]);
      }
      if (stays) out.push_back(std::move(finds[f]));
    }
  };
  for (std::size_t i = 0; i < n;) {
    if (path_[i] == 0) {
      ++i;
      continue;
    }
    const auto kind = static_cast<FindKind>((path_[i] - 1) / 2);
    std::size_t last = i;
    while (last + 1 < n && path_[last + 1] == inside_tag(kind)) ++last;
    std::size_t from = f;
    while (from < finds.size() && finds[from].end <= items_[i].begin) ++from;
    keep_until(from < finds.size() ? finds[from].begin : items_[i].begin);
    std::size_t behind = f;
    bool certain = false;
    while (behind < finds.size() && finds[behind].begin < items_[last].end) {
      certain = certain || is_certain(finds[behind]);
      ++behind;
    }
    Span span = judge(i, last, kind);
    if (behind == f && !is_spoken_of(i, last)) span.sure = 0;
    if (certain) {
      keep_until(items_[last].end);
    } else if (span.sure >= (kind == FindKind::date && behind == f ? kSureToAddDate : kSureToAdd) &&
               (out.empty() || items_[i].begin >= out.back().end)) {
      out.push_back(make_find(span, std::span(finds).subspan(f, behind - f)));
      f = behind;
    }
    i = last + 1;
  }
  keep_until(static_cast<std::size_t>(-1));
  std::erase_if(out, [&](const Find& find) { return is_nobodys(find); });
  finds = std::move(out);
  bool first_of_turn = true;
  for (const Find& find : finds) {
    const std::size_t first = items_.at_or_after(find.begin);
    std::size_t last = first;
    while (last + 1 < n && items_[last + 1].begin < find.end) ++last;
    if (first >= n) continue;
    Piece piece{turn, find.begin, features_.characters(first, last), true, {}, 0};
    if (kind_of(find.type) == FindKind::code) {
      piece.types = judge(first, last, FindKind::code).types;
      if (is_certain(find)) {
        piece.types = {};
        piece.types[static_cast<std::size_t>(find.type)] = 1;
      }
      piece.fresh = features_.is_announced(first) || (first_of_turn ? before_.asks() : true);
    }
    first_of_turn = false;
    earlier_.add(find.type, piece.characters);
    pieces_.push_back(std::move(piece));
  }
}

// What goes on where the turn before left off, and what repeats a part of what was said, belong together.
void ItemTagger::group_pieces() {
  for (std::size_t p = 0; p < pieces_.size(); ++p) {
    Piece& piece = pieces_[p];
    piece.group = p;
    if (!is_code_piece(piece.types)) continue;
    for (std::size_t q = p; q-- > 0 && pieces_[q].turn + kTurnsApart >= piece.turn;) {
      const Piece& before = pieces_[q];
      if (before.turn == piece.turn || !is_code_piece(before.types)) continue;
      const bool goes_on = !piece.fresh && q + 1 == p;
      const bool repeats = piece.characters.size() >= kLeastRepeated && before.characters.size() >= kLeastRepeated &&
                           (before.characters.find(piece.characters) != std::string::npos ||
                            piece.characters.find(before.characters) != std::string::npos);
      if (!goes_on && !repeats) continue;
      piece.group = before.group;
      break;
    }
  }
}

// The type that all pieces of a group together make likeliest.
void ItemTagger::settle_types(std::vector<std::vector<Find>>& finds) {
  for (std::size_t g = 0; g < pieces_.size(); ++g) {
    if (pieces_[g].group != g || !is_code_piece(pieces_[g].types)) continue;
    std::array<float, kSpanTags> sums{};
    std::size_t members = 0;
    for (std::size_t p = g; p < pieces_.size(); ++p) {
      if (pieces_[p].group != g) continue;
      ++members;
      for (std::size_t t = 1; t < kSpanTags; ++t) sums[t] += std::log(pieces_[p].types[t] + kDoubt);
    }
    if (members < 2) continue;
    std::size_t best = 0;
    for (std::size_t t = 1; t < kSpanTags; ++t) {
      if (kind_of(static_cast<PiiType>(t)) == FindKind::code && (best == 0 || sums[t] > sums[best])) best = t;
    }
    for (std::size_t p = g; p < pieces_.size(); ++p) {
      if (pieces_[p].group != g) continue;
      for (Find& find : finds[pieces_[p].turn]) {
        if (find.begin == pieces_[p].begin && !is_certain(find)) find.type = static_cast<PiiType>(best);
      }
    }
  }
}

// What the rules know of it stays.
Find ItemTagger::make_find(const Span& span, std::span<const Find> old) const {
  Find find;
  find.type = span.type;
  find.begin = items_[span.first].begin;
  find.end = items_[span.last].end;
  for (const Find& o : old) {  // none of a long one, or of one in a written form, is left outside
    if (!is_written_form(o) && o.value.size() < kLong) continue;
    find.begin = std::min(find.begin, o.begin);
    find.end = std::max(find.end, o.end);
  }
  const auto same = std::ranges::find_if(old, [&](const Find& o) { return o.type == span.type; });
  if (same != old.end()) {
    find.value = same->value;
    find.checksum = same->checksum;
    find.spoken = same->spoken;
    return find;
  }
  for (std::size_t i = span.first; i <= span.last; ++i) {
    find.spoken = find.spoken || items_[i].spoken || items_[i].letter_sure;
  }
  find.value = features_.characters(span.first, span.last);
  if (find.value.empty()) find.value = folded(items_.text().substr(find.begin, find.end - find.begin));
  if (span.type == PiiType::phone) find.value = phone_value(find.value);
  return find;
}

std::string ItemTagger::name() {
  static const std::string name = "items/" + base::sha256_hex(bundle_bytes("items.tagger")).substr(0, 12) + ", spans/" +
                                  base::sha256_hex(bundle_bytes("spans.tagger")).substr(0, 12);
  return name;
}

}  // namespace cxai::privacy
