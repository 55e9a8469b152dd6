// What this processor can do, as far as the kernels choose by it.
#pragma once

namespace cxai::kernels {

// How numbers are multiplied.
enum class Compute : unsigned char { f32, bf16, int8 };
const char* to_string(Compute compute);

// What becomes of a product: y = product + bias, y += product + bias, y = gelu(product + bias) (the exact GELU).
enum class After : unsigned char { store, add, gelu };

struct Machine {
  bool avx2 = false;    // with FMA and F16C: the least the kernels need
  bool avx512 = false;  // F, BW, VL, DQ with VNNI and BF16: our own packed kernels

  bool supports(Compute compute) const { return avx2 && (compute != Compute::bf16 || avx512); }
  // What a processor does best when nobody chose.
  Compute fastest() const { return Compute::int8; }
};

// Of the processor this program runs on.
const Machine& this_machine();

}  // namespace cxai::kernels
