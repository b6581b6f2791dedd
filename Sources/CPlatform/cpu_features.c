#include "cplatform.h"

#if defined(__x86_64__)

bool symbreak_cpu_has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool symbreak_cpu_has_avx512(void) {
  return symbreak_cpu_has_avx2() && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw");
}

#else

bool symbreak_cpu_has_avx2(void) { return false; }

bool symbreak_cpu_has_avx512(void) { return false; }

#endif
