// The loops behind peak.hpp, compiled for the processors that have the instructions.
#pragma once

#include <cstddef>

namespace cxai::bench {

inline constexpr double kInt8OpsPerRound = 24.0 * 128;
inline constexpr double kBf16OpsPerRound = 24.0 * 64;
inline constexpr double kF32OpsPerRound = 12.0 * 16;

void int8_rounds(long rounds);
void bf16_rounds(long rounds);
void f32_rounds(long rounds);
unsigned long read_all(const void* memory, std::size_t bytes);

}  // namespace cxai::bench
