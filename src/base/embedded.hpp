// Files built into the program (see cmake/Embed.cmake), sorted by path.
#pragma once

#include <span>
#include <string_view>

namespace cxai::base::embedded {

struct File {
  std::string_view path;  // relative, '/' between folders
  std::string_view bytes;
};

std::span<const File> migrations();           // linked by store
std::span<const File> demo_files();           // linked by demo
std::span<const File> web_files();            // linked by serve
std::span<const File> vad_models();           // linked by vad
std::span<const File> voice_models();         // linked by voices
std::span<const File> language_roots();       // linked by language
std::span<const File> language_models();      // linked by language
std::span<const File> role_models();          // linked by dialogue
std::span<const File> person_models();        // linked by privacy
std::span<const File> reader_prompts();       // linked by reader
std::span<const File> analysis_models();      // linked by analysis
std::span<const File> analysis_cues();        // linked by analysis
std::span<const File> scorecard_templates();  // linked by scorecards

// The file with that path, or null. `files` is sorted.
const File* find(std::span<const File> files, std::string_view path);

}  // namespace cxai::base::embedded
