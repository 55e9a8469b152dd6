#include <immintrin.h>

#include <cmath>
#include <initializer_list>

#include "kernels/rows.hpp"

namespace cxai::kernels {
namespace {

float sum_of(__m256 v) {
  __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  s = _mm_add_ps(s, _mm_movehl_ps(s, s));
  s = _mm_add_ss(s, _mm_movehdup_ps(s));
  return _mm_cvtss_f32(s);
}

// As exp16 in vector_math_avx512.hpp.
__m256 exp8(__m256 x) {
  x = _mm256_max_ps(x, _mm256_set1_ps(-87.0f));
  const __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)), 0x08);
  __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
  r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
  __m256 p = _mm256_set1_ps(1.3888889e-3f);
  for (const float c : {8.3333333e-3f, 4.1666667e-2f, 1.6666667e-1f, 0.5f, 1.0f, 1.0f})
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(c));
  const __m256i power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
  return _mm256_mul_ps(p, _mm256_castsi256_ps(power));
}

// As gelu16 there.
__m256 gelu8(__m256 x) {
  const __m256 sign = _mm256_set1_ps(-0.0f);
  const __m256 z = _mm256_mul_ps(_mm256_andnot_ps(sign, x), _mm256_set1_ps(0.70710678f));
  const __m256 t =
      _mm256_div_ps(_mm256_set1_ps(1.0f), _mm256_fmadd_ps(z, _mm256_set1_ps(0.3275911f), _mm256_set1_ps(1.0f)));
  __m256 p = _mm256_set1_ps(1.061405429f);
  for (const float c : {-1.453152027f, 1.421413741f, -0.284496736f, 0.254829592f})
    p = _mm256_fmadd_ps(p, t, _mm256_set1_ps(c));
  const __m256 e = exp8(_mm256_fnmadd_ps(z, z, _mm256_setzero_ps()));
  const __m256 half_tail = _mm256_mul_ps(_mm256_mul_ps(_mm256_mul_ps(p, t), e), _mm256_set1_ps(0.5f));
  const __m256 phi = _mm256_blendv_ps(_mm256_sub_ps(_mm256_set1_ps(1.0f), half_tail), half_tail, x);
  return _mm256_mul_ps(x, phi);
}

}  // namespace

void layer_norm(const float* x, std::size_t n, const float* gain, const float* bias, float* y) {
  __m256 sum = _mm256_setzero_ps();
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) sum = _mm256_add_ps(sum, _mm256_loadu_ps(x + i));
  float total = sum_of(sum);
  for (; i < n; ++i) total += x[i];
  const float mean = total / static_cast<float>(n);
  __m256 squares = _mm256_setzero_ps();
  const __m256 means = _mm256_set1_ps(mean);
  for (i = 0; i + 8 <= n; i += 8) {
    const __m256 d = _mm256_sub_ps(_mm256_loadu_ps(x + i), means);
    squares = _mm256_fmadd_ps(d, d, squares);
  }
  float square = sum_of(squares);
  for (; i < n; ++i) square += (x[i] - mean) * (x[i] - mean);
  const float inverse = 1.0f / std::sqrt(square / static_cast<float>(n) + 1e-5f);
  const __m256 inverses = _mm256_set1_ps(inverse);
  for (i = 0; i + 8 <= n; i += 8) {
    const __m256 d = _mm256_mul_ps(_mm256_sub_ps(_mm256_loadu_ps(x + i), means), inverses);
    _mm256_storeu_ps(y + i, _mm256_fmadd_ps(d, _mm256_loadu_ps(gain + i), _mm256_loadu_ps(bias + i)));
  }
  for (; i < n; ++i) y[i] = (x[i] - mean) * inverse * gain[i] + bias[i];
}

void softmax(float* x, std::size_t n) {
  __m256 most = _mm256_set1_ps(x[0]);
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) most = _mm256_max_ps(most, _mm256_loadu_ps(x + i));
  alignas(32) float lanes[8];
  _mm256_store_ps(lanes, most);
  float top = lanes[0];
  for (const float lane : lanes) top = lane > top ? lane : top;
  for (; i < n; ++i) top = x[i] > top ? x[i] : top;
  __m256 sum = _mm256_setzero_ps();
  const __m256 tops = _mm256_set1_ps(top);
  for (i = 0; i + 8 <= n; i += 8) {
    const __m256 e = exp8(_mm256_sub_ps(_mm256_loadu_ps(x + i), tops));
    _mm256_storeu_ps(x + i, e);
    sum = _mm256_add_ps(sum, e);
  }
  float total = sum_of(sum);
  for (; i < n; ++i) total += x[i] = std::exp(x[i] - top);
  const float inverse = 1.0f / total;
  for (i = 0; i < n; ++i) x[i] *= inverse;
}

void finish_row(const float* product, const float* bias, std::size_t n, float* y, After after) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    __m256 v = _mm256_loadu_ps(product + i);
    if (bias) v = _mm256_add_ps(v, _mm256_loadu_ps(bias + i));
    if (after == After::add) v = _mm256_add_ps(v, _mm256_loadu_ps(y + i));
    if (after == After::gelu) v = gelu8(v);
    _mm256_storeu_ps(y + i, v);
  }
  for (; i < n; ++i) {
    const float v = product[i] + (bias ? bias[i] : 0.0f);
    if (after == After::add)
      y[i] += v;
    else
      y[i] = after == After::gelu ? 0.5f * v * (1.0f + std::erf(v * 0.70710678f)) : v;
  }
}

void round_row_7(const float* x, std::size_t n, std::uint8_t* to, std::uint8_t* low, float& scale, float& zero) {
  float least = 0;
  float most = 0;
  for (std::size_t i = 0; i < n; ++i) {
    least = x[i] < least ? x[i] : least;
    most = x[i] > most ? x[i] : most;
  }
  const float top = low ? 16'383.0f : 127.0f;
  scale = most > least ? (most - least) / top : 1.0f;
  const float inverse = 1.0f / scale;
  zero = std::round(-least * inverse);
  const auto level_of = [&](float value) {
    const float q = value * inverse + zero + 0.5f;
    return static_cast<int>(q < 0.0f ? 0.0f : q > top ? top : q);
  };
  if (!low) {
    for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<std::uint8_t>(level_of(x[i]));
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const int q = level_of(x[i]);
    to[i] = static_cast<std::uint8_t>(q >> 7);
    low[i] = static_cast<std::uint8_t>(q & 127);
  }
}

void to_half(const float* x, std::size_t n, std::uint16_t* to) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), _mm256_cvtps_ph(_mm256_loadu_ps(x + i), 0));
  for (; i < n; ++i) to[i] = _cvtss_sh(x[i], 0);
}

void from_half(const std::uint16_t* x, std::size_t n, float* to) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(to + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x + i))));
  for (; i < n; ++i) to[i] = _cvtsh_ss(x[i]);
}

float dot_half(const float* x, const std::uint16_t* half, std::size_t n) {
  const auto product = [&](std::size_t at, __m256 sum) {
    const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(half + at));
    return _mm256_fmadd_ps(_mm256_loadu_ps(x + at), _mm256_cvtph_ps(bits), sum);
  };
  __m256 sums[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps()};
  std::size_t i = 0;
  for (; i + 32 <= n; i += 32)  // four sums, so that none waits for the one before
    for (std::size_t k = 0; k < 4; ++k) sums[k] = product(i + 8 * k, sums[k]);
  for (; i + 8 <= n; i += 8) sums[0] = product(i, sums[0]);
  float total = sum_of(_mm256_add_ps(_mm256_add_ps(sums[0], sums[1]), _mm256_add_ps(sums[2], sums[3])));
  for (; i < n; ++i) total += x[i] * _cvtsh_ss(half[i]);
  return total;
}

void add_scaled_half(float* y, float scale, const std::uint16_t* half, std::size_t n) {
  const __m256 scales = _mm256_set1_ps(scale);
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(
        y + i, _mm256_fmadd_ps(scales, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(half + i))),
                               _mm256_loadu_ps(y + i)));
  for (; i < n; ++i) y[i] += scale * _cvtsh_ss(half[i]);
}

}  // namespace cxai::kernels
