// What this processor can at most: multiply-adds per second from registers alone, and bytes per second from memory.
#pragma once

namespace cxai::bench {

// Operations (a multiply and an add are two) per second, `threads` at once.
double int8_peak(int threads);  // 0 without AVX-512 VNNI
double bf16_peak(int threads);  // 0 without AVX-512 BF16
double f32_peak(int threads);
double memory_bytes_per_second(int threads);

}  // namespace cxai::bench
