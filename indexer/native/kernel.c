/* What the library is, and the memory of a call. */
#include "kernel.h"

#ifndef KERNEL_DIGEST
#define KERNEL_DIGEST ""
#endif

#define TEXT_OF(number) #number
#define DOTTED(major, minor) TEXT_OF(major) "." TEXT_OF(minor)

/* Return the digest of the sources and flags that the library was compiled from; see `compiling.py`. */
KERNEL_API const char *kernel_digest(void)
{
    return KERNEL_DIGEST;
}

/* Return what compiled the library. */
KERNEL_API const char *kernel_compiler(void)
{
#if defined(__clang__)
    return "clang " DOTTED(__clang_major__, __clang_minor__);
#elif defined(__GNUC__)
    return "gcc " DOTTED(__GNUC__, __GNUC_MINOR__);
#else
    return "unknown compiler";
#endif
}

enum { BLOCK_BYTES = 1 << 18 };

struct kernel_block {
    kernel_block *before;
    size_t used, size;
    max_align_t bytes[];
};

static kernel_block *add_block(kernel_arena *arena, size_t bytes)
{
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    kernel_block *block = malloc(sizeof(kernel_block) + size);
    if (block) {
        *block = (kernel_block){.before = arena->last, .size = size};
        arena->last = block;
    }
    return block;
}

void *arena_take_unset(kernel_arena *arena, int64_t count, size_t size, kernel_fault *fault)
{
    if (count < 0 || (uint64_t)count > (SIZE_MAX / 2) / size) {
        fail(fault, KERNEL_NO_MEMORY, count);
        return NULL;
    }
    size_t align = sizeof(max_align_t), bytes = ((size_t)count * size + align) / align * align;
    kernel_block *block = arena->last;
    if (!block || block->size - block->used < bytes)
        block = add_block(arena, bytes);
    if (!block) {
        fail(fault, KERNEL_NO_MEMORY, count);
        return NULL;
    }
    void *room = (char *)block->bytes + block->used;
    block->used += bytes;
    return room;
}

void *arena_take(kernel_arena *arena, int64_t count, size_t size, kernel_fault *fault)
{
    void *room = arena_take_unset(arena, count, size, fault);
    return room ? memset(room, 0, (size_t)count * size) : NULL;
}

void arena_free(kernel_arena *arena)
{
    for (kernel_block *block = arena->last; block;) {
        kernel_block *before = block->before;
        free(block);
        block = before;
    }
    arena->last = NULL;
}

/* Source: numpy/_core/src/umath/loops_utils.h.src, pairwise_sum. */
double sum_pairwise(const double *numbers, int64_t count)
{
    enum { LANES = 8, BLOCK = 128 };
    if (count < LANES) {
        double sum = 0;
        for (int64_t at = 0; at < count; at++)
            sum += numbers[at];
        return sum;
    }
    if (count > BLOCK) {
        int64_t half = count / 2 - count / 2 % LANES;
        return sum_pairwise(numbers, half) + sum_pairwise(numbers + half, count - half);
    }
    double r[LANES];
    int64_t at = LANES;
    memcpy(r, numbers, sizeof r);
    for (; at < count - count % LANES; at += LANES)
        for (int lane = 0; lane < LANES; lane++)
            r[lane] += numbers[at + lane];
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; at < count; at++)
        sum += numbers[at];
    return sum;
}
