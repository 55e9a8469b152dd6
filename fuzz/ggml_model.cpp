#include "check.hpp"
#include "checkpoint/ggml_file.hpp"

namespace wh = cxai::checkpoint;

// Every tensor lies inside the file and is as long as its shape says; the sizes are those of some Whisper model.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = std::as_bytes(std::span(data, size));
  auto model = wh::read_ggml(file);
  if (!model) {
    CXAI_CHECK(!model.error().message.empty());
    return 0;
  }
  CXAI_CHECK(wh::check_dimensions(model->dimensions).has_value());
  for (const auto& [name, tensor] : model->tensors) {
    CXAI_CHECK(tensor.data.data() >= file.data() && tensor.data.data() + tensor.data.size() <= file.data() + size);
    CXAI_CHECK(wh::tensor_bytes(tensor.type, tensor.elements()) == static_cast<std::int64_t>(tensor.data.size()));
    std::vector<float> values(32);
    if (tensor.elements() >= 32) wh::read_floats(tensor, tensor.elements() / 32 * 32 - 32, values);
  }
  CXAI_CHECK(!wh::complete(*model).has_value());  // 8 KiB hold no whole model
  return 0;
}
