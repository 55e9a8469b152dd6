#include "language/stop_words.hpp"

#include <unordered_set>

#include "language/characters.hpp"
#include "language/words.hpp"

namespace cxai::language {
namespace {

using WordSet = std::unordered_set<std::string_view>;

WordSet set_of(std::string_view list) {
  WordSet words;
  for_each_word(list, [&](std::string_view word) { words.insert(word); });
  return words;
}

// "don’t" and "donʼt" as "don't", which is how the lists write it.
std::string with_plain_apostrophe(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size();) {
    const std::size_t from = i;
    if (char_class(decode(word, i)) == CharClass::apostrophe) {
      out += '\'';
    } else {
      out.append(word.substr(from, i - from));
    }
  }
  return out;
}

}  // namespace

std::string_view turkish_stop_words() {
  return R"(
ben bana beni bende benden benim benimle bence sen sana seni sende senden senin seninle sence o ona onu onda ondan
onun onunla biz bize bizi bizde bizden bizim bizimle bizce bizler siz size sizi sizde sizden sizin sizinle sizce sizler
onlar onlara onları onlarda onlardan onların onlarla kendi kendim kendin kendisi kendine kendini kendimi kendimiz
kendiniz kendileri bu buna bunu bunda bundan bunun bununla bunlar bunlara bunları bunlardan bunların şu şuna şunu şunda
şundan şunun şunlar şunları şunların bura burada buradan buraya burası orada oradan oraya orası şurada şuradan şuraya
nerede nereden nereye neresi öyle böyle şöyle öylesi böylesi şöylesi böylece öylece böylelikle
ve veya ya yada yahut veyahut ile ise de da ki mi mı mu mü mısın misin musun müsün mısınız misiniz musunuz müsünüz
mıyım miyim muyum müyüm mıyız miyiz muyuz müyüz mıdır midir mudur müdür mıydı miydi muydu müydü
ama fakat ancak lakin yalnız oysa oysaki halbuki çünkü zira eğer şayet madem mademki hem hatta üstelik ayrıca
dolayı dolayısıyla yani demek meğer meğerse sanki güya keşke bari ne neden niye niçin nasıl nasıldı kim kime kimi kimin
kimden kimse kimsenin hangi hangisi hani kaç kaçıncı bir biri birini birine birinden birinin birisi birileri birkaç
birkaçı birçok birçoğu birden biraz bütün tüm tümü tümünü hep hepsi hepsini hepimiz hepiniz her herkes herkese herkesi
herkesin herhangi herhangibir hiç hiçbir hiçbiri hiçbirini bazı bazıları bazen çok çoğu az daha en pek gayet oldukça
fazla kadar gibi göre için üzere karşı doğru rağmen beri önce sonra sonrası sonradan şimdi henüz hala hâlâ artık zaten
hemen yine gene tekrar bile dahi sadece yalnızca belki elbette tabi tabii tabiki tabiiki evet hayır peki tamam tamamdır
olur olmaz oldu olan olarak olsa olsun olmak olup olduğu olduğunu olduğum olacak olacağım olacağını oluyor oluyorum
oldum olmuş olmadı olmuyor olabilir olabilirim olabilirsiniz olabileceğim ol var varmış vardı vardır yok yoktu yoktur
yokmuş değil değildi değilim değildir idi imiş iken ise eden etti ettim ettik ettiniz etmek ediyor ediyorum ediyoruz
ederim ederiz edin eder edebilir edebilirim edebilirsiniz edebilir edeyim edelim et yapar yaptı yaptım yapıyor
yapıyorum şey şeyi şeyler şeyin falan filan vesaire vs vb yer tarafından arasında dair ait diye dedi dedim
diyor diyorum der denen mesela örneğin aslında gerçekten galiba herhalde acaba haydi hadi işte ha hı hıhı hmm ııı eee
aa ee ıı ah oh eh yav ya yahu abi alo merhaba merhabalar selam selamlar günaydın efendim bey hanım beyefendi hanımefendi
sayın lütfen sağolun sağol teşekkür teşekkürler rica buyurun buyrun iyi günler akşamlar geceler dilerim hoş geldiniz
görüşmek görüşürüz kolay gelsin bugün anladım anlıyorum şimdilik aynı başka diğer diğeri diğerleri öbür öteki
içinde içine üzerinde üzerine altında yanında dışında itibaren boyunca ilgili yaklaşık neredeyse tam tamamen
)";
}

std::string_view english_stop_words() {
  return R"(
a an the this that these those i me my mine myself we us our ours ourselves you your yours yourself yourselves he him
his himself she her hers herself it its itself they them their theirs themselves who whom whose which what when where
why how there here am is are was were be been being do does did doing done have has had having will would shall should
can could may might must ought need dare don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't won't
wouldn't shan't shouldn't can't cannot couldn't mustn't i'm i've i'll i'd you're you've you'll you'd he's he'll he'd
she's she'll she'd it's it'll it'd we're we've we'll we'd they're they've they'll they'd that's that'll there's here's
what's who's where's how's let's let ain't y'all
and or but nor so yet if then else because as until while although though since unless whether than of at by for with
about against between into through during before after above below to from up down in out on off over under again
further once upon onto within without across along around behind beside besides beyond despite per via toward towards
all any both each few more most other others another some such no not only own same too very just also even ever never
always often sometimes still already now soon later maybe perhaps quite rather really actually basically literally
probably well okay ok yes yeah yep yup nope nah sure right alright fine oh ah uh um uhm er erm hmm mm mhm huh wow hey
hi hello goodbye bye good morning afternoon evening night day please thanks thank thankyou welcome sir madam ma'am mr
mrs ms sorry kindly anyway however therefore thus hence meanwhile otherwise instead like got get gets getting gotten go
goes going gone went come comes coming came say says said saying tell told know known think thought mean means make
makes made take takes took see saw seen want wanted give gave given thing things something anything nothing everything
someone anyone everyone nobody somebody everybody much many lot lots little bit less least one ones two first else
let's gonna wanna gotta kinda sorta im ive id ill dont doesnt didnt cant couldnt wont wouldnt isnt wasnt arent thats
youre theyre its pls plz
)";
}

std::string_view german_stop_words() {
  return R"(
ich mir mich mein meine meinen meinem meiner meines du dir dich dein deine deinen deinem deiner deines er ihm ihn sein
seine seinen seinem seiner seines sie ihr ihre ihren ihrem ihrer ihres ihnen es wir uns unser unsere unseren unserem
unserer unseres euch euer eure euren eurem eurer man sich selbst selber der die das den dem des dessen deren denen ein
eine einen einem einer eines kein keine keinen keinem keiner keines dieser diese dieses diesen diesem jener jene jenes
jenen jenem welcher welche welches welchen welchem wer wem wen wessen was wann wo wohin woher warum wieso weshalb
weswegen wie wieviel wobei womit wofür woran worauf wodurch jeder jede jedes jeden jedem jemand niemand etwas nichts
alle alles allen allem aller beide beiden einige einigen manche manchen mehrere viele vielen viel wenig wenige mehr
meist meisten andere anderen anderer anderes anderem solche solchen solcher
und oder aber sondern denn weil da dass daß ob wenn als damit obwohl während bevor nachdem bis seit sobald solange
sowie sowohl weder noch entweder falls indem sodass trotzdem deshalb deswegen daher darum also dann doch jedoch zwar
allerdings außerdem dennoch sonst
in im ins an am ans auf aus bei beim mit nach von vom vor vorm zu zum zur über unter für durch gegen ohne um hinter
neben zwischen wegen trotz statt anstatt innerhalb außerhalb ab per pro gegenüber entlang
bin bist ist sind seid war warst waren wart gewesen wäre wären habe hab hast hat haben habt hatte hattest hatten
gehabt hätte hätten werde wirst wird werden werdet wurde wurden worden würde würden würdest kann kannst können könnt
konnte konnten könnte könnten muss muß musst müssen müsst musste mussten müsste soll sollst sollen sollte sollten will
willst wollen wollte wollten möchte möchten möchtest mag mögen darf darfst dürfen durfte dürfte lassen lass lässt
mache macht machen gemacht geht ging gehen gibt gab geben kommt kam kommen sagt sagte sagen gesagt
nicht nie niemals nur auch schon sehr so ja nein doch mal halt eben eigentlich vielleicht wohl ganz gar immer wieder
oft manchmal jetzt nun gerade heute hier dort dorthin hin her da dazu davon dafür dabei dadurch danach daran darauf
darin darüber hierzu hiermit etwa ungefähr circa ca fast genau ziemlich besonders natürlich okay ok klar gut genauso
bitte danke dankeschön vielen dank hallo guten tag morgen abend nacht tschüss wiedersehen wiederhören auf grüß gott
servus moin herr frau entschuldigung gerne gern äh ähm öh hm hmm mhm ach oh naja tja genau richtig stimmt alles
geht's gibt's hab's ist's wär's
)";
}

bool is_stop_word(std::string_view folded_word, std::string_view language) {
  static const WordSet turkish = set_of(turkish_stop_words());
  static const WordSet english = set_of(english_stop_words());
  static const WordSet german = set_of(german_stop_words());
  const WordSet* words = is_language(language, "tr")   ? &turkish
                         : is_language(language, "en") ? &english
                         : is_language(language, "de") ? &german
                                                       : nullptr;
  if (words == nullptr) return false;
  return words->contains(folded_word) || (folded_word.find_first_of("\xE2\xCA") != std::string_view::npos &&
                                          words->contains(with_plain_apostrophe(folded_word)));
}

}  // namespace cxai::language
