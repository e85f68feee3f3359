/* Which of the ranks in a block of a part's packed table of tokens are wanted. */
#ifndef WANTED_RANKS_H
#define WANTED_RANKS_H

#include "snippets/packed_tokens.h"
#include "snippets/page.h"

/* The ranks that are wanted, and what tells quickly that one is not. */
typedef struct rank_filter rank_filter;

/* A wanted rank: the row of the block, and the place of its term among those looked for. */
typedef struct {
    int64_t row, term;
} found_rank;

/* Make a filter that passes the ranks of some terms' entries; NULL, and a fault, where there is no room or they are damaged. */
rank_filter *make_rank_filter(job *work, const packed_tokens *in, const i64s *terms);

/* Find the wanted ones among so many ranks that bytes begin with; `found` has room for each of these.
 *
 * Returns the place behind the ranks; more than there are bytes where these are too few.
 */
int64_t find_wanted_ranks(const rank_filter *filter, u8s bytes, int64_t rows, found_rank *found, int64_t *count);

#endif
