// Where the library is not installed.
#include "text_peer.hpp"

namespace cxai::bench {

std::unique_ptr<TextPeer> make_liblinear() {
  return nullptr;
}

}  // namespace cxai::bench
