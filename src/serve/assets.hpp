// The dashboard's files, built into the program.
//
// Output   the file a path names; the start page for every other path, since the dashboard has its own router
// Limits   a missing file below assets/ is not found, so that an old page does not read HTML as script
// Threads  all functions from any thread
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/embedded.hpp"
#include "serve/request.hpp"

namespace cxai::serve {

class Assets {
 public:
  explicit Assets(std::span<const base::embedded::File> files);  // the bytes must outlive this

  Response get(const Request& request) const;

 private:
  struct Asset {
    std::string_view bytes;
    std::string_view gzip;  // the same, compressed; empty: none
    std::string etag;
  };
  std::map<std::string, Asset, std::less<>> assets_;
};

// By extension: "text/javascript; charset=utf-8", …
std::string_view content_type_of(std::string_view path);

}  // namespace cxai::serve
