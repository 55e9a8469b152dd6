// Takes conversations in: keeps the original bytes, gives the content id, queues the analysis. The same content is
// taken in once, however often it comes.
//
// Errors   unavailable (disk, database); what is wrong with one input is that input's failure
// Threads  all functions from any thread
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "conversation/conversation.hpp"
#include "pipeline/intake.hpp"
#include "store/blobs.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

// Files that make one conversation, or one table of messages.
struct Bundle {
  std::string source;  // what people call it: a path below the ingested folder, or an upload's file name
  std::optional<std::filesystem::path> recording;
  std::optional<std::filesystem::path> transcript;
  std::optional<std::filesystem::path> metadata;
  std::optional<std::filesystem::path> messages;  // CSV, definitions section 4
};

enum class Originals : std::uint8_t { copy, move };  // what may happen to the files

class Arrivals final : public Intake {
 public:
  Arrivals(store::Store& store, store::Blobs& blobs, const base::Clock& clock)
      : store_(store), blobs_(blobs), clock_(clock) {}

  // Called with every conversation as it is queued, from the thread that takes it in.
  using OnItem = std::function<void(const IntakeResult::Item&)>;

  Result<IntakeResult> take(const Bundle& bundle, Originals originals, const OnItem& on_item = {});
  Result<IntakeResult> accept(std::vector<UploadedFile> files) override;

 private:
  Result<store::BlobInfo> keep(const std::filesystem::path& file, Originals originals);
  Result<IntakeResult> take_call(const Bundle& bundle, Originals originals, const OnItem& on_item);
  Result<IntakeResult> take_messages(const Bundle& bundle, const OnItem& on_item);
  Result<> register_one(store::Arrival arrival, const std::string& name, IntakeResult& out, const OnItem& on_item);

  store::Store& store_;
  store::Blobs& blobs_;
  const base::Clock& clock_;
};

}  // namespace cxai::pipeline
