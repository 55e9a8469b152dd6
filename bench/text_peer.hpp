// Public classifiers of texts, to hold our own against in the same run. Each stands in a file of its own, which the
// build takes where its library is installed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::bench {

class TextPeer {
 public:
  virtual ~TextPeer() = default;
  virtual const char* name() const = 0;
  virtual void train(std::span<const std::string> texts, std::span<const std::uint32_t> labels) = 0;
  virtual std::uint32_t classify(const std::string& text) = 0;
  virtual std::size_t bytes() const = 0;  // of the trained model
};

// Null where the library was not there at build time.
std::unique_ptr<TextPeer> make_fasttext();
std::unique_ptr<TextPeer> make_liblinear();

}  // namespace cxai::bench
