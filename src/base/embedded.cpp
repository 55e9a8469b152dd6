#include "base/embedded.hpp"

#include <algorithm>

namespace cxai::base::embedded {

const File* find(std::span<const File> files, std::string_view path) {
  const auto it = std::ranges::find(files, path, &File::path);
  return it == files.end() ? nullptr : &*it;
}

}  // namespace cxai::base::embedded
