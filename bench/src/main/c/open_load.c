/*
 * The load generator of an open loop: requests begin at instants that do not depend on responses, so
 * a server that stalls is asked as often meanwhile, and each request that waits is counted.
 *
 *   open_load --port P [--connections C] [--size S] [--hot N] [--pid PID]
 *
 *   --hot N      half of the requests are made on the first N connections
 *   --pid PID    the server, whose CPU time is counted
 *
 * It opens its connections, prints "ready", and answers each line of its input with a line:
 *
 *   rate R A B   R requests per second, A ms without counting, then B ms
 *
 * The line is "overrun" where a connection has 4096 requests that wait: the server cannot keep up with the rate.
 *
 * The instants are those of a Poisson process. A request belongs to a connection chosen at random and
 * is sent when that one's earlier requests have their responses. Its latency begins at its instant.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <math.h>
#include <sys/epoll.h>
#include <sys/prctl.h>

#include "measure.h"

#define EVENTS 512
#define QUEUE 4096 /* a power of two */
#define MAX_SIZE 65536

struct connection {
  int fd;
  uint32_t received;
  uint32_t head, tail; /* the requests that are due, the first of which is under way */
  uint64_t due[QUEUE];
};

static struct {
  int port, connections, size, hot;
} options = {.connections = 1, .size = 64};

static struct connection *connections;
static struct epoll_event events[EVENTS];
static char bytes[MAX_SIZE];
static int epoll;
static unsigned long long under_way;
static uint64_t random_state = 88172645463325252ull;

static void fail(const char *why) {
  fprintf(stderr, "open_load: %s\n", why);
  exit(1);
}

/* xorshift64: the same requests for each server. */
static uint64_t random_bits(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

static double random_part(void) { return ((random_bits() >> 11) + 1) / 9007199254740993.0; }

static void open_connection(struct connection *c) {
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (c->fd < 0) die("socket");
  int on = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(options.port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = c};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) < 0) die("epoll_ctl");
}

static void send_request(struct connection *c) {
  c->received = 0;
  if (send(c->fd, bytes, options.size, MSG_NOSIGNAL) != options.size) die("send");
}

/* Returns false when the server cannot keep up. */
static bool add_request(uint64_t due) {
  bool hot = options.hot > 0 && random_bits() % 2 == 0;
  struct connection *c = &connections[random_bits() % (hot ? options.hot : options.connections)];
  if (c->tail - c->head == QUEUE) return false;
  c->due[c->tail++ % QUEUE] = due;
  under_way++;
  if (c->tail - c->head == 1) send_request(c);
  return true;
}

static void step(struct connection *c) {
  while (c->tail != c->head) {
    ssize_t got = recv(c->fd, bytes, options.size - c->received, MSG_DONTWAIT);
    if (got < 0) {
      if (errno == EAGAIN) return;
      die("recv");
    }
    if (got == 0) fail("the server closed a connection");
    c->received += got;
    if (c->received < (uint32_t)options.size) continue;
    under_way--;
    count_request(c->due[c->head++ % QUEUE], now());
    if (c->tail == c->head) return;
    send_request(c);
  }
}

static void wait_until(uint64_t due) {
  uint64_t time = now();
  uint64_t left = due > time ? due - time : 0;
  struct timespec timeout = {left / SECOND, left % SECOND};
  int ready = epoll_pwait2(epoll, events, EVENTS, &timeout, NULL);
  if (ready < 0 && errno != EINTR) die("epoll_pwait2");
  for (int i = 0; i < ready; i++) step(events[i].data.ptr);
}

static void run(double rate, uint64_t run_in, uint64_t nanos) {
  histogram_clear(&latency);
  memset(&total, 0, sizeof total);
  uint64_t due = now();
  bool kept_up = true;
  begin_timed(due, run_in, nanos);
  while (!slice.over && kept_up) {
    due += (uint64_t)(-log(random_part()) / rate * SECOND);
    while (due > now() && !slice.over) wait_until(due);
    kept_up = add_request(due);
  }
  while (under_way > 0) wait_until(now() + SECOND);
  if (kept_up) {
    report();
  } else {
    printf("overrun\n");
    fflush(stdout);
  }
}

static void parse(int argc, char **argv) {
  static const struct option names[] = {
      {"port", required_argument, NULL, 'p'}, {"connections", required_argument, NULL, 'c'},
      {"size", required_argument, NULL, 's'}, {"pid", required_argument, NULL, 'i'},
      {"hot", required_argument, NULL, 'h'},  {NULL, 0, NULL, 0},
  };
  int name;
  while ((name = getopt_long(argc, argv, "", names, NULL)) >= 0) {
    switch (name) {
      case 'p': options.port = atoi(optarg); break;
      case 'c': options.connections = atoi(optarg); break;
      case 's': options.size = atoi(optarg); break;
      case 'i': measure_server(atoi(optarg)); break;
      case 'h': options.hot = atoi(optarg); break;
      default: exit(2);
    }
  }
  if (options.port <= 0 || options.connections < 1) fail("which port, how many connections?");
  if (options.size < 1 || options.size > MAX_SIZE) fail("--size is not in 1..65536");
  if (options.hot < 0 || options.hot > options.connections) fail("--hot is not in 0..connections");
}

int main(int argc, char **argv) {
  parse(argc, argv);
  raise_descriptor_limit();
  prctl(PR_SET_TIMERSLACK, 1);
  connections = calloc(options.connections, sizeof *connections);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (!connections || epoll < 0) die("start");
  for (int i = 0; i < options.connections; i++) open_connection(&connections[i]);
  printf("ready\n");
  fflush(stdout);
  char line[80];
  while (fgets(line, sizeof line, stdin)) {
    double rate;
    unsigned long long run_in, time;
    if (sscanf(line, "rate %lf %llu %llu", &rate, &run_in, &time) != 3 || rate <= 0) {
      fail("which rate is that?");
    }
    run(rate, run_in * MILLISECOND, time * MILLISECOND);
  }
  return 0;
}
