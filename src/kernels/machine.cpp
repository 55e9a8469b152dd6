#include "kernels/machine.hpp"

namespace cxai::kernels {

const char* to_string(Compute compute) {
  switch (compute) {
    case Compute::f32:
      return "f32";
    case Compute::bf16:
      return "bf16";
    case Compute::int8:
      return "int8";
  }
  return "";
}

const Machine& this_machine() {
  static const Machine kMachine = [] {
    Machine machine;
    machine.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
    machine.avx512 = machine.avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                     __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16");
    return machine;
  }();
  return kMachine;
}

}  // namespace cxai::kernels
