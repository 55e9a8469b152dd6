// Finds the conversations in files and folders: a recording with the transcript and metadata that stand beside it
// under the same name, transcripts alone, tables of messages.
//
//   call.wav + call.vtt|srt|json|txt + call.meta.json   one conversation
//   chat.json, dialogue.txt, call.vtt                   one conversation without recording
//   tweets.csv                                          many conversations
//
// Output   bundles in the order of their names; files that are none of these, with the reason
// Errors   not_found for a path that does not exist
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/arrivals.hpp"

namespace cxai::pipeline {

struct Found {
  std::vector<Bundle> bundles;
  std::vector<std::string> passed_over;  // notes, tables of other things, hidden files
};

// What a file is by its name: decides which files belong together, not whether they are good.
enum class FileKind : std::uint8_t { recording, transcript, metadata, messages, other };
FileKind file_kind(const std::filesystem::path& file);

Result<Found> find_conversations(const std::vector<std::filesystem::path>& paths);

}  // namespace cxai::pipeline
