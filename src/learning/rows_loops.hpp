// The loops of rows.hpp over eight numbers at once, which each kind of processor brings as a type of its own:
//
//   struct Eight { static Eight all(float); static Eight load(const float*); static Eight bytes(std::uint64_t);
//                  void store(float*) const; friend Eight operator+ - * / (Eight, Eight); Eight root() const; };
//
// bytes() makes numbers of eight signed bytes. For rows.cpp and rows_avx2.cpp only, with a type that has no name
// outside the file.
#pragma once

#include <cstring>

#include "learning/rows.hpp"

namespace cxai::learning {

template <class Eight>
struct RowLoops {
  static constexpr std::size_t kAhead = 8;     // rows fetched before they are needed
  static constexpr std::size_t kTogether = 4;  // rows of bytes, so that sums are fetched and put away once for all

  static void fetch(const float* row, std::size_t width) {
    for (std::size_t w = 0; w < width; w += 16) __builtin_prefetch(row + w);
  }

  static void add_rows(const float* table, std::size_t width, const SparseRows& which, float* sums) {
    const std::size_t n = which.rows.size();
    if (width == 8) {
      Eight sum = Eight::load(sums);
      for (std::size_t r = 0; r < n; ++r) {
        if (r + 2 * kAhead < n) __builtin_prefetch(table + which.rows[r + 2 * kAhead] * width);
        sum = sum + Eight::load(table + which.rows[r] * width) * Eight::all(which.factors[r]);
      }
      sum.store(sums);
      return;
    }
    for (std::size_t r = 0; r < n; ++r) {
      if (r + kAhead < n) fetch(table + which.rows[r + kAhead] * width, width);
      const float* row = table + which.rows[r] * width;
      const Eight factor = Eight::all(which.factors[r]);
      for (std::size_t w = 0; w < width; w += 8)
        (Eight::load(sums + w) + Eight::load(row + w) * factor).store(sums + w);
    }
  }

  static void add_to_rows(float* table, std::size_t width, const SparseRows& which, const float* step) {
    const std::size_t n = which.rows.size();
    for (std::size_t r = 0; r < n; ++r) {
      if (r + kAhead < n) fetch(table + which.rows[r + kAhead] * width, width);
      float* row = table + which.rows[r] * width;
      const Eight factor = Eight::all(which.factors[r]);
      for (std::size_t w = 0; w < width; w += 8) (Eight::load(row + w) + Eight::load(step + w) * factor).store(row + w);
    }
  }

  static void add_to_rows_by_bytes(float* table, const std::int8_t* bytes, const SparseRows& which, const float* step) {
    const std::size_t n = which.rows.size();
    const Eight steps = Eight::load(step);
    for (std::size_t r = 0; r < n; ++r) {
      if (r + 2 * kAhead < n) {
        __builtin_prefetch(table + which.rows[r + 2 * kAhead] * 8);
        __builtin_prefetch(bytes + which.rows[r + 2 * kAhead] * 8);
      }
      float* row = table + which.rows[r] * 8;
      const Eight byte = Eight::bytes(eight_bytes(bytes + which.rows[r] * 8));
      (Eight::load(row) + steps * Eight::all(which.factors[r]) * (byte * byte)).store(row);
    }
  }

  static void multiply(const float* table, std::size_t width, std::size_t count, const float* x, float* out) {
    for (std::size_t r = 0; r < count; ++r) {
      const float* row = table + r * width;
      Eight eights = Eight::all(0);
      std::size_t w = 0;
      for (; w + 8 <= width; w += 8) eights = eights + Eight::load(row + w) * Eight::load(x + w);
      float sum[8];
      eights.store(sum);
      for (; w < width; ++w) sum[w % 8] += row[w] * x[w];
      out[r] += ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
    }
  }

  static void learn_row(float delta, float rate, const float* x, std::size_t width, float* row, float* squares,
                        float* gradient) {
    const Eight deltas = Eight::all(delta);
    const Eight rates = Eight::all(rate);
    for (std::size_t w = 0; w < width; w += 8) {
      const Eight weights = Eight::load(row + w);
      (Eight::load(gradient + w) + weights * deltas).store(gradient + w);
      const Eight own = Eight::load(x + w) * deltas;
      const Eight square = Eight::load(squares + w) + own * own;
      square.store(squares + w);
      (weights - rates * own / square.root()).store(row + w);
    }
  }

  static std::uint64_t eight_bytes(const std::int8_t* from) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, from, sizeof bytes);
    return bytes;
  }

  // `given` says what of a row stands at these eight places, `factor` what it counts.
  static void add_bytes_at(const RowArithmetic::Bytes* rows, std::size_t count, float* sums, const auto& given,
                           const auto& factor) {
    Eight sum = Eight::load(sums);
    if (count == kTogether) {
      for (std::size_t r = 0; r < kTogether; ++r) sum = sum + Eight::bytes(given(rows[r])) * factor(rows[r]);
    } else {
      for (std::size_t r = 0; r < count; ++r) sum = sum + Eight::bytes(given(rows[r])) * factor(rows[r]);
    }
    sum.store(sums);
  }

  static void add_bytes(std::span<const RowArithmetic::Bytes> rows, std::size_t first, std::size_t second,
                        float* sums) {
    using Bytes = RowArithmetic::Bytes;
    const std::size_t width = first + second;
    if (width < 8) {
      for (const Bytes& row : rows) {
        for (std::size_t w = 0; w < width; ++w) {
          sums[w] += static_cast<float>(row.bytes[w]) * (w < first ? row.first_factor : row.second_factor);
        }
      }
      return;
    }
    const std::size_t rest = width % 8;
    for (std::size_t r = 0; r < rows.size(); r += kTogether) {
      const Bytes* some = rows.data() + r;
      const std::size_t count = rows.size() - r < kTogether ? rows.size() - r : kTogether;
      for (std::size_t next = r + kAhead; next < r + kAhead + kTogether && next < rows.size(); ++next) {
        for (std::size_t w = 0; w < width; w += 64) __builtin_prefetch(rows[next].bytes + w);
      }
      std::size_t w = 0;
      for (; w + 8 <= first; w += 8) {
        add_bytes_at(
            some, count, sums + w, [w](const Bytes& row) { return eight_bytes(row.bytes + w); },
            [](const Bytes& row) { return Eight::all(row.first_factor); });
      }
      const auto mixed = [first](std::size_t at) {
        return [first, at](const Bytes& row) {
          float factors[8];
          for (std::size_t k = 0; k < 8; ++k) factors[k] = at + k < first ? row.first_factor : row.second_factor;
          return Eight::load(factors);
        };
      };
      if (w < first && w + 8 <= width) {
        add_bytes_at(some, count, sums + w, [w](const Bytes& row) { return eight_bytes(row.bytes + w); }, mixed(w));
        w += 8;
      }
      for (; w + 8 <= width; w += 8) {
        add_bytes_at(
            some, count, sums + w, [w](const Bytes& row) { return eight_bytes(row.bytes + w); },
            [](const Bytes& row) { return Eight::all(row.second_factor); });
      }
      if (rest == 0) continue;
      float last[8] = {};
      std::memcpy(last, sums + w, rest * sizeof(float));
      // The eight bytes up to the end, those before the rest pushed out.
      add_bytes_at(
          some, count, last, [&](const Bytes& row) { return eight_bytes(row.bytes + width - 8) >> (8 * (8 - rest)); },
          mixed(w));
      std::memcpy(sums + w, last, rest * sizeof(float));
    }
  }

  static constexpr RowArithmetic kAll{add_rows, add_to_rows, add_to_rows_by_bytes, multiply, learn_row, add_bytes};
};

}  // namespace cxai::learning
