#include "checkpoint/ggml_file.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "checkpoint/byte_alphabet.hpp"
#include "checkpoint/known_models.hpp"

namespace cxai::checkpoint {
namespace {

constexpr std::uint32_t kMagic = 0x67676d6c;      // "ggml"
constexpr std::uint32_t kGgufMagic = 0x46554747;  // "GGUF"
constexpr int kVersionFactor = 1000;              // of the quantisation's version inside the file type
constexpr int kQuantisationVersion = 2;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kMostDimensions = 4;
constexpr std::size_t kLongestName = 128;
constexpr std::int64_t kBlock = 32;

std::optional<TensorType> tensor_type(std::int32_t code) {
  switch (code) {
    case 0:
      return TensorType::f32;
    case 1:
      return TensorType::f16;
    case 2:
      return TensorType::q4_0;
    case 3:
      return TensorType::q4_1;
    case 6:
      return TensorType::q5_0;
    case 7:
      return TensorType::q5_1;
    case 8:
      return TensorType::q8_0;
    case 30:
      return TensorType::bf16;
    default:
      return std::nullopt;
  }
}

class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> file) : file_(file) {}

  std::size_t left() const { return file_.size() - at_; }
  std::string place() const { return "at byte " + std::to_string(at_) + ": "; }

  Result<std::span<const std::byte>> take(std::uint64_t bytes, std::string_view what) {
    if (bytes > left())
      return fail(ErrorCode::corrupt_data, place() + std::string(what) + " needs " + std::to_string(bytes) +
                                               " bytes, the file has " + std::to_string(left()) +
                                               " left; it was cut short, download it again");
    const auto part = file_.subspan(at_, static_cast<std::size_t>(bytes));
    at_ += part.size();
    return part;
  }

  Result<std::int32_t> integer(std::string_view what) {
    CXAI_TRY(const auto bytes, take(4, what));
    std::int32_t value = 0;
    std::memcpy(&value, bytes.data(), 4);
    return value;
  }

  // A length or a count.
  Result<std::size_t> size(std::string_view what, std::size_t most) {
    const std::string at = place();
    CXAI_TRY(const std::int32_t value, integer(what));
    if (value < 0 || static_cast<std::size_t>(value) > most)
      return fail(ErrorCode::corrupt_data, at + std::string(what) + " must be from 0 to " + std::to_string(most) +
                                               ", got " + std::to_string(value) + "; download the file again");
    return static_cast<std::size_t>(value);
  }

  Result<std::string> text(std::size_t length, std::string_view what) {
    CXAI_TRY(const auto bytes, take(length, what));
    std::string text(length, '\0');
    if (length) std::memcpy(text.data(), bytes.data(), length);
    return text;
  }

 private:
  std::span<const std::byte> file_;
  std::size_t at_ = 0;
};

Result<> read_magic(Cursor& in) {
  CXAI_TRY(const std::int32_t magic, in.integer("the magic number"));
  if (static_cast<std::uint32_t>(magic) == kMagic) return {};
  if (static_cast<std::uint32_t>(magic) == kGgufMagic)
    return fail(ErrorCode::unsupported,
                "a GGUF file; give Whisper's classic ggml `.bin` file, as whisper.cpp's models");
  return fail(ErrorCode::corrupt_data,
              "at byte 0: the file must begin with \"lmgg\"; give a ggml `.bin` file or a Hugging Face directory");
}

Result<Dimensions> read_dimensions(Cursor& in) {
  Dimensions m;
  std::int32_t file_type = 0;
  for (auto [value, what] : std::to_array<std::pair<int*, const char*>>({
           {&m.vocabulary, "the size of the vocabulary"},
           {&m.audio_context, "the encoder's context"},
           {&m.audio_state, "the encoder's width"},
           {&m.audio_heads, "the encoder's number of heads"},
           {&m.audio_layers, "the encoder's number of layers"},
           {&m.text_context, "the decoder's context"},
           {&m.text_state, "the decoder's width"},
           {&m.text_heads, "the decoder's number of heads"},
           {&m.text_layers, "the decoder's number of layers"},
           {&m.mels, "the number of mel bands"},
           {&file_type, "the file type"},
       })) {
    CXAI_TRY(*value, in.integer(what));
  }
  CXAI_TRY_VOID(check_dimensions(m));
  const int version = file_type / kVersionFactor;
  const int type = file_type % kVersionFactor;
  if (file_type < 0) return fail(ErrorCode::corrupt_data, "at byte 44: the file type must be 0 or more");
  if (type > 1 && version != kQuantisationVersion)
    return fail(ErrorCode::unsupported, "at byte 44: quantised in version " + std::to_string(version) +
                                            ", must be version 2; quantise the model again with a current whisper.cpp");
  return m;
}

Result<std::vector<float>> read_filters(Cursor& in) {
  CXAI_TRY(const std::size_t mels, in.size("the number of mel filters", in.left() / 4));
  CXAI_TRY(const std::size_t bins, in.size("the length of a mel filter", in.left() / 4));
  CXAI_TRY(const auto bytes, in.take(std::uint64_t{mels} * bins * 4, "the mel filters"));
  std::vector<float> filters(bytes.size() / 4);
  if (!filters.empty()) std::memcpy(filters.data(), bytes.data(), bytes.size());
  return filters;
}

Result<std::vector<std::string>> read_vocabulary(Cursor& in) {
  CXAI_TRY(const std::size_t count, in.size("the number of tokens", in.left() / 4));
  std::vector<std::string> vocabulary;
  vocabulary.reserve(count);
  while (vocabulary.size() < count) {
    CXAI_TRY(const std::size_t length, in.size("the length of a token", in.left()));
    CXAI_TRY(std::string token, in.text(length, "a token"));
    // Early converters wrote bytes that are no UTF-8 by themselves as U+FFFD. Single bytes are known by their place;
    // without them not every text could be written as tokens.
    if (vocabulary.size() < 256 && token == kReplacement)
      token.assign(1, static_cast<char>(byte_of_token(static_cast<int>(vocabulary.size()))));
    vocabulary.push_back(std::move(token));
  }
  return vocabulary;
}

Result<> read_tensor(Cursor& in, TensorMap& tensors) {
  const std::string at = in.place();
  CXAI_TRY(const std::size_t dimensions, in.size("a tensor's number of dimensions", kMostDimensions));
  CXAI_TRY(const std::size_t length, in.size("the length of a tensor's name", kLongestName));
  CXAI_TRY(const std::int32_t code, in.integer("a tensor's type"));
  TensorView view;
  view.shape.resize(dimensions);
  std::int64_t elements = 1;
  for (auto size = view.shape.rbegin(); size != view.shape.rend(); ++size) {  // innermost first
    CXAI_TRY(*size, in.integer("a tensor's size"));
    if (*size < 1 || *size > (1 << 28) || elements > (std::int64_t{1} << 32))
      return fail(ErrorCode::corrupt_data, at + "a tensor's sizes must be from 1 to 2^28 and 2^32 together, got " +
                                               std::to_string(*size) + "; download the file again");
    elements *= *size;
  }
  CXAI_TRY(std::string name, in.text(length, "a tensor's name"));
  if (!std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; }))
    return fail(ErrorCode::corrupt_data, at + "a tensor's name must be printable; download the file again");
  const auto type = tensor_type(code);
  if (!type)
    return fail(ErrorCode::unsupported, at + "the tensor " + name + " is of type " + std::to_string(code) +
                                            ", must be f32, f16, bf16, q4_0, q4_1, q5_0, q5_1 or q8_0; convert or "
                                            "quantise the model to one of these");
  view.type = *type;
  if (is_quantised(view.type) && (view.shape.empty() || view.shape.back() % kBlock != 0))
    return fail(ErrorCode::corrupt_data, at + "the rows of the quantised tensor " + name +
                                             " must be a multiple of 32 long; download the file again");
  CXAI_TRY(view.data, in.take(static_cast<std::uint64_t>(tensor_bytes(view.type, elements)), "the tensor " + name));
  if (!tensors.emplace(name, std::move(view)).second)
    return fail(ErrorCode::corrupt_data, at + "the tensor " + name + " is there twice; download the file again");
  return {};
}

}  // namespace

Result<ModelContents> read_ggml(std::span<const std::byte> file) {
  Cursor in(file);
  CXAI_TRY_VOID(read_magic(in));
  ModelContents model;
  CXAI_TRY(model.dimensions, read_dimensions(in));
  CXAI_TRY(model.mel_filters, read_filters(in));
  CXAI_TRY(model.vocabulary, read_vocabulary(in));
  while (in.left() > 0) CXAI_TRY_VOID(read_tensor(in, model.tensors));
  model.alignment_heads = known_alignment_heads(model.dimensions);
  return model;
}

}  // namespace cxai::checkpoint
