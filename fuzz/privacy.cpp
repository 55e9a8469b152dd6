// The masker on any text: finds are ordered, disjoint and whole characters; what is not found stays byte for byte;
// masking what is masked finds nothing that was found before.
#include <vector>

#include "check.hpp"
#include "privacy/finder.hpp"
#include "privacy/placeholders.hpp"

namespace pr = cxai::privacy;

namespace {

bool is_inside_character(std::string_view text, std::size_t offset) {
  return offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view whole = cxai::fuzz::text_of(data, size);
  if (!cxai::base::is_valid_utf8(whole)) return 0;
  std::vector<std::string_view> turns;  // a zero byte ends a turn
  for (std::size_t from = 0; from <= whole.size();) {
    const std::size_t end = std::min(whole.find('\0', from), whole.size());
    turns.push_back(whole.substr(from, end - from));
    from = end + 1;
  }
  pr::Finder finder;
  const auto all = finder.find(turns);
  CXAI_CHECK(all.size() == turns.size());
  pr::Placeholders placeholders;
  for (const std::string_view turn : turns) placeholders.keep_clear_of(turn);
  for (std::size_t t = 0; t < turns.size(); ++t) {
    std::size_t last = 0;
    for (const pr::Find& find : all[t]) {
      CXAI_CHECK(find.begin >= last && find.begin < find.end && find.end <= turns[t].size());
      CXAI_CHECK(!is_inside_character(turns[t], find.begin) && !is_inside_character(turns[t], find.end));
      CXAI_CHECK(!find.value.empty());
      last = find.end;
    }
    const std::string masked = pr::Replaced(turns[t], all[t], placeholders).take();
    CXAI_CHECK(cxai::base::is_valid_utf8(masked));
    if (all[t].empty()) CXAI_CHECK(masked == turns[t]);
  }
  return 0;
}
