// Takes conversations in: seals the original bytes, gives the content id, masks name and metadata, queues the analysis.
// The same content is taken in once, however often it comes; content that was destroyed is not taken in again.
//
// Errors   unavailable (disk, database), conflict (destroyed before); what is wrong with one input is that input's
//          failure. Messages name a file by its masked name
// Threads  all functions from any thread
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/seal.hpp"
#include "conversation/conversation.hpp"
#include "pipeline/intake.hpp"
#include "store/blobs.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

// A file that came in, plain or sealed on its way.
struct InputFile {
  InputFile(std::filesystem::path file, std::optional<base::SealedTemporary> staged = std::nullopt)
      : path(std::move(file)), sealed(std::move(staged)) {}

  std::filesystem::path path;
  std::optional<base::SealedTemporary> sealed;
  base::KeyedFile file() const { return sealed ? sealed->file : base::KeyedFile(path); }
};

// Files that make one conversation, or one table of messages.
struct Bundle {
  std::string source;  // what people call it: a path below the ingested folder, or an upload's file name
  std::optional<InputFile> recording;
  std::optional<InputFile> transcript;
  std::optional<InputFile> metadata;
  std::optional<InputFile> messages;  // CSV, definitions section 4
};

// What may happen to plain files. Sealed ones are taken over.
enum class Originals : std::uint8_t { copy, move };

class Arrivals final : public Intake {
 public:
  Arrivals(store::Store& store, store::Blobs& blobs, const base::Clock& clock)
      : store_(store), blobs_(blobs), clock_(clock) {}

  // Called with every conversation as it is queued, from the thread that takes it in.
  using OnItem = std::function<void(const IntakeResult::Item&)>;

  Result<IntakeResult> take(const Bundle& bundle, Originals originals, const OnItem& on_item = {});
  Result<IntakeResult> accept(std::vector<UploadedFile> files) override;

 private:
  Result<base::SealedTemporary> staged(const InputFile& file) const;
  Result<IntakeResult> take_call(const Bundle& bundle, Originals originals, const OnItem& on_item);
  Result<IntakeResult> take_messages(const Bundle& bundle, const OnItem& on_item);
  Result<> register_one(store::Arrival arrival, IntakeResult& out, const OnItem& on_item);

  store::Store& store_;
  store::Blobs& blobs_;
  const base::Clock& clock_;
};

}  // namespace cxai::pipeline
