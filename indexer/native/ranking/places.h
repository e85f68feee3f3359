/* The last of the signals that go by where words stand: see `places.c`. */
#ifndef PLACES_H
#define PLACES_H

#include "matching/position_lists.h"

/* Score passages and paragraphs of the best documents, as far as single places are to be gone by. In the plan stand the places
 * of each node; of the decimals those of the nodes' other forms come last. bests: float32[nodes], the highest score of each
 * node; every: their sum. */
void score_places(ranking *of, spec *plan, decimals *numbers, position_lists *lists, const index_columns *index,
                  const float *bests, float every, kernel_arena *arena);

#endif
