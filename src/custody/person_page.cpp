#include "custody/person_page.hpp"

#include "base/markup.hpp"

namespace cxai::custody {
namespace {

std::string who(const Json& role) {
  const std::string name = role.is_string() ? role.get<std::string>() : "";
  if (name == "agent") return "Temsilci · Agent";
  if (name == "customer") return "Müşteri · Customer";
  if (name == "ivr") return "Sesli yanıt · IVR";
  return "Konuşan · Speaker";
}

}  // namespace

std::string person_page(const Json& document) {
  std::string page =
      "<!doctype html>\n<html lang=\"tr\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<title>Kişisel veri dökümü · Personal data export</title>\n"
      "<style>body{font-family:sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;line-height:1.5}"
      "h2{margin-top:2rem;border-bottom:1px solid #999}dt{font-weight:bold;margin-top:.6rem}dd{margin:0}"
      ".note{color:#555}</style>\n</head>\n<body>\n<h1>Kişisel veri dökümü · Personal data export</h1>\n";
  page += "<p>" + base::escape_markup(document.value("centre", "")) + " · " +
          base::escape_markup(document.value("request", "")) + " · " +
          base::escape_markup(document.value("created_at", "")) + "</p>\n";
  page +=
      "<p class=\"note\">Size ait bilgiler açıktır; başka kişilerin bilgileri örtülmüştür. · Your own data is shown; "
      "that of others is masked.</p>\n";
  for (const Json& conversation : document["conversations"]) {
    page += "<h2>" + base::escape_markup(conversation.value("started_at", "")) + " · " +
            base::escape_markup(conversation.value("kind", "")) + " · " +
            base::escape_markup(conversation.value("company", "")) + "</h2>\n<dl>\n";
    for (const Json& turn : conversation["turns"])
      page += "<dt>" + who(turn["role"]) + "</dt><dd>" + base::escape_markup(turn.value("text", "")) + "</dd>\n";
    page += "</dl>\n";
  }
  if (!document["without_text"].empty())
    page += "<p class=\"note\">Metni artık tutulmayan görüşmeler: " + std::to_string(document["without_text"].size()) +
            " · Conversations whose text is no longer kept: " + std::to_string(document["without_text"].size()) +
            "</p>\n";
  return page + "</body>\n</html>\n";
}

}  // namespace cxai::custody
