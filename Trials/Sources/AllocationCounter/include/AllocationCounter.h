#ifndef LIVESER_ALLOCATION_COUNTER_H
#define LIVESER_ALLOCATION_COUNTER_H

#include <stdint.h>

/// Whether allocations are counted: not where a sanitizer has put its own allocator in the place of the system's.
int liveser_counts_allocations(void);

/// Blocks of memory that the calling thread has asked for since it began, grown ones included.
uint64_t liveser_allocation_count(void);

#endif
