#include "peak.hpp"

#include <chrono>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/machine.hpp"
#include "peak_loops.hpp"

namespace cxai::bench {
namespace {

double seconds_of(int threads, const std::function<void(int)>& body) {
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> running;
    for (int i = 0; i < threads; ++i) running.emplace_back([&body, i] { body(i); });
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double peak(int threads, double ops_per_round, void (*rounds)(long)) {
  constexpr long kRounds = 10'000'000;
  double best = 0;
  for (int again = 0; again < 3; ++again)
    best = std::max(best, threads * kRounds * ops_per_round / seconds_of(threads, [&](int) { rounds(kRounds); }));
  return best;
}

}  // namespace

double int8_peak(int threads) {
  return kernels::this_machine().avx512 ? peak(threads, kInt8OpsPerRound, int8_rounds) : 0;
}
double bf16_peak(int threads) {
  return kernels::this_machine().avx512 ? peak(threads, kBf16OpsPerRound, bf16_rounds) : 0;
}
double f32_peak(int threads) {
  return kernels::this_machine().avx2 ? peak(threads, kF32OpsPerRound, f32_rounds) : 0;
}

double memory_bytes_per_second(int threads) {
  constexpr std::size_t kBytes = 256UL << 20;
  std::vector<kernels::Buffer<char>> memory(static_cast<std::size_t>(threads));
  for (auto& m : memory) {
    m.resize(kBytes);
    std::memset(m.data(), 1, kBytes);
  }
  double best = 0;
  for (int again = 0; again < 3; ++again) {
    volatile unsigned long sink = 0;
    const double seconds =
        seconds_of(threads, [&](int i) { sink = sink + read_all(memory[static_cast<std::size_t>(i)].data(), kBytes); });
    best = std::max(best, threads * static_cast<double>(kBytes) / seconds);
  }
  return best;
}

}  // namespace cxai::bench
