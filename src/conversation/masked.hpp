// A value from which personal data has been taken. Only the room `privacy` can make one; analysis, search, reports,
// models and logs accept nothing else, so that forgetting to mask does not compile.
#pragma once

#include <utility>

namespace cxai::privacy {
class MaskingAuthority;  // defined in privacy, the only friend
}

namespace cxai::conversation {

template <class T>
class Masked {
 public:
  const T& operator*() const { return value_; }
  const T* operator->() const { return &value_; }
  const T& get() const { return value_; }

 private:
  friend class cxai::privacy::MaskingAuthority;
  explicit Masked(T value) : value_(std::move(value)) {}
  T value_;
};

}  // namespace cxai::conversation
