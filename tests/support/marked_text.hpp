// Text with its personal data marked: "{PERSON:Ayşe}'nin numarası {PHONE~:beş yüz …}". Marks never nest.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cxai {

struct Mark {
  std::string type;
  bool spoken = false;
  std::size_t begin = 0;  // byte offsets in MarkedText::text
  std::size_t end = 0;
};

struct MarkedText {
  std::string text;  // without the marks
  std::vector<Mark> marks;
};

inline MarkedText read_marks(std::string_view line) {
  MarkedText read;
  while (!line.empty()) {
    const std::size_t open = line.find('{');
    const std::size_t colon = open == std::string_view::npos ? open : line.find(':', open);
    const std::size_t close = colon == std::string_view::npos ? colon : line.find('}', colon);
    if (close == std::string_view::npos) {
      read.text += line;
      break;
    }
    read.text += line.substr(0, open);
    std::string_view type = line.substr(open + 1, colon - open - 1);
    Mark mark;
    mark.spoken = type.ends_with('~');
    if (mark.spoken) type.remove_suffix(1);
    mark.type = type;
    mark.begin = read.text.size();
    read.text += line.substr(colon + 1, close - colon - 1);
    mark.end = read.text.size();
    read.marks.push_back(std::move(mark));
    line.remove_prefix(close + 1);
  }
  return read;
}

}  // namespace cxai
