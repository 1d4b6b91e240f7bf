/*
 * The load generator: one thread, epoll, no allocation and no output while it measures.
 *
 *   load echo    --port P [--connections C] [--size S]   S bytes there and back, depth 1
 *   load connect --port P [--connections C]              connect, a byte there and back, close
 *   load sink    --port P [--connections C] [--size S]   writes of S bytes
 *   load idle    --port P                                holds connections
 *
 *   --pid PID    the server, whose CPU time is counted
 *   --verify     compares every byte that comes back
 *
 * It opens its connections, prints "ready", and then does what each line of its input says and
 * answers each with a line; at the end of its input it ends.
 *
 *   time A B     works A ms without counting, then counts for B ms
 *   warm MS      works without counting
 *   units N      counts from the start until N are done
 *   cpu MS       the same until the server has used so much CPU time
 *   hold N       of idle: opens connections until there are N, a byte there and back on each
 *
 * The answer is the sum of all that was counted so far. Between two lines nothing is under way, so
 * that several load generators can take turns.
 *
 * It is a closed loop: a connection sends its next request when it has its answer, so a server that
 * stalls is asked less often meanwhile, and the latency of a stall is counted once per connection.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <sys/epoll.h>

#include "measure.h"

#define EVENTS 512
#define MAX_SIZE (1024 * 1024)
#define PATTERN 256
#define STALL (30 * SECOND)
/* Fewer connections than there are ephemeral ports share a source address. */
#define PER_SOURCE 10000
#define CONNECT_SOURCES 64
/* Fewer connections than a listener's queue takes: the SYN that finds it full is lost for 1 s. */
#define OPENED_AT_ONCE 500
#define WRITES_AT_ONCE 16

struct connection {
  int fd;
  uint32_t phase; /* where in the pattern this request begins */
  uint32_t sent, received;
  uint64_t begun;
};

/* What is done with a connection: to begin with in a slice, and when it is ready. */
struct work {
  void (*open)(void);
  void (*begin)(struct connection *, uint64_t time);
  void (*step)(struct connection *);
};

static struct {
  int port, connections, size;
  bool verify;
} options = {.connections = 1, .size = 64};

static struct connection *connections;
static struct epoll_event events[EVENTS];
static char pattern[MAX_SIZE + PATTERN];
static char buffer[MAX_SIZE];
static int epoll;
static unsigned sources = 1;
static unsigned opened;
static int under_way; /* requests without an answer */

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
  struct epoll_event event = {.events = which, .data.ptr = connection};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->fd, &event) < 0) die("epoll_ctl");
}

/*
 * Works until the slice is over and every request has its answer. No clock but that of an answer ends
 * a slice, so that a server that stalls at its end has the stall counted.
 */
static void run(void (*step)(struct connection *)) {
  uint64_t quiet_since = 0;
  while (!slice.over || under_way > 0) {
    int ready = epoll_wait(epoll, events, EVENTS, 100);
    if (ready < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < ready; i++) step(events[i].data.ptr);
    if (ready > 0) {
      quiet_since = 0;
      continue;
    }
    uint64_t time = now();
    if (quiet_since == 0) quiet_since = time;
    if (time - quiet_since > STALL) fail("the server has not answered for 30 s");
  }
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

static void echo_begin(struct connection *c, uint64_t time) {
  under_way++;
  c->begun = time;
  c->phase = (c->phase + 7) % PATTERN;
  c->sent = c->received = 0;
  send_request(c);
}

static void echo_step(struct connection *c) {
  if (c->received == (uint32_t)options.size) return; /* nothing is under way */
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
      under_way--;
      count_request(c->begun, time);
      if (!slice.over) echo_begin(c, time);
      return;
    }
  }
}

/* One request on each, so that the server has accepted them and their handlers have begun. */
static void echo_open(void) {
  for (int i = 0; i < options.connections; i++) {
    connections[i].fd = open_connection();
    connections[i].phase = i % PATTERN;
    watch(&connections[i], EPOLLIN | EPOLLOUT | EPOLLET);
    if ((i + 1) % OPENED_AT_ONCE == 0 || i + 1 == options.connections) {
      begin_warm(now(), 0);
      for (int j = i - i % OPENED_AT_ONCE; j <= i; j++) echo_begin(&connections[j], now());
      run(echo_step);
    }
  }
}

/* Each has a short life, and its port rests for a minute after it. */
static void connect_open(void) { sources = CONNECT_SOURCES; }

static void connect_begin(struct connection *c, uint64_t time) {
  under_way++;
  c->begun = time;
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
  under_way--;
  count_request(c->begun, time);
  if (!slice.over) connect_begin(c, time);
}

static void sink_open(void) {
  for (int i = 0; i < options.connections; i++) {
    connections[i].fd = open_connection();
    watch(&connections[i], EPOLLOUT);
  }
}

static void sink_step(struct connection *c) {
  for (int i = 0; i < WRITES_AT_ONCE && !slice.over; i++) {
    ssize_t sent = send(c->fd, pattern, options.size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EAGAIN) return;
      die("send");
    }
    count(now(), sent);
  }
}

/* The buffers are empty, and so are ready. */
static void sink_begin(struct connection *c, uint64_t time) {
  (void)c;
  (void)time;
}

static void idle_hold(int target) {
  static int held;
  for (; held < target; held++) {
    int fd = open_connection();
    char byte = held;
    if (send(fd, &byte, 1, MSG_NOSIGNAL) != 1) die("send");
    if (recv(fd, &byte, 1, 0) != 1 || byte != (char)held) fail("the server does not echo");
  }
  printf("held=%d\n", held);
  fflush(stdout);
}

static void obey(const struct work *work, const char *line) {
  unsigned long long a = 0, b = 0;
  uint64_t time = now();
  if (sscanf(line, "hold %llu", &a) == 1) {
    sources = 16;
    idle_hold(a);
    return;
  }
  if (sscanf(line, "time %llu %llu", &a, &b) == 2) {
    begin_timed(time, a * MILLISECOND, b * MILLISECOND);
  } else if (sscanf(line, "warm %llu", &a) == 1) {
    begin_warm(time, a * MILLISECOND);
  } else if (sscanf(line, "units %llu", &a) == 1) {
    begin_counted(time, a, 0);
  } else if (sscanf(line, "cpu %llu", &a) == 1) {
    begin_counted(time, 0, a * MILLISECOND);
  } else {
    fail("which work is that?");
  }
  for (int i = 0; i < options.connections && !slice.over; i++) work->begin(&connections[i], now());
  run(work->step);
  report();
}

static void parse(int argc, char **argv) {
  static const struct option names[] = {
      {"port", required_argument, NULL, 'p'}, {"connections", required_argument, NULL, 'c'},
      {"size", required_argument, NULL, 's'}, {"pid", required_argument, NULL, 'i'},
      {"verify", no_argument, NULL, 'v'},     {NULL, 0, NULL, 0},
  };
  int name;
  while ((name = getopt_long(argc, argv, "", names, NULL)) >= 0) {
    switch (name) {
      case 'p': options.port = atoi(optarg); break;
      case 'c': options.connections = atoi(optarg); break;
      case 's': options.size = atoi(optarg); break;
      case 'i': measure_server(atoi(optarg)); break;
      case 'v': options.verify = true; break;
      default: exit(2);
    }
  }
  if (options.port <= 0 || options.connections < 1) fail("which port, how many connections?");
  if (options.size < 1 || options.size > MAX_SIZE) fail("--size is not in 1..1048576");
}

static struct work work_called(const char *name) {
  if (strcmp(name, "echo") == 0) return (struct work){echo_open, echo_begin, echo_step};
  if (strcmp(name, "connect") == 0) return (struct work){connect_open, connect_begin, connect_step};
  if (strcmp(name, "sink") == 0) return (struct work){sink_open, sink_begin, sink_step};
  if (strcmp(name, "idle") == 0) return (struct work){0};
  fail("echo, connect, sink or idle?");
  exit(2);
}

int main(int argc, char **argv) {
  parse(argc, argv);
  struct work work = work_called(optind < argc ? argv[optind] : "");
  raise_descriptor_limit();
  for (size_t i = 0; i < sizeof pattern; i++) pattern[i] = i * 31 + (i >> 8) * 17;
  connections = calloc(options.connections, sizeof *connections);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (!connections || epoll < 0) die("start");
  sources = 1 + options.connections / PER_SOURCE;
  if (work.open) work.open();
  printf("ready\n");
  fflush(stdout);
  char line[80];
  while (fgets(line, sizeof line, stdin)) obey(&work, line);
  return 0;
}
