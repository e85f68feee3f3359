/* The tokens of a part as its file has them: indexer/index/parts/packings.py. */
#ifndef PACKED_TOKENS_H
#define PACKED_TOKENS_H

#include "ranking/ranking.h"

/* The packed table of tokens; order: the ranks of its entries in the order of their terms; begins: which is the first row of
 * each document, and how many rows there are. */
typedef struct packed_tokens {
    packed_file file;
    u32s order;
    offsets begins;
} packed_tokens;

#endif
