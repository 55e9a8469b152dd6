#include "audio/listening_copy.hpp"

#include <utility>

#include "audio/sound_file.hpp"

namespace cxai::audio {

struct ListeningCopy::Impl {
  std::unique_ptr<SoundFile> file;
};

ListeningCopy::ListeningCopy(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ListeningCopy::~ListeningCopy() = default;

Result<std::unique_ptr<ListeningCopy>> ListeningCopy::create(const std::filesystem::path& path, int channels) {
  auto impl = std::make_unique<Impl>();
  CXAI_TRY(impl->file, SoundFile::create(path, SoundFormat::opus, channels));
  return std::unique_ptr<ListeningCopy>(new ListeningCopy(std::move(impl)));
}

Result<> ListeningCopy::write(const Block& block) {
  return impl_->file->write(block);
}

Result<> ListeningCopy::finish() {
  return impl_->file->finish();
}

}  // namespace cxai::audio
