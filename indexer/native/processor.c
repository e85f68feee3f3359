/* What this processor can do, asked of itself: `__builtin_cpu_supports` of zig's compiler, which makes the wheels, knows of
 * nothing. */
#include "processor.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>

/* Bits that the processor tells: of its leaf 1 in ecx, of its leaf 7 in ebx, and there in ecx. The last two also take that the
 * system keeps the wide registers, as XCR0 says.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, 14.7.1, "Detection of Intel AVX2".
 */
enum { PCLMUL = 1 << 1, POPCNT = 1 << 23, OSXSAVE = 1 << 27, AVX = 1 << 28 };
enum { AVX2 = 1 << 5 };
enum { VPCLMUL = 1 << 10 };
enum { WIDE_REGISTERS = 6 };
enum { IS_KNOWN = 1 << 8 };

static bool keeps_wide_registers(void)
{
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (low & WIDE_REGISTERS) == WIDE_REGISTERS;
}

static int ask(void)
{
    uint32_t a, b, c, d, features = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d))
        return 0;
    features |= c & PCLMUL ? HAS_PCLMUL : 0;
    features |= c & POPCNT ? HAS_POPCNT : 0;
    if ((c & OSXSAVE) && (c & AVX) && keeps_wide_registers() && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & AVX2))
        features |= HAS_AVX2 | (c & VPCLMUL ? HAS_VPCLMUL : 0);
    return (int)features;
}

int64_t processor_features(void)
{
    static _Atomic int known; /* to ask takes microseconds in a virtual machine; all threads are told the same */
    int features = known;
    if (!features)
        known = features = ask() | IS_KNOWN;
    return features & ~IS_KNOWN;
}
#else
int64_t processor_features(void)
{
    return 0;
}
#endif
