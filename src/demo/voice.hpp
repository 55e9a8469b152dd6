// Speaks a text with espeak-ng.
//
// Input    text of at most a few kilobytes; a voice as espeak-ng names it ("tr+f3")
// Output   mono PCM at espeak-ng's rate
// Errors   unavailable: espeak-ng is not there (names the Debian package), hangs or fails
// Threads  may be called from several threads at once; each call runs a process
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "audio/wav.hpp"
#include "base/result.hpp"

namespace cxai::demo {

Result<audio::Pcm> speak_text(const std::filesystem::path& espeak, const std::string& voice, int words_per_minute,
                              std::string_view text);

}  // namespace cxai::demo
