/* What this processor can do that not every one of its kind can. */
#ifndef PROCESSOR_H
#define PROCESSOR_H

#include "kernel.h"

enum { HAS_AVX2 = 1, HAS_POPCNT = 2, HAS_PCLMUL = 4, HAS_VPCLMUL = 8 }; /* the last only with AVX2 */

/* Return which of these instructions there are: a bit each; none on other machines than x86-64. */
KERNEL_API int64_t processor_features(void);

#endif
