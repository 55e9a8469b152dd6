#include "checkpoint/safetensors_file.hpp"

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace cxai::checkpoint {
namespace {

constexpr std::uint64_t kLongestHeader = 100'000'000;
constexpr std::size_t kMostTensorDimensions = 8;
constexpr std::int64_t kLargestOffset = std::int64_t{1} << 52;

std::optional<TensorType> tensor_type(std::string_view name) {
  if (name == "F32") return TensorType::f32;
  if (name == "F16") return TensorType::f16;
  if (name == "BF16") return TensorType::bf16;
  return std::nullopt;
}

std::unexpected<Error> corrupt(const std::string& message) {
  return fail(ErrorCode::corrupt_data, message + "; download the file again");
}

// nullopt: of a type that is left out.
Result<std::optional<TensorView>> read_tensor(const std::string& name, const Json& entry,
                                              std::span<const std::byte> data) {
  base::Reader in(entry, name);
  const std::string type_name = in.string("dtype");
  TensorView view;
  std::int64_t elements = 1;
  const auto& shape = in.array("shape", true);
  const auto& offsets = in.array("data_offsets", true);
  if (!in.ok()) return corrupt("the tensor " + in.error().error().message);
  if (shape.size() > kMostTensorDimensions) return corrupt("the tensor " + name + " must have at most 8 dimensions");
  for (const Json& size : shape) {
    if (!size.is_number_integer() || size < 1 || size > (1 << 28) || elements > (std::int64_t{1} << 32))
      return corrupt("the tensor " + name + ": its sizes must be from 1 to 2^28 and 2^32 together");
    view.shape.push_back(size.get<std::int64_t>());
    elements *= view.shape.back();
  }
  const auto is_offset = [](const Json& at) { return at.is_number_integer() && at >= 0 && at <= kLargestOffset; };
  if (offsets.size() != 2 || !is_offset(offsets[0]) || !is_offset(offsets[1]))
    return corrupt("the tensor " + name + ": data_offsets must be two numbers, begin and end");
  const auto begin = offsets[0].get<std::uint64_t>();
  const auto end = offsets[1].get<std::uint64_t>();
  if (begin > end || end > data.size())
    return corrupt("the tensor " + name + " lies at bytes " + std::to_string(begin) + " to " + std::to_string(end) +
                   " of the data, the file has " + std::to_string(data.size()) + " of them");
  const auto type = tensor_type(type_name);
  if (!type) return std::optional<TensorView>{};
  view.type = *type;
  const std::int64_t needed = tensor_bytes(view.type, elements);
  if (end - begin != static_cast<std::uint64_t>(needed))
    return corrupt("the tensor " + name + " needs " + std::to_string(needed) +
                   " bytes for its shape, data_offsets give " + std::to_string(end - begin));
  view.data = data.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(needed));
  return std::optional<TensorView>(std::move(view));
}

}  // namespace

Result<TensorMap> read_safetensors(std::span<const std::byte> file) {
  std::uint64_t length = 0;
  if (file.size() < sizeof length)
    return corrupt("a safetensors file has at least 8 bytes, got " + std::to_string(file.size()));
  std::memcpy(&length, file.data(), sizeof length);
  file = file.subspan(sizeof length);
  if (length > file.size() || length > kLongestHeader)
    return corrupt("the header must be at most " +
                   std::to_string(std::min<std::uint64_t>(file.size(), kLongestHeader)) +
                   " bytes long, the first 8 bytes say " + std::to_string(length));
  const auto header_bytes = file.first(static_cast<std::size_t>(length));
  const auto data = file.subspan(header_bytes.size());
  const auto header = base::parse_json({reinterpret_cast<const char*>(header_bytes.data()), header_bytes.size()});
  if (!header) return corrupt("the header is " + header.error().message);
  if (!header->is_object()) return corrupt("the header must be a JSON object");
  TensorMap tensors;
  for (const auto& [name, entry] : header->items()) {
    if (name == "__metadata__") continue;
    CXAI_TRY(auto view, read_tensor(name, entry, data));
    if (view) tensors.emplace(name, *std::move(view));
  }
  return tensors;
}

}  // namespace cxai::checkpoint
