// One self-contained page, Turkish and English, that shows every span of personal data in its context.
//
// Limits   the page shows what was taken out: it is written readable by its owner only
// Threads  one thread
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "privacy/pii.hpp"

namespace cxai::cli {

class AnonymizeReport {
 public:
  // Errors: as base::file_error for a path that cannot be written.
  static Result<AnonymizeReport> create(const std::string& path);
  void add(const std::string& place, std::string_view text, const std::vector<privacy::Find>& finds);
  // Errors: unavailable when not everything could be written.
  Result<> finish(const std::map<std::string, std::size_t>& counts);

 private:
  std::ofstream out_;
  std::string path_;
};

}  // namespace cxai::cli
