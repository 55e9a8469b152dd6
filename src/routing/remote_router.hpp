// Asks a server's language model for the label of each text.
//
// Input    masked texts
// Output   the probability of the label it named, from the log probabilities of its words; 1 where the server gives
//          none; an answer that is no label is Unknown
// Errors   cancelled, and those of the server
// Owns     a file of answers by digest of the text: asked again, also after a restart, nothing is paid for twice
// Threads  any number of calls at once; each keeps `in_flight` requests under way
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "llm/openai.hpp"
#include "routing/router.hpp"

namespace cxai::routing {

class RemoteRouter final : public Router {
 public:
  // Borrows the server. `answers`: the file; empty: none is kept.
  static Result<std::unique_ptr<RemoteRouter>> open(ModelInfo info, llm::OpenAi& server, std::size_t in_flight,
                                                    const std::filesystem::path& answers);

  const ModelInfo& info() const override { return info_; }
  Result<std::vector<float>> probabilities(std::span<const MaskedText> texts, const std::stop_token& stop) override;
  void use(const Policy& policy) { info_.policy = policy; }
  const std::string& prompt() const { return prompt_; }
  std::uint64_t asked() const { return asked_; }  // of the server, in all

 private:
  struct Said {
    std::uint32_t label = 0;  // labels.size(): none of them
    float probability = 0;
  };
  RemoteRouter(ModelInfo info, llm::OpenAi& server, std::size_t in_flight);
  Result<> read_answers(const std::filesystem::path& file);
  Result<Said> ask(const MaskedText& text, const std::stop_token& stop);

  ModelInfo info_;
  llm::OpenAi& server_;
  std::size_t in_flight_;
  std::string prompt_;
  std::mutex mutex_;
  std::map<std::string, Said> known_;
  std::ofstream answers_;
  std::atomic<std::uint64_t> asked_ = 0;
};

}  // namespace cxai::routing
