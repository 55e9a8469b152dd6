#include "models/catalog.hpp"

#include <algorithm>

#include "base/config.hpp"

namespace cxai::models {
namespace {

constexpr const char* kGgmlRevision = "5359861c739e955e79d9a303bcbc70fb988958b1";

struct Row {
  const char* name;
  std::uint64_t size_bytes;
  const char* sha256;
};

constexpr Row kGgml[] = {
    {"tiny", 77'691'713, "be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21"},
    {"tiny-q5_1", 32'152'673, "818710568da3ca15689e31a743197b520007872ff9576237bda97bd1b469c3d7"},
    {"tiny-q8_0", 43'537'433, "c2085835d3f50733e2ff6e4b41ae8a2b8d8110461e18821b09a15c40c42d1cca"},
    {"tiny.en", 77'704'715, "921e4cf8686fdd993dcd081a5da5b6c365bfde1162e72b08d75ac75289920b1f"},
    {"tiny.en-q5_1", 32'166'155, "c77c5766f1cef09b6b7d47f21b546cbddd4157886b3b5d6d4f709e91e66c7c2b"},
    {"tiny.en-q8_0", 43'550'795, "5bc2b3860aa151a4c6e7bb095e1fcce7cf12c7b020ca08dcec0c6d018bb7dd94"},
    {"base", 147'951'465, "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe"},
    {"base-q5_1", 59'707'625, "422f1ae452ade6f30a004d7e5c6a43195e4433bc370bf23fac9cc591f01a8898"},
    {"base-q8_0", 81'768'585, "c577b9a86e7e048a0b7eada054f4dd79a56bbfa911fbdacf900ac5b567cbb7d9"},
    {"base.en", 147'964'211, "a03779c86df3323075f5e796cb2ce5029f00ec8869eee3fdfb897afe36c6d002"},
    {"base.en-q5_1", 59'721'011, "4baf70dd0d7c4247ba2b81fafd9c01005ac77c2f9ef064e00dcf195d0e2fdd2f"},
    {"base.en-q8_0", 81'781'811, "a4d4a0768075e13cfd7e19df3ae2dbc4a68d37d36a7dad45e8410c9a34f8c87e"},
    {"small", 487'601'967, "1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b"},
    {"small-q5_1", 190'085'487, "ae85e4a935d7a567bd102fe55afc16bb595bdb618e11b2fc7591bc08120411bb"},
    {"small-q8_0", 264'464'607, "49c8fb02b65e6049d5fa6c04f81f53b867b5ec9540406812c643f177317f779f"},
    {"small.en", 487'614'201, "c6138d6d58ecc8322097e0f987c32f1be8bb0a18532a3f88f734d1bbf9c41e5d"},
    {"small.en-q5_1", 190'098'681, "bfdff4894dcb76bbf647d56263ea2a96645423f1669176f4844a1bf8e478ad30"},
    {"small.en-q8_0", 264'477'561, "67a179f608ea6114bd3fdb9060e762b588a3fb3bd00c4387971be4d177958067"},
    {"medium", 1'533'763'059, "6c14d5adee5f86394037b4e4e8b59f1673b6cee10e3cf0b11bbdbee79c156208"},
    {"medium-q5_0", 539'212'467, "19fea4b380c3a618ec4723c3eef2eb785ffba0d0538cf43f8f235e7b3b34220f"},
    {"medium-q8_0", 823'369'779, "42a1ffcbe4167d224232443396968db4d02d4e8e87e213d3ee2e03095dea6502"},
    {"medium.en", 1'533'774'781, "cc37e93478338ec7700281a7ac30a10128929eb8f427dda2e865faa8f6da4356"},
    {"medium.en-q5_0", 539'225'533, "76733e26ad8fe1c7a5bf7531a9d41917b2adc0f20f2e4f5531688a8c6cd88eb0"},
    {"medium.en-q8_0", 823'382'461, "43fa2cd084de5a04399a896a9a7a786064e221365c01700cea4666005218f11c"},
    {"large-v1", 3'094'623'691, "7d99f41a10525d0206bddadd86760181fa920438b6b33237e3118ff6c83bb53d"},
    {"large-v2", 3'094'623'691, "9a423fe4d40c82774b6af34115b8b935f34152246eb19e80e376071d3f999487"},
    {"large-v2-q5_0", 1'080'732'091, "3a214837221e4530dbc1fe8d734f302af393eb30bd0ed046042ebf4baf70f6f2"},
    {"large-v2-q8_0", 1'656'129'691, "fef54e6d898246a65c8285bfa83bd1807e27fadf54d5d4e81754c47634737e8c"},
    {"large-v3", 3'095'033'483, "64d182b440b98d5203c4f9bd541544d84c605196c4f7b845dfa11fb23594d1e2"},
    {"large-v3-q5_0", 1'081'140'203, "d75795ecff3f83b5faa89d1900604ad8c780abd5739fae406de19f23ecd98ad1"},
    {"large-v3-turbo", 1'624'555'275, "1fc70f774d38eb169993ac391eea357ef47c88757ef72ee5943879b7e8e2bc69"},
    {"large-v3-turbo-q5_0", 574'041'195, "394221709cd5ad1f40c46e6031ca61bce88931e6e088c188294c6d5a55ffa7e2"},
    {"large-v3-turbo-q8_0", 874'188'075, "317eb69c11673c9de1e1f0d459b253999804ec71ac4c23c17ecf5fbe24e259a1"},
};

// A folder of Hugging Face: its weights, and of the smaller files what is certain.
struct Folder {
  const char* name;
  const char* repository;
  const char* revision;
  Row weights, config, tokenizer, generation;
};

constexpr const char* kMultilingual = "27fc476bfe7f17299480be2273fc0608e4d5a99aba2ab5dec5374b4482d1a566";

constexpr Folder kFolders[] = {
    {"whisper-tiny",
     "openai/whisper-tiny",
     "169d4a4341b33bc18d8881c4b69c2e104e1cc0af",
     {"model.safetensors", 151'061'672, "7ebd0e69e78190ffe1438491fa05cc1f5c1aa3a4c4db3bc1723adbb551ea2395"},
     {"config.json", 1'983, "ffdccec4f3211f4c63310f2b7098f309fe70f3952cedc5e4d11e43f5b2379b98"},
     {"tokenizer.json", 2'480'466, kMultilingual},
     {"generation_config.json", 3'747, "a5d5325911f16e74001a72fa13d6e208eee51548f994646de1f4b4cc8b35b512"}},
    {"whisper-tiny.en",
     "openai/whisper-tiny.en",
     "87c7102498dcde7456f24cfd30239ca606ed9063",
     {"model.safetensors", 151'060'136, "db59695928ded6043adaef491a53ef4e12da9611184d77c53baa691a60b958ad"},
     {"config.json", 1'937, "b5366317df280f79e6cc366f259f379674f81a8721d458acf2e00680ccb10b1d"},
     {"tokenizer.json", 2'405'679, "5eb60cec1e77aeeb6869a2bb5a8e01a84c3fe5d072d75369343021fe6f5310d0"},
     {"generation_config.json", 0, ""}},
    {"whisper-base",
     "openai/whisper-base",
     "e37978b90ca9030d5170a5c07aadb050351a65bb",
     {"model.safetensors", 290'403'936, "07cadb9f25677c8d50df603e66a98fbd842cce45047139baeb16e6219a1e807b"},
     {"config.json", 1'983, "a153c53883a6799b6f056b4a8d1a515c9926d03994682ba88a7616618d7da0c1"},
     {"tokenizer.json", 2'480'466, kMultilingual},
     {"generation_config.json", 3'807, "444b3f636d2fff89dd9ecf549e2a085b61f7ff0fa0246d4628bac6a3b8cc9ba4"}},
    {"whisper-base.en",
     "openai/whisper-base.en",
     "911407f4214e0e1d82085af863093ec0b66f9cd6",
     {"model.safetensors", 290'401'888, "d4dd5542fd6a1d35639e21384238f3bfe6c557c849d392b5905d33ee29e71db5"},
     {"config.json", 0, ""},
     {"tokenizer.json", 0, ""},
     {"generation_config.json", 0, ""}},
    {"whisper-small",
     "openai/whisper-small",
     "973afd24965f72e36ca33b3055d56a652f456b4d",
     {"model.safetensors", 966'995'080, "1d7734884874f1a1513ed9aa760a4f8e97aaa02fd6d93a3a85d27b2ae9ca596b"},
     {"config.json", 1'967, "e6a2b489da1b5aed65a8eb8d1e7466fa867ad5643a8bc138ba708bd56b2875c4"},
     {"tokenizer.json", 2'480'466, kMultilingual},
     {"generation_config.json", 3'868, "71565b8ef50d0bf7a1193ed4bbed195b94e70c18894d81bba2f1233dcec3ab53"}},
    {"whisper-small.en",
     "openai/whisper-small.en",
     "e8727524f962ee844a7319d92be39ac1bd25655a",
     {"model.safetensors", 966'992'008, "6014ac49b506df900f66f4aca6b0801eed7245594ace97bcaf73e0ae5b863066"},
     {"config.json", 0, ""},
     {"tokenizer.json", 0, ""},
     {"generation_config.json", 0, ""}},
    {"whisper-medium",
     "openai/whisper-medium",
     "abdf7c39ab9d0397620ccaea8974cc764cd0953e",
     {"model.safetensors", 3'055'544'304, "62f73550fa6db24b0c6f6c5962bd0dae80fa644e93cde9cd9c3792971b47fd28"},
     {"config.json", 1'991, "18706810eb740d1dc54d1db181358d5f8578600d0f449e51dfd4798c0223a1f5"},
     {"tokenizer.json", 2'480'466, kMultilingual},
     {"generation_config.json", 0, ""}},
    {"whisper-medium.en",
     "openai/whisper-medium.en",
     "2e98eb6279edf5095af0c8dedb36bdec0acd172b",
     {"model.safetensors", 3'055'540'208, ""},
     {"config.json", 0, ""},
     {"tokenizer.json", 0, ""},
     {"generation_config.json", 0, ""}},
    {"whisper-large-v1",
     "openai/whisper-large",
     "4ef9b41f0d4fe232daafdb5f76bb1dd8b23e01d7",
     {"model.safetensors", 6'173'370'152, ""},
     {"config.json", 0, ""},
     {"tokenizer.json", 0, ""},
     {"generation_config.json", 0, ""}},
    {"whisper-large-v2",
     "openai/whisper-large-v2",
     "ae4642769ce2ad8fc292556ccea8e901f1530655",
     {"model.safetensors", 6'173'370'152, "57a1ba2a82c093cabff2541409ae778c97145378b9ddfa722763cb1cb8f9020b"},
     {"config.json", 0, ""},
     {"tokenizer.json", 0, ""},
     {"generation_config.json", 4'294, "031721643aab5be7250eb668c6b9b5c67d2549420522ac1291bfd346bfff6297"}},
    {"whisper-large-v3",
     "openai/whisper-large-v3",
     "06f233fe06e710322aca913c1bc4249a0d71fce1",
     {"model.safetensors", 3'087'130'976, "a8e94b85976e5864ba3e9525c7e6c83b2a1eca42d4b797a0c7c24d778e40fd95"},
     {"config.json", 1'272, "ad0e8d1e46f4d01f7861a21509e5d0f977d6cc1f367a370603c92541d819807b"},
     {"tokenizer.json", 2'480'617, "6d8cbd7cd0d8d5815e478dac67b85a26bbe77c1f5e0c6d76d1ce2abc0e5f21ca"},
     {"generation_config.json", 3'903, "fbdfa70135de9b1d31553393f14e80aaeb1936ea36576b2ba864055943c09d23"}},
    {"whisper-large-v3-turbo",
     "openai/whisper-large-v3-turbo",
     "41f01f3fe87f28c78e2fbf8b568835947dd65ed9",
     {"model.safetensors", 1'617'824'864, "542566a422ae4f3fd23f1ba11add198fca01bbf82e66e6a2857b3f608b1eb9d1"},
     {"config.json", 1'256, "c5b526b3e3cd64cd8940dabb45e8ba726629e22d8ed389c29b552f9140daf04a"},
     {"tokenizer.json", 2'710'337, "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd"},
     {"generation_config.json", 3'772, "cce11bfe3aaa6ae9e072ea2637caaec8795e68d9b67e655a5af16ee509681a4c"}},
};

CatalogFile file_of(const Row& row) {
  return {row.name, row.size_bytes, row.sha256};
}

std::vector<CatalogModel> build() {
  std::vector<CatalogModel> all;
  for (const Row& row : kGgml)
    all.push_back({row.name,
                   ModelForm::ggml,
                   "ggerganov/whisper.cpp",
                   kGgmlRevision,
                   {{"ggml-" + std::string(row.name) + ".bin", row.size_bytes, row.sha256}}});
  for (const Folder& folder : kFolders)
    all.push_back(
        {folder.name,
         ModelForm::hugging_face,
         folder.repository,
         folder.revision,
         {file_of(folder.config), file_of(folder.generation), file_of(folder.tokenizer), file_of(folder.weights)}});
  all.push_back(
      {"silero-v6.2.0",
       ModelForm::voice_activity,
       "ggml-org/whisper-vad",
       "9ffd54a1e1ee413ddf265af9913beaf518d1639b",
       {{"ggml-silero-v6.2.0.bin", 885'098, "2aa269b785eeb53a82983a20501ddf7c1d9c48e33ab63a41391ac6c9f7fb6987"}}});
  return all;
}

}  // namespace

const char* to_string(ModelForm form) {
  switch (form) {
    case ModelForm::ggml:
      return "ggml";
    case ModelForm::hugging_face:
      return "hugging_face";
    case ModelForm::voice_activity:
      return "voice_activity";
  }
  return "";
}

std::uint64_t CatalogModel::size_bytes() const {
  std::uint64_t sum = 0;
  for (const CatalogFile& file : files) sum += file.size_bytes;
  return sum;
}

std::string CatalogModel::address_path(const CatalogFile& file) const {
  return repository + "/resolve/" + revision + "/" + file.path;
}

std::span<const CatalogModel> model_catalog() {
  static const std::vector<CatalogModel> kAll = build();
  return kAll;
}

const CatalogModel* find_in_catalog(std::string_view name) {
  if (name.starts_with("openai/")) name.remove_prefix(7);
  if (name.starts_with("ggml-")) name.remove_prefix(5);
  if (name.ends_with(".bin")) name.remove_suffix(4);
  if (name == "turbo") name = "large-v3-turbo";
  if (name == "large") name = "large-v3";
  if (name == "whisper-large") name = "whisper-large-v1";
  const auto all = model_catalog();
  const auto it = std::ranges::find(all, name, &CatalogModel::name);
  return it == all.end() ? nullptr : &*it;
}

std::optional<std::string> nearest_in_catalog(std::string_view name) {
  std::vector<std::string> names;
  for (const CatalogModel& model : model_catalog()) names.push_back(model.name);
  return base::nearest(name, names);
}

}  // namespace cxai::models
