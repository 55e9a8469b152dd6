#include "http/multipart.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "http/message.hpp"

namespace cxai::http {
namespace {

std::unexpected<Error> malformed(const std::string& what) {
  return fail(ErrorCode::invalid_input, "the multipart body is malformed: " + what);
}

}  // namespace

std::string header_parameter(std::string_view header, std::string_view name) {
  std::size_t at = std::min(header.find(';'), header.size());
  while (at < header.size()) {
    ++at;  // ';'
    const auto equals = header.find_first_of("=;", at);
    if (equals == std::string_view::npos) return {};
    const std::string_view key = trim(header.substr(at, equals - at));
    if (header[equals] == ';') {
      at = equals;
      continue;
    }
    at = equals + 1;
    while (at < header.size() && header[at] == ' ') ++at;
    std::string value;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        const char next = at + 1 < header.size() ? header[at + 1] : '\0';
        if (header[at] == '\\' && (next == '"' || next == '\\')) ++at;  // other backslashes are part of a path
        value += header[at];
      }
      at = std::min(header.find(';', at), header.size());
    } else {
      const auto end = std::min(header.find(';', at), header.size());
      value = trim(header.substr(at, end - at));
      at = end;
    }
    if (equals_ignoring_case(key, name)) return value;
  }
  return {};
}

Result<std::string> boundary_of(std::string_view content_type) {
  std::string boundary = header_parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 70)
    return fail(ErrorCode::invalid_input, "Content-Type must name a boundary of 1 to 70 characters");
  return boundary;
}

std::string clean_filename(std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string result = base::make_valid_utf8(name);
  std::erase_if(result, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (result.size() > 200) {  // keep the extension
    const auto dot = result.rfind('.');
    const std::string extension = dot != std::string::npos && result.size() - dot <= 16 ? result.substr(dot) : "";
    result = base::make_valid_utf8(result.substr(0, 180)) + extension;
  }
  if (result == "." || result == "..") return {};
  return result;
}

MultipartReader::MultipartReader(std::string_view boundary, PartSink& sink)
    : sink_(sink), delimiter_("\r\n--" + std::string(boundary)), buffer_("\r\n") {}

Result<> MultipartReader::feed(std::string_view bytes) {
  if (state_ == State::epilogue) return {};
  buffer_.erase(0, at_);
  at_ = 0;
  buffer_ += bytes;
  while (true) {
    CXAI_TRY(const bool progress, step());
    if (!progress) return {};
  }
}

Result<bool> MultipartReader::step() {
  const std::string_view rest = std::string_view(buffer_).substr(at_);
  switch (state_) {
    case State::preamble:
    case State::part_data: {
      const auto found = rest.find(delimiter_);
      // What cannot be the beginning of a delimiter may go.
      const std::size_t ready =
          found != std::string_view::npos ? found : rest.size() - std::min(rest.size(), delimiter_.size() - 1);
      if (state_ == State::part_data) {
        if (ready > 0) CXAI_TRY_VOID(sink_.part_data(rest.substr(0, ready)));
        if (found != std::string_view::npos) CXAI_TRY_VOID(sink_.end_part());
      }
      at_ += ready;
      if (found == std::string_view::npos) return false;
      at_ += delimiter_.size();
      state_ = State::delimiter_end;
      return true;
    }
    case State::delimiter_end: {
      const auto blank = std::min(rest.find_first_not_of(" \t"), rest.size());
      if (blank > 70) return malformed("a boundary line is too long");
      if (rest.size() < blank + 2) return false;
      const std::string_view end = rest.substr(blank, 2);
      if (end == "--" && blank == 0) {
        state_ = State::epilogue;
        buffer_.clear();
        at_ = 0;
        return false;
      }
      if (end != "\r\n") return malformed("a boundary must end its line");
      at_ += blank;  // the line break stays, so that a head without fields looks like any other
      state_ = State::part_head;
      return true;
    }
    case State::part_head: {
      const auto end = rest.find("\r\n\r\n");
      if (std::min(end, rest.size()) > kMaxPartHeader) return malformed("the headers of a part are larger than 8 KiB");
      if (end == std::string_view::npos) return false;
      CXAI_TRY_VOID(open_part(rest.substr(0, end)));
      at_ += end + 4;
      state_ = State::part_data;
      return true;
    }
    case State::epilogue:
      return false;
  }
  return false;
}

Result<> MultipartReader::open_part(std::string_view head) {
  if (++parts_ > kMaxParts) return malformed("more than " + std::to_string(kMaxParts) + " parts");
  PartHead part;
  while (!head.empty()) {
    head.remove_prefix(2);  // line break
    const auto end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return malformed("a header line of a part has no ':'");
    const std::string_view name = trim(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (equals_ignoring_case(name, "Content-Type")) part.content_type = value;
    if (equals_ignoring_case(name, "Content-Disposition")) {
      part.name = base::make_valid_utf8(header_parameter(value, "name"));
      part.filename = clean_filename(header_parameter(value, "filename"));
    }
  }
  if (part.name.empty()) return malformed("a part has no name");
  return sink_.begin_part(part);
}

Result<> MultipartReader::finish() {
  if (state_ != State::epilogue) return malformed("it ends before the closing boundary");
  return {};
}

}  // namespace cxai::http
