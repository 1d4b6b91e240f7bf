/*
 * The load generator: one thread, epoll, no allocation and no output while it measures.
 *
 *   load echo    --port P [--connections C] [--size S] ...   S bytes there and back, depth 1
 *   load connect --port P [--connections C] ...              connect, a byte there and back, close
 *   load sink    --port P [--connections C] [--size S] ...   writes of S bytes
 *   load idle    --port P --steps N,M,...                    holds N, then M connections
 *
 *   --warmup MS, --duration MS   how long before and while it counts
 *   --pid PID                    the server, whose CPU time is taken at both ends of the duration
 *   --units N                    counts from the start and ends after N, however long that takes
 *   --cpu MS                     counts from the start and ends when the server has used MS of CPU
 *   --verify                     compares every byte that comes back
 *
 * The result is one line of key=value on standard output. idle prints "held N" after each step and
 * goes on when it reads a line.
 *
 * It is a closed loop: a connection sends its next request when it has its answer, so a server that
 * stalls is asked less often meanwhile, and the latency of a stall is counted once per connection.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <time.h>

#include "common.h"
#include "histogram.h"

#define EVENTS 512
#define MAX_SIZE (1024 * 1024)
#define PATTERN 256
#define SECOND 1000000000ull
#define STALL (10 * SECOND)
/* Fewer connections than there are ephemeral ports share a source address. */
#define PER_SOURCE 10000
#define CONNECT_SOURCES 64

struct connection {
  int fd;
  uint32_t phase; /* where in the pattern this request begins */
  uint32_t sent, received;
  uint64_t begun;
};

static struct {
  int port, connections, size;
  uint64_t warmup, duration, units, cpu;
  pid_t pid;
  bool verify;
  const char *steps;
} options = {.connections = 1, .size = 64, .duration = SECOND};

static struct connection *connections;
static struct epoll_event events[EVENTS];
static char pattern[MAX_SIZE + PATTERN];
static char buffer[MAX_SIZE];
static struct histogram latency;
static int epoll;
static unsigned sources = 1;
static unsigned opened;

/* The measurement: warm-up, then the duration. */
static clockid_t server_clock;
static bool measuring, over;
static uint64_t next_phase, begun, ended, units;
static uint64_t server_cpu, load_cpu;

static uint64_t clock_of(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) < 0) die("clock_gettime");
  return time.tv_sec * SECOND + time.tv_nsec;
}

static uint64_t now(void) { return clock_of(CLOCK_MONOTONIC); }

/* What the server has used so far, in nanoseconds, all its threads, also those that have ended. */
static uint64_t server_time(void) { return options.pid ? clock_of(server_clock) : 0; }

static void pass(uint64_t time) {
  if (!measuring) {
    measuring = true;
    histogram_clear(&latency);
    units = 0;
    begun = time;
    next_phase = time + options.duration;
    server_cpu = server_time();
    load_cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
  } else if (!over) {
    over = true;
    ended = time;
    server_cpu = server_time() - server_cpu;
    load_cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) - load_cpu;
  }
}

static void begin_warmup(void) {
  uint64_t time = now();
  next_phase = time + options.warmup;
  if (options.units || options.cpu) pass(time);
}

static inline bool is_due(uint64_t time) {
  static unsigned calls;
  if (options.units) return units >= options.units;
  if (options.cpu) return ++calls % 64 == 0 && server_time() - server_cpu >= options.cpu;
  return time >= next_phase;
}

static inline void count(uint64_t time, uint64_t more) {
  if (over) return;
  units += more;
  if (is_due(time)) pass(time);
}

static void fail(const char *why) {
  fprintf(stderr, "load: %s\n", why);
  exit(1);
}

static int open_connection(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + opened++ % sources),
  };
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(options.port);
  /* On loopback connect is done when it returns, unless the listener's queue is full. */
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
  return fd;
}

static void watch(struct connection *connection, uint32_t which) {
  struct epoll_event event = {.events = which | EPOLLET, .data.ptr = connection};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->fd, &event) < 0) die("epoll_ctl");
}

/* Sends what the request still lacks, as far as the kernel takes it. */
static void send_request(struct connection *c) {
  while (c->sent < (uint32_t)options.size) {
    ssize_t sent = send(c->fd, pattern + c->phase + c->sent, options.size - c->sent,
                        MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EAGAIN) return;
      die("send");
    }
    c->sent += sent;
  }
}

static void begin_request(struct connection *c, uint64_t time) {
  c->begun = time;
  c->phase = (c->phase + 7) % PATTERN;
  c->sent = c->received = 0;
  send_request(c);
}

static void echo_step(struct connection *c) {
  send_request(c);
  while (true) {
    uint32_t wanted = options.size - c->received;
    ssize_t got = recv(c->fd, buffer, wanted, MSG_DONTWAIT);
    if (got < 0) {
      if (errno == EAGAIN) return;
      die("recv");
    }
    if (got == 0) fail("the server closed a connection");
    if (options.verify && memcmp(buffer, pattern + c->phase + c->received, got) != 0) {
      fail("what came back is not what was sent");
    }
    c->received += got;
    if (got < (ssize_t)wanted) return; /* the socket is empty: epoll(7) */
    if (c->received == (uint32_t)options.size) {
      uint64_t time = now();
      if (measuring && !over) histogram_record(&latency, time - c->begun);
      count(time, 1);
      if (!over) begin_request(c, time);
      return;
    }
  }
}

static void connect_begin(struct connection *c) {
  c->begun = now();
  c->phase = (c->phase + 7) % PATTERN;
  c->fd = open_connection();
  if (send(c->fd, pattern + c->phase, 1, MSG_NOSIGNAL) != 1) die("send");
  watch(c, EPOLLIN);
}

static void connect_step(struct connection *c) {
  ssize_t got = recv(c->fd, buffer, 1, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return;
  if (got < 0) die("recv");
  if (got == 0) fail("the server closed a connection");
  if (options.verify && buffer[0] != pattern[c->phase]) fail("another byte came back");
  close(c->fd);
  uint64_t time = now();
  if (measuring && !over) histogram_record(&latency, time - c->begun);
  count(time, 1);
  if (!over) connect_begin(c);
}

static void sink_step(struct connection *c) {
  while (!over) {
    ssize_t sent = send(c->fd, pattern, options.size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EAGAIN) return;
      die("send");
    }
    count(now(), sent);
  }
}

static void run(void (*step)(struct connection *)) {
  uint64_t last_units = 0, last_change = now();
  while (!over) {
    int ready = epoll_wait(epoll, events, EVENTS, 100);
    if (ready < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < ready; i++) step(events[i].data.ptr);
    if (ready <= 0) {
      uint64_t time = now();
      if (units != last_units) {
        last_units = units;
        last_change = time;
      } else if (time - last_change > STALL) {
        fail("the server has not answered for 10 s");
      }
      count(time, 0);
    }
  }
}

static void open_all(void) {
  for (int i = 0; i < options.connections; i++) {
    connections[i].fd = open_connection();
    connections[i].phase = i % PATTERN;
  }
}

static void echo(void) {
  open_all();
  begin_warmup();
  for (int i = 0; i < options.connections; i++) {
    watch(&connections[i], EPOLLIN | EPOLLOUT);
    begin_request(&connections[i], now());
  }
  run(echo_step);
}

static void connect_rate(void) {
  sources = CONNECT_SOURCES;
  begin_warmup();
  for (int i = 0; i < options.connections; i++) connect_begin(&connections[i]);
  run(connect_step);
}

static void sink(void) {
  open_all();
  begin_warmup();
  for (int i = 0; i < options.connections; i++) watch(&connections[i], EPOLLOUT);
  run(sink_step);
}

/* A byte goes there and back on every connection, so that its handler has begun and waits. */
static void idle(void) {
  const char *step = options.steps;
  int held = 0;
  while (step && *step) {
    int target = atoi(step);
    for (; held < target; held++) {
      int fd = open_connection();
      char byte = held;
      if (send(fd, &byte, 1, MSG_NOSIGNAL) != 1) die("send");
      if (recv(fd, &byte, 1, 0) != 1 || byte != (char)held) fail("the server does not echo");
    }
    printf("held %d\n", held);
    fflush(stdout);
    if (!fgets(buffer, sizeof buffer, stdin)) return;
    step = strchr(step, ',');
    if (step) step++;
  }
}

static void report(void) {
  double seconds = (ended - begun) / 1e9;
  printf("units=%llu seconds=%.6f server_cpu_ns=%llu load_cpu_ns=%llu", (unsigned long long)units,
         seconds, (unsigned long long)server_cpu, (unsigned long long)load_cpu);
  if (latency.total > 0) {
    printf(" p50_ns=%.0f p99_ns=%.0f p999_ns=%.0f max_ns=%.0f", histogram_quantile(&latency, 0.5),
           histogram_quantile(&latency, 0.99), histogram_quantile(&latency, 0.999),
           histogram_quantile(&latency, 1));
  }
  printf("\n");
}

static void parse(int argc, char **argv) {
  static const struct option names[] = {
      {"port", required_argument, NULL, 'p'},     {"connections", required_argument, NULL, 'c'},
      {"size", required_argument, NULL, 's'},     {"warmup", required_argument, NULL, 'w'},
      {"duration", required_argument, NULL, 'd'}, {"pid", required_argument, NULL, 'i'},
      {"units", required_argument, NULL, 'u'},    {"cpu", required_argument, NULL, 'm'},
      {"steps", required_argument, NULL, 't'},    {"verify", no_argument, NULL, 'v'},
      {NULL, 0, NULL, 0},
  };
  int name;
  while ((name = getopt_long(argc, argv, "", names, NULL)) >= 0) {
    switch (name) {
      case 'p': options.port = atoi(optarg); break;
      case 'c': options.connections = atoi(optarg); break;
      case 's': options.size = atoi(optarg); break;
      case 'w': options.warmup = atoi(optarg) * 1000000ull; break;
      case 'd': options.duration = atoi(optarg) * 1000000ull; break;
      case 'i': options.pid = atoi(optarg); break;
      case 'm': options.cpu = atoi(optarg) * 1000000ull; break;
      case 't': options.steps = optarg; break;
      case 'u': options.units = strtoull(optarg, NULL, 10); break;
      case 'v': options.verify = true; break;
      default: exit(2);
    }
  }
  if (options.port <= 0 || options.connections < 1) fail("which port, how many connections?");
  if (options.size < 1 || options.size > MAX_SIZE) fail("--size is not in 1..1048576");
}

int main(int argc, char **argv) {
  parse(argc, argv);
  const char *mode = optind < argc ? argv[optind] : "";
  raise_descriptor_limit();
  for (size_t i = 0; i < sizeof pattern; i++) pattern[i] = i * 31 + (i >> 8) * 17;
  connections = calloc(options.connections, sizeof *connections);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (!connections || epoll < 0) die("start");
  if (options.pid && (errno = clock_getcpuclockid(options.pid, &server_clock)) != 0) die("--pid");
  sources = 1 + options.connections / PER_SOURCE;
  if (strcmp(mode, "idle") == 0) {
    sources = 16;
    idle();
    return 0;
  }
  if (strcmp(mode, "echo") == 0) {
    echo();
  } else if (strcmp(mode, "connect") == 0) {
    connect_rate();
  } else if (strcmp(mode, "sink") == 0) {
    sink();
  } else {
    fail("echo, connect, sink or idle?");
  }
  report();
  return 0;
}
