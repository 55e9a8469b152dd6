#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/text.hpp"

namespace cxai::language {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> read(std::string_view text, std::string_view language) {
  std::vector<std::string> out;
  for (const Span& s : sentences(text, language)) out.emplace_back(text.substr(s.begin, s.end - s.begin));
  return out;
}

TEST(Sentences, NumbersTimesAndAddressesDoNotEndOne) {
  EXPECT_THAT(read("3.500 TL ödedim. Saat 14.30'da geldi.", "tr"),
              ElementsAre("3.500 TL ödedim.", "Saat 14.30'da geldi."));
  EXPECT_THAT(read("www.ornek.com adresine bakın. Yazın: a.b@c.com.", "tr"),
              ElementsAre("www.ornek.com adresine bakın.", "Yazın: a.b@c.com."));
}

TEST(Sentences, Abbreviations) {
  EXPECT_THAT(read("Dr. Kaya aradı. Çay, kahve vb. Sonra gitti.", "tr"),
              ElementsAre("Dr. Kaya aradı.", "Çay, kahve vb.", "Sonra gitti."));
  EXPECT_THAT(read("Çay vb. şeyler A. Yılmaz'da.", "tr"), ElementsAre("Çay vb. şeyler A. Yılmaz'da."));
  EXPECT_THAT(read("Mr. Smith left at 5 p.m. yesterday. See e.g. this.", "en"),
              ElementsAre("Mr. Smith left at 5 p.m. yesterday.", "See e.g. this."));
  EXPECT_THAT(read("Das kostet z.B. 3.500 EUR. Am 3. Mai kam Dr. Müller, d.h. gestern.", "de"),
              ElementsAre("Das kostet z.B. 3.500 EUR.", "Am 3. Mai kam Dr. Müller, d.h. gestern."));
}

TEST(Sentences, Ordinals) {
  EXPECT_THAT(read("5. katta. 1. Ocak günü. Numaram 5. Teşekkürler.", "tr"),
              ElementsAre("5. katta.", "1. Ocak günü.", "Numaram 5.", "Teşekkürler."));
}

TEST(Sentences, EllipsisGoesOnInLowerCase) {
  EXPECT_THAT(read("Sonra... ne bileyim… gitti... Bitti", "tr"), ElementsAre("Sonra... ne bileyim… gitti...", "Bitti"));
}

TEST(Sentences, MarksQuotesAndBracketsBelongToTheirSentence) {
  EXPECT_THAT(read("Ne?! \"Gel.\" Peki (!) dedi. 👍", "tr"), ElementsAre("Ne?!", "\"Gel.\"", "Peki (!) dedi.", "👍"));
  EXPECT_THAT(read("“Geldi.” dedi.", "tr"), ElementsAre("“Geldi.” dedi."));
}

TEST(Sentences, LowerCaseWritingAndBlankLines) {
  EXPECT_THAT(read("tamam. sonra ararım", "tr"), ElementsAre("tamam.", "sonra ararım"));
  EXPECT_THAT(read("ilk satır\ndevamı\n\nikinci", "tr"), ElementsAre("ilk satır\ndevamı", "ikinci"));
  EXPECT_THAT(read("", "tr"), ElementsAre());
  EXPECT_THAT(read("... ?", "tr"), ElementsAre());
}

}  // namespace
}  // namespace cxai::language
