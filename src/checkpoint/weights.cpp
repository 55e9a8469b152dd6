#include "checkpoint/weights.hpp"

#include <mutex>

#include "base/hash.hpp"
#include "checkpoint/ggml_file.hpp"
#include "checkpoint/hugging_face.hpp"
#include "checkpoint/known_models.hpp"
#include "checkpoint/mapped_file.hpp"
#include "checkpoint/model_contents.hpp"

namespace cxai::checkpoint {
namespace fs = std::filesystem;
namespace {

class LoadedWeights : public Weights {
 public:
  LoadedWeights(std::vector<MappedFile> files, ModelContents model)
      : files_(std::move(files)), model_(std::move(model)) {}

  const Dimensions& dimensions() const override { return model_.dimensions; }
  const TensorView& tensor(std::string_view name) const override {
    const auto found = model_.tensors.find(name);
    CXAI_CHECK(found != model_.tensors.end());
    return found->second;
  }
  const std::vector<float>& mel_filters() const override { return model_.mel_filters; }
  const std::vector<std::string>& vocabulary() const override { return model_.vocabulary; }
  const std::vector<std::pair<int, int>>& alignment_heads() const override { return model_.alignment_heads; }
  std::string name() const override { return model_name(model_.dimensions); }
  std::string sha256() const override {
    std::call_once(hashed_, [this] {
      base::Sha256 hash;
      for (const MappedFile& file : files_) hash.update(file.bytes());
      sha256_ = hash.hex();
    });
    return sha256_;
  }

 private:
  std::vector<MappedFile> files_;
  ModelContents model_;
  mutable std::once_flag hashed_;
  mutable std::string sha256_;
};

Result<ModelContents> read(const fs::path& path, std::vector<MappedFile>& files) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return read_hugging_face(path, files);
  CXAI_TRY(MappedFile file, MappedFile::open(path));
  auto model = read_ggml(file.bytes());
  if (!model) return fail(path.string() + ": ", std::move(model).error());
  files.push_back(std::move(file));
  return model;
}

}  // namespace

Result<std::shared_ptr<const Weights>> Weights::open(const fs::path& path) {
  std::vector<MappedFile> files;
  CXAI_TRY(ModelContents model, read(path, files));
  if (auto done = complete(model); !done) return fail(path.string() + ": ", std::move(done).error());
  return std::make_shared<const LoadedWeights>(std::move(files), std::move(model));
}

}  // namespace cxai::checkpoint
