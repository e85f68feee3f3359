/* The tokens of a part as its file has them: indexer/index/parts/packings.py. */
#ifndef PACKED_TOKENS_H
#define PACKED_TOKENS_H

#include "packed.h"

/* The packed table of tokens; order: the ranks of its entries in the order of their terms. */
typedef struct packed_tokens {
    packed_file file;
    u32s order;
} packed_tokens;

#endif
