#include "signal/fft.hpp"

#include <kissfft/kiss_fftr.h>

#include <vector>

#include "base/result.hpp"

namespace cxai::signal {

struct RealFft::Plan {
  explicit Plan(std::size_t size)
      : config(kiss_fftr_alloc(static_cast<int>(size), 0, nullptr, nullptr)), out(size / 2 + 1) {
    CXAI_CHECK(config != nullptr);
  }
  ~Plan() { kiss_fftr_free(config); }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  kiss_fftr_cfg config;
  std::vector<kiss_fft_cpx> out;
};

RealFft::RealFft(std::size_t size) : size_(size) {
  CXAI_CHECK(size > 0 && size % 2 == 0);
  plan_ = std::make_unique<Plan>(size);
}

RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

void RealFft::forward(std::span<const float> samples, std::span<std::complex<float>> spectrum) {
  CXAI_CHECK(samples.size() == size_ && spectrum.size() == bins());
  kiss_fftr(plan_->config, samples.data(), plan_->out.data());
  for (std::size_t i = 0; i < spectrum.size(); ++i) spectrum[i] = {plan_->out[i].r, plan_->out[i].i};
}

void RealFft::power(std::span<const float> samples, std::span<float> power) {
  CXAI_CHECK(samples.size() == size_ && power.size() == bins());
  kiss_fftr(plan_->config, samples.data(), plan_->out.data());
  for (std::size_t i = 0; i < power.size(); ++i) {
    const auto& c = plan_->out[i];
    power[i] = c.r * c.r + c.i * c.i;
  }
}

}  // namespace cxai::signal
