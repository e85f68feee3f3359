/* Lists of positions that a plan names: `_PositionLists` of indexer/search/ranking/plan_spec.py. */
#ifndef POSITION_LISTS_H
#define POSITION_LISTS_H

#include "ranking/ranking.h"

enum { MOST_POSITIONS = 1 << 28 }; /* of one document, or of a word: no post is so long */

/* Lists of positions, each of which is read when it is asked for first.
 *
 * A list is what stands in any of several pieces: positions that Python holds, or rows of the table of positions. A sequence
 * is a list of where the first of several words begins, each so many positions behind it.
 */
typedef struct {
    int64_t first, second, size; /* an address and a length; or, where the bytes of a position are 0, rows, half-open */
} piece;

typedef struct {
    int64_t list, step;
} stepped;

/* The positions of a list that lie in a document. */
typedef struct {
    int64_t begin, length; /* of the document; a length of 0 where nothing was looked for yet */
    positions found;
} list_range;

typedef struct {
    piece *pieces;
    stepped *words;
    int64_t count; /* of pieces, or of words */
    bool is_read;
    positions read;
    packed_rows rows;    /* of its one piece, where only some of its blocks are unpacked; none where it is not open */
    int32_t *unpacked;   /* [rows] */
    int32_t *firsts;     /* of each block */
    uint8_t *is_there;   /* the blocks that are unpacked */
    list_range *ranges;  /* [CANDIDATES], in the documents that are looked into; none before the first is */
} listed;

typedef struct {
    const packed_file *file;
    listed *items;
    int64_t lists, count;
    kernel_arena *arena;
    kernel_fault *fault;
} position_lists;

/* Take lists, then sequences of these. A list is told by its number, a sequence by its own, negated, less one. Of a piece in
 * the table Python knows the number of the term alone. */
position_lists take_position_lists(spec *from, const index_columns *index, kernel_arena *arena);

/* Return the list whose number comes next in a plan; NULL, and a fault, where there is none. */
listed *take_listed(spec *from, position_lists *lists);

/* Read the list whose number comes next in a plan. */
positions take_list(spec *from, position_lists *lists);

/* Return the positions of a list that lie in a range; of a list in the table no more blocks are unpacked
 * than it takes. */
positions find_within(position_lists *in, listed *list, int64_t begin, int64_t length);

#endif
