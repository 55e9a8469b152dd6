#include "models/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "models/catalog.hpp"
#include "models/manifest.hpp"
#include "models/pull.hpp"
#include "net/http_test_server.hpp"
#include "net/recording_pauser.hpp"

namespace cxai::models {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ModelCatalog, EveryEntryIsWellFormedAndFoundByItsNames) {
  std::set<std::string> names;
  std::size_t digests = 0;
  for (const CatalogModel& model : model_catalog()) {
    EXPECT_TRUE(names.insert(model.name).second) << model.name << " stands there twice";
    EXPECT_EQ(find_in_catalog(model.name), &model);
    EXPECT_EQ(model.revision.size(), 40U) << model.name;
    EXPECT_GT(model.size_bytes(), 800'000U) << model.name;
    EXPECT_TRUE(model_folder("d", model.name)) << model.name;
    for (const CatalogFile& file : model.files) {
      EXPECT_TRUE(file.sha256.empty() ||
                  (file.sha256.size() == 64 && file.sha256.find_first_not_of("0123456789abcdef") == std::string::npos))
          << model.name;
      EXPECT_TRUE(file.sha256.empty() || file.size_bytes > 0) << model.name;
      digests += file.sha256.empty() ? 0 : 1;
    }
  }
  EXPECT_GE(digests, 60U);
  EXPECT_EQ(find_in_catalog("turbo"), find_in_catalog("large-v3-turbo"));
  EXPECT_EQ(find_in_catalog("openai/whisper-tiny"), find_in_catalog("whisper-tiny"));
  EXPECT_EQ(find_in_catalog("ggml-base.en.bin")->name, "base.en");
  EXPECT_EQ(find_in_catalog("nothing"), nullptr);
  EXPECT_EQ(nearest_in_catalog("medum"), "medium");
}

class ModelStoreTest : public ::testing::Test {
 protected:
  ModelStoreTest() {
    files = {{"config.json", "{}"}, {"model.safetensors", std::string(9000, 'w')}};
    model = {"test-model", ModelForm::hugging_face, "maker/test", "rev1", {}};
    for (const auto& [path, bytes] : files) model.files.push_back({path, bytes.size(), base::sha256_hex(bytes)});
    store = dir.path() / "models";
  }

  Result<Pulled> pull(const std::vector<std::string>& sources) {
    return pull_model(model, store, sources, client, pauser, clock, nullptr, {});
  }
  void write(const fs::path& path, std::string_view bytes) { ASSERT_TRUE(base::write_file_atomic(path, bytes)); }
  fs::path folder_with_files(const char* name, const fs::path& below = "") {
    const fs::path folder = dir.path() / name;
    for (const auto& [path, bytes] : files) write(folder / below / path, bytes);
    return folder;
  }
  // Serves the model's files at `prefix`.
  net::HttpTestServer::Handler serving(std::string prefix) {
    return [this, prefix](const net::SeenRequest& request) {
      for (const auto& [path, bytes] : files)
        if (request.target == prefix + path) return net::answer(200, bytes);
      return net::answer(404, "");
    };
  }

  base::TempDir dir;
  fs::path store;
  std::map<std::string, std::string> files;
  CatalogModel model;
  net::Client client;
  net::RecordingPauser pauser;
  base::FixedClock clock{*base::parse_utc("2026-03-14T09:26:53Z")};
};

TEST_F(ModelStoreTest, PullsFromAHostLaidOutLikeTheOfficialOne) {
  net::HttpTestServer server(serving("/maker/test/resolve/rev1/"));
  const auto pulled = pull({server.url("")});
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_TRUE(pulled->fetched);
  EXPECT_EQ(pulled->model.size_bytes(), 9002U);
  EXPECT_EQ(pulled->model.source, server.url(""));
  EXPECT_TRUE(pulled->model.files[1].published);
  EXPECT_EQ(*base::read_file(store / "test-model" / "model.safetensors"), files["model.safetensors"]);

  const auto opened = find_model(store, "test-model");
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(*opened, store / "test-model");
  const auto listed = list_models(store);
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->models.size(), 1U);
  EXPECT_EQ(listed->models[0].verified_at, clock.now());
  EXPECT_EQ(listed->models[0].revision, "rev1");
  EXPECT_THAT(listed->broken, IsEmpty());

  const std::size_t requests = server.seen().size();
  const auto again = pull({server.url("")});
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->fetched);
  EXPECT_EQ(server.seen().size(), requests);
}

TEST_F(ModelStoreTest, PullsFromAServedStore) {
  net::HttpTestServer server(serving("/m/test-model/"));
  EXPECT_TRUE(pull({server.url("/m/")}));
}

TEST_F(ModelStoreTest, TriesSourcesInTurnAndSaysWhyEachFailed) {
  net::HttpTestServer empty(serving("/elsewhere/"));
  net::HttpTestServer wrong([](const net::SeenRequest&) { return net::answer(200, "??"); });
  const fs::path stick = folder_with_files("stick");
  const auto pulled = pull({empty.url(""), wrong.url(""), stick});
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(pulled->model.source, stick);

  ASSERT_TRUE(remove_model(store, "test-model"));
  const auto failed = pull({empty.url(""), "http://127.0.0.1:1/closed", "/nowhere"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
  EXPECT_THAT(failed.error().message, HasSubstr("answered 404"));
  EXPECT_THAT(failed.error().message, HasSubstr("http://127.0.0.1:1/closed"));
  EXPECT_THAT(failed.error().message, HasSubstr("/nowhere: holds no config.json"));
  EXPECT_THAT(failed.error().message, HasSubstr("models.mirrors"));
  EXPECT_THAT(failed.error().message, HasSubstr("--from"));
  EXPECT_THAT(failed.error().message, HasSubstr("cxai models verify test-model"));
  EXPECT_FALSE(fs::exists(store / "test-model"));
}

TEST_F(ModelStoreTest, PullsFromFoldersOfAllForms) {
  for (const char* below : {"", "test-model", "maker/test/resolve/rev1"}) {
    const auto pulled = pull({folder_with_files((std::string("f") + below[0]).c_str(), below)});
    ASSERT_TRUE(pulled) << below << ": " << pulled.error().message;
    ASSERT_TRUE(remove_model(store, "test-model"));
  }
}

TEST_F(ModelStoreTest, PullsOneFileByItsPath) {
  model.files = {{"ggml-test.bin", 5, base::sha256_hex("bytes")}};
  write(dir.path() / "renamed.bin", "bytes");
  ASSERT_TRUE(pull({dir.path() / "renamed.bin"}));
  EXPECT_EQ(*find_model(store, "test-model"), store / "test-model" / "ggml-test.bin");
}

TEST_F(ModelStoreTest, RefusesFilesThatAreNotWhatIsPublished) {
  files["model.safetensors"][17] = '!';
  const auto changed = pull({folder_with_files("stick")});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::corrupt_data);
  EXPECT_THAT(changed.error().message, HasSubstr(model.files[1].sha256));
  files["model.safetensors"] += "longer";
  const auto longer = pull({folder_with_files("other")});
  ASSERT_FALSE(longer);
  EXPECT_THAT(longer.error().message, HasSubstr("must have 9000"));
  EXPECT_FALSE(fs::exists(store / "test-model" / "model.safetensors"));
  EXPECT_FALSE(find_model(store, "test-model"));
}

TEST_F(ModelStoreTest, WhatWasPulledFirstIsHeldTo) {
  model.files[1].sha256.clear();
  model.files[1].size_bytes = 0;
  const auto first = pull({folder_with_files("one")});
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->model.files[1].published);
  EXPECT_EQ(first->model.files[1].sha256, base::sha256_hex(files["model.safetensors"]));
  fs::remove(store / "test-model" / "model.safetensors");
  files["model.safetensors"] = "another";
  const auto second = pull({folder_with_files("two")});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::corrupt_data);
}

TEST_F(ModelStoreTest, GoesOnWithADownloadThatBroke) {
  const std::string& weights = files["model.safetensors"];
  bool cut = true;
  net::HttpTestServer server([&](const net::SeenRequest& request) -> net::Scripted {
    if (request.target.ends_with("config.json")) return net::answer(200, files["config.json"]);
    if (request.headers.contains("range"))
      return net::answer(206, weights.substr(4000), "Content-Range: bytes 4000-8999/9000\r\n");
    const std::string head = "HTTP/1.1 200 X\r\nETag: \"1\"\r\nContent-Length: 9000\r\n\r\n";
    return {head + (cut ? weights.substr(0, 4000) : weights)};
  });
  const auto pulled = pull({server.url("")});
  ASSERT_TRUE(pulled) << pulled.error().message;
  EXPECT_EQ(server.seen().back().headers.at("range"), "bytes=4000-");
}

TEST_F(ModelStoreTest, VerifyFindsWhatChanged) {
  ASSERT_TRUE(pull({folder_with_files("stick")}));
  clock.advance(std::chrono::hours(1));
  std::uint64_t seen = 0;
  const auto good = verify_model(store, "test-model", clock,
                                 [&](std::string_view, std::uint64_t done, std::uint64_t) { seen = done; }, {});
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_EQ(seen, 9000U);
  EXPECT_EQ(list_models(store)->models[0].verified_at, clock.now());

  const fs::path weights = store / "test-model" / "model.safetensors";
  std::string bytes = files["model.safetensors"];
  bytes[8000] = '!';
  write(weights, bytes);
  EXPECT_TRUE(find_model(store, "test-model")) << "its size is right";
  const auto changed = verify_model(store, "test-model", clock, nullptr, {});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::corrupt_data);
  EXPECT_THAT(changed.error().message, HasSubstr("model.safetensors"));

  write(weights, "short");
  const auto opened = find_model(store, "test-model");
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("has 5 bytes"));
}

TEST_F(ModelStoreTest, FilesCopiedByHandAreComparedWithTheCatalogue) {
  write(store / "silero-v6.2.0" / "ggml-silero-v6.2.0.bin", "not the weights");
  ASSERT_EQ(list_models(store)->broken.size(), 1U);
  EXPECT_THAT(list_models(store)->broken[0].reason, HasSubstr("cxai models verify silero-v6.2.0"));
  const auto verified = verify_model(store, "ggml-silero-v6.2.0.bin", clock, nullptr, {});
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().code, ErrorCode::corrupt_data);
  EXPECT_THAT(verified.error().message, HasSubstr("885098"));
  EXPECT_EQ(find_model(store, "silero-v6.2.0").error().code, ErrorCode::corrupt_data);
  EXPECT_EQ(verify_model(store, "own", clock, nullptr, {}).error().code, ErrorCode::not_found);
}

TEST_F(ModelStoreTest, FindsByPathAndSaysWhatThereIs) {
  write(dir.path() / "my.bin", "x");
  EXPECT_EQ(*find_model(store, (dir.path() / "my.bin").string()), dir.path() / "my.bin");
  EXPECT_EQ(find_model(store, "/no/such.bin").error().code, ErrorCode::not_found);
  EXPECT_EQ(find_model(store, "").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(find_model(store, "..").error().code, ErrorCode::invalid_input);
  EXPECT_THAT(find_model(store, "medium").error().message, HasSubstr("`cxai models pull medium`"));
  ASSERT_TRUE(pull({folder_with_files("stick")}));
  const auto missing = find_model(store, "smal");
  EXPECT_THAT(missing.error().message, HasSubstr("there: test-model"));
  EXPECT_THAT(missing.error().message, HasSubstr("did you mean 'small'"));
}

TEST_F(ModelStoreTest, BrokenManifestsNameTheField) {
  ASSERT_TRUE(pull({folder_with_files("stick")}));
  const fs::path path = store / "test-model" / "manifest.json";
  const std::string good = *base::read_file(path);
  const std::vector<std::pair<std::string, std::string>> cases{{"cxai.model/1", "schema"},
                                                               {"config.json", "files[0].path"},
                                                               {"2026-03-14T09:26:53.000Z", "pulled_at"},
                                                               {model.files[0].sha256, "files[0].sha256"}};
  for (const auto& [text, field] : cases) {
    std::string bad = good;
    bad.replace(bad.find(text), text.size(), "../x");
    write(path, bad);
    const auto listed = list_models(store);
    ASSERT_EQ(listed->broken.size(), 1U) << field;
    EXPECT_THAT(listed->broken[0].reason, HasSubstr(field));
    EXPECT_FALSE(find_model(store, "test-model"));
  }
}

TEST_F(ModelStoreTest, RemoveGivesTheRoomBack) {
  ASSERT_TRUE(pull({folder_with_files("stick")}));
  const auto freed = remove_model(store, "test-model");
  ASSERT_TRUE(freed);
  EXPECT_GT(*freed, 9002U);
  EXPECT_FALSE(fs::exists(store / "test-model"));
  EXPECT_EQ(remove_model(store, "test-model").error().code, ErrorCode::not_found);
  EXPECT_EQ(remove_model(store, "../models").error().code, ErrorCode::invalid_input);
}

TEST_F(ModelStoreTest, AStopLeavesNoHalfModel) {
  std::stop_source stop;
  stop.request_stop();
  const auto pulled =
      pull_model(model, store, {folder_with_files("stick")}, client, pauser, clock, nullptr, stop.get_token());
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().code, ErrorCode::cancelled);
  EXPECT_FALSE(fs::exists(store / "test-model"));
}

}  // namespace
}  // namespace cxai::models
