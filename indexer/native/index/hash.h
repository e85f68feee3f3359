/* The hash of a term, by which it is looked up. */
#ifndef HASH_H
#define HASH_H

#include "kernel.h"

/* Return the hash of a text: `hash_term` of indexer/index/format/layout.py. */
uint64_t hash_text(const uint8_t *text, int64_t length);

#endif
