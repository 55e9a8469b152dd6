#include "cli/anonymize_report.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/files.hpp"
#include "base/markup.hpp"
#include "base/utf8.hpp"

namespace cxai::cli {
namespace {

constexpr std::size_t kContext = 90;  // bytes shown before and behind a span

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="tr"><head><meta charset="utf-8"><title>Bulunan kişisel veriler · Personal data found</title><style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;display:flex;flex-direction:column;color:#222;background:#fff}
header{order:-2}#counts{order:-1}table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
mark{background:#ffe08a;padding:0 .15em;border-radius:.2em}mark.s{background:#b9e2ff}small{color:#666}.w{overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){body{background:#181a1b;color:#ddd}mark{background:#6b5300;color:#fff}mark.s{background:#0b4a73;color:#fff}small{color:#999}}
</style></head><body><header><h1>Bulunan kişisel veriler <small>· Personal data found</small></h1>
<p>Bu sayfa kişisel veri içerir; iş bitince silin. <small>This page holds personal data; delete it when done.</small><br>
<mark>yazılı · written</mark> <mark class="s">sözlü · spoken</mark></p></header><table><tr><th>yer · place</th><th>tür · type</th><th>bağlam · context</th></tr>
)";

bool is_inside_character(std::string_view text, std::size_t i) {
  return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80;
}

}  // namespace

Result<AnonymizeReport> AnonymizeReport::create(const std::string& path) {
  AnonymizeReport report;
  report.path_ = path;
  report.out_.open(path, std::ios::binary | std::ios::trunc);
  if (!report.out_) return std::unexpected(base::file_error(path, errno));
  std::error_code ignored;
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
  report.out_ << kHead;
  return report;
}

void AnonymizeReport::add(const std::string& place, std::string_view text, const std::vector<privacy::Find>& finds) {
  for (const privacy::Find& find : finds) {
    std::size_t from = find.begin > kContext ? find.begin - kContext : 0;
    std::size_t to = std::min(text.size(), find.end + kContext);
    while (is_inside_character(text, from)) ++from;
    while (is_inside_character(text, to)) ++to;
    out_ << "<tr><td><small>" << base::escape_markup(place) << "</small></td><td>" << privacy::name_of(find.type)
         << "</td><td class=\"w\">" << base::escape_markup(text.substr(from, find.begin - from))
         << (find.spoken ? "<mark class=\"s\">" : "<mark>")
         << base::escape_markup(text.substr(find.begin, find.end - find.begin)) << "</mark>"
         << base::escape_markup(text.substr(find.end, to - find.end)) << "</td></tr>\n";
  }
}

Result<> AnonymizeReport::finish(const std::map<std::string, std::size_t>& counts) {
  out_ << "</table><section id=\"counts\"><table>";
  for (const auto& [type, n] : counts) out_ << "<tr><th>" << type << "</th><td>" << n << "</td></tr>";
  out_ << "</table></section></body></html>\n";
  out_.close();
  if (!out_) return fail(ErrorCode::unavailable, path_ + ": not everything could be written; check the free space");
  return {};
}

}  // namespace cxai::cli
