// The one place where Masked values are made. Included by units of this room only.
#pragma once

#include <utility>

#include "conversation/masked.hpp"

namespace cxai::privacy {

class MaskingAuthority {
 public:
  template <class T>
  static conversation::Masked<T> declare_masked(T value) {
    return conversation::Masked<T>(std::move(value));
  }
};

}  // namespace cxai::privacy
