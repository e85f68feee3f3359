/* The documents in which runs of characters, or phrases of words, stand. */
#ifndef RUNS_H
#define RUNS_H

#include "index/packed.h"

/* Find the documents in which a run stands.
 *
 * placed: the table of the places of its parts. spans: int64[p, 2], the rows of those of each part. steps: int64[p], how far
 * from the start of the run each part begins. bases: int64[N + 1], the place at which each document begins. docs: int32[n],
 * ascending. kept: bool[n].
 */
void find_runs_in(const packed_file *placed, const i64s *spans, const i64s *steps, const i64s *bases, const i32s *docs,
                  uint8_t *kept, kernel_fault *fault);

#endif
