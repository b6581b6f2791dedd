// What Swift's own view of C does not show.
#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <stdbool.h>
#include <stddef.h>

/// Whether this processor has AVX2 and fused multiply-add, and the system saves their registers.
bool symbreak_cpu_has_avx2(void);

/// Whether this processor has AVX-512 F, VL, DQ and BW besides.
bool symbreak_cpu_has_avx512(void);

/// Tells the processor that the thread is waiting in a loop.
static inline void symbreak_cpu_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Zeroed memory that the system backs with huge pages where it can; NULL where there is none.
///
/// `alignment` is a power of two and divides `bytes`.
void *symbreak_allocate_pages(size_t alignment, size_t bytes);

#endif
