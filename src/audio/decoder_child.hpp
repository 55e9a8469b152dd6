// The words on the child's command line, shared by both sides.
//
//   <program> --cxai-decoder-child <parent> <memory bytes> <CPU seconds> detect|hint|force <format> <rate> plain|sealed
//
// Of a sealed file the key is read from descriptor 2, before anything of the file is.
#pragma once

#include <sys/types.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audio/confinement.hpp"
#include "audio/media_reader.hpp"

namespace cxai::audio {

struct ChildOrder {
  pid_t parent = 0;
  ConfinementLimits limits;
  RawHint raw;
  bool sealed = false;
};

// Without the program's name.
std::vector<std::string> to_arguments(const ChildOrder& order);
// nullopt: these are not a decoder child's arguments, or they are malformed.
std::optional<ChildOrder> order_from(std::span<const char* const> arguments);

// Confines this process, reads descriptor 0, writes frames to descriptor 1. The exit status.
int decode_confined(const ChildOrder& order);

}  // namespace cxai::audio
