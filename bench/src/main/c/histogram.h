/*
 * A histogram of nanoseconds with log-linear buckets: 64 per power of two, so that a value is known
 * to 1.6 percent. Recording is a count of leading zeros, a shift and an increment.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>
#include <string.h>

#define SUB_BITS 6
#define SUBS (1 << SUB_BITS)
#define POWERS 40 /* up to 2^(POWERS + SUB_BITS - 1) ns, about ten hours */

struct histogram {
  uint64_t total;
  uint64_t buckets[POWERS * SUBS];
};

static inline void histogram_clear(struct histogram *h) { memset(h, 0, sizeof *h); }

/* The first 64 values have a bucket each; from there on a power of two has 64. */
static inline unsigned histogram_index(uint64_t value) {
  if (value < SUBS) return value;
  unsigned power = 63 - __builtin_clzll(value) - SUB_BITS;
  unsigned index = (power + 1) * SUBS + (unsigned)((value >> power) - SUBS);
  return index < POWERS * SUBS ? index : POWERS * SUBS - 1;
}

static inline void histogram_record(struct histogram *h, uint64_t value) {
  h->buckets[histogram_index(value)]++;
  h->total++;
}

/* The middle of a bucket. */
static inline double histogram_value(unsigned index) {
  if (index < SUBS) return index;
  unsigned power = index / SUBS - 1;
  uint64_t lowest = (uint64_t)(SUBS + index % SUBS) << power;
  return lowest + ((1ull << power) - 1) / 2.0;
}

/* The value that a part (0 to 1) of all values does not exceed. */
static inline double histogram_quantile(const struct histogram *h, double part) {
  uint64_t seen = 0;
  for (unsigned i = 0; i < POWERS * SUBS; i++) {
    seen += h->buckets[i];
    if (seen > 0 && seen >= part * h->total) return histogram_value(i);
  }
  return 0;
}

#endif
