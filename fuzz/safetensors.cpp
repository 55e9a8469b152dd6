#include "check.hpp"
#include "checkpoint/safetensors_file.hpp"

namespace wh = cxai::checkpoint;

// Every tensor lies inside the file and is as long as its shape says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = std::as_bytes(std::span(data, size));
  const auto tensors = wh::read_safetensors(file);
  if (!tensors) {
    CXAI_CHECK(!tensors.error().message.empty());
    return 0;
  }
  for (const auto& [name, tensor] : *tensors) {
    CXAI_CHECK(tensor.data.data() >= file.data() && tensor.data.data() + tensor.data.size() <= file.data() + size);
    CXAI_CHECK(wh::tensor_bytes(tensor.type, tensor.elements()) == static_cast<std::int64_t>(tensor.data.size()));
    std::vector<float> first(1);
    wh::read_floats(tensor, 0, first);
  }
  return 0;
}
