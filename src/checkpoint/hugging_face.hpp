// The parts of a Whisper model in a Hugging Face directory.
//
// Input    config.json, the weights' files, the tokenizer's file; generation_config.json and preprocessor_config.json
//          where they are there (weights.hpp)
// Output   tensors by Whisper's names, views into `files`
// Errors   not_found, corrupt_data, unsupported; messages name the file
// Threads  pure
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "checkpoint/mapped_file.hpp"
#include "checkpoint/model_contents.hpp"

namespace cxai::checkpoint {

// `files` receives the weights' files, in the order of their names.
Result<ModelContents> read_hugging_face(const std::filesystem::path& directory, std::vector<MappedFile>& files);

// What the directory's files call a tensor of Whisper's: "decoder.ln.weight" is "model.decoder.layer_norm.weight".
std::string hugging_face_name(std::string_view name);

// Bytes of the tokens by id, from tokenizer.json or vocab.json. Special tokens ("<|…|>") are left empty. Ids of 51866
// and more are an error.
Result<std::vector<std::string>> read_vocabulary_json(std::string_view text);

}  // namespace cxai::checkpoint
