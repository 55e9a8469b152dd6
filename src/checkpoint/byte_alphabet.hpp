// The 256 bytes as the first tokens of Whisper's vocabularies, and the characters that stand for them in JSON files.
//
// Printable characters of Latin-1 stand for their own byte and come first; the other bytes follow in order, written as
// the characters from U+0100 on.
//
// Threads  pure
// Source   Radford et al. 2019 (GPT-2), byte-level BPE
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cxai::checkpoint {

// The byte that token 0 … 255 is.
unsigned char byte_of_token(int token);

// The bytes that a token's text in vocab.json or tokenizer.json means; nullopt: a character that stands for no byte.
std::optional<std::string> bytes_of_text(std::string_view text);

// The other way round.
std::string text_of_bytes(std::string_view bytes);

}  // namespace cxai::checkpoint
