/*
 * What is counted while a slice runs: units, time, the CPU time of both sides, latencies. Slices add
 * up. A slice that has begun counting ends when it is due; what is under way then is not counted.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdbool.h>
#include <time.h>

#include "common.h"
#include "histogram.h"

#define SECOND 1000000000ull
#define MILLISECOND 1000000ull
#define NEVER UINT64_MAX

static struct {
  uint64_t units, time, server_cpu, load_cpu;
} total;

/* The slice that runs: when it begins to count, and what ends it. */
static struct {
  bool counting, over;
  uint64_t count_from, until, duration, units_wanted, cpu_wanted;
  uint64_t begun, units, server_cpu, load_cpu;
} slice;

static struct histogram latency;
static pid_t server;
static clockid_t server_clock;

static uint64_t clock_of(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) < 0) die("clock_gettime");
  return time.tv_sec * SECOND + time.tv_nsec;
}

static uint64_t now(void) { return clock_of(CLOCK_MONOTONIC); }

static void measure_server(pid_t pid) {
  if ((errno = clock_getcpuclockid(pid, &server_clock)) != 0) die("--pid");
  server = pid;
}

/* What the server has used so far, in nanoseconds, all its threads, also those that have ended. */
static uint64_t server_time(void) { return server ? clock_of(server_clock) : 0; }

static void begin_counting(uint64_t time) {
  slice.counting = true;
  slice.begun = time;
  if (slice.duration) slice.until = time + slice.duration;
  slice.server_cpu = server_time();
  slice.load_cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
}

static void end_slice(uint64_t time) {
  slice.over = true;
  if (!slice.counting) return;
  total.units += slice.units;
  total.time += time - slice.begun;
  total.server_cpu += server_time() - slice.server_cpu;
  total.load_cpu += clock_of(CLOCK_PROCESS_CPUTIME_ID) - slice.load_cpu;
}

static bool is_due(uint64_t time) {
  static unsigned calls;
  if (slice.units_wanted) return slice.units >= slice.units_wanted;
  /* A system call, so not each time. */
  if (slice.cpu_wanted)
    return ++calls % 64 == 0 && server_time() - slice.server_cpu >= slice.cpu_wanted;
  return time >= slice.until;
}

/* So many units were done, just now. */
static void count(uint64_t time, uint64_t units) {
  if (slice.over) return;
  if (slice.counting) slice.units += units;
  if (is_due(time)) {
    end_slice(time);
  } else if (!slice.counting && time >= slice.count_from) {
    begin_counting(time);
  }
}

/* A request that brings so many units was answered. */
static void count_answer(uint64_t begun, uint64_t time, uint64_t units) {
  if (slice.counting && !slice.over) histogram_record(&latency, time - begun);
  count(time, units);
}

static inline void count_request(uint64_t begun, uint64_t time) { count_answer(begun, time, 1); }

/* Nothing counts, and it ends after so much time. */
static inline void begin_warm(uint64_t time, uint64_t nanos) {
  memset(&slice, 0, sizeof slice);
  slice.count_from = NEVER;
  slice.until = time + nanos;
  if (nanos == 0) end_slice(time);
}

/* Counts for some time, after a run-in that does not count. */
static void begin_timed(uint64_t time, uint64_t run_in, uint64_t nanos) {
  memset(&slice, 0, sizeof slice);
  slice.count_from = time + run_in;
  slice.until = NEVER;
  slice.duration = nanos;
}

/* Counts from the start, until so many units are done or the server has used so much CPU time. */
static inline void begin_counted(uint64_t time, uint64_t units, uint64_t cpu_nanos) {
  memset(&slice, 0, sizeof slice);
  slice.units_wanted = units;
  slice.cpu_wanted = cpu_nanos;
  begin_counting(time);
}

/* The sum of all slices so far, as key=value; the line goes on. */
static void print_total(void) {
  printf("units=%llu seconds=%.6f server_cpu_ns=%llu load_cpu_ns=%llu",
         (unsigned long long)total.units, total.time / 1e9, (unsigned long long)total.server_cpu,
         (unsigned long long)total.load_cpu);
  if (latency.total > 0) {
    printf(" p50_ns=%.0f p99_ns=%.0f p999_ns=%.0f max_ns=%.0f", histogram_quantile(&latency, 0.5),
           histogram_quantile(&latency, 0.99), histogram_quantile(&latency, 0.999),
           histogram_quantile(&latency, 1));
  }
}

/* The same as a whole line. */
static inline void report(void) {
  print_total();
  printf("\n");
  fflush(stdout);
}

#endif
