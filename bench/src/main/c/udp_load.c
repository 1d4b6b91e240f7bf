/*
 * The load generator of datagrams: UDP sockets, each with a window of datagrams without an answer.
 *
 *   udp_load udp --port P [--connections C] [--size S] [--window W] [--segments K]
 *
 *   --pid PID      the server, whose CPU time is counted
 *   --segments K   trains: K datagrams of S bytes by one call (UDP_SEGMENT), answers received by
 *                  UDP_GRO; the window counts trains, and a train is answered by all its datagrams
 *   --verify       accepted, since every byte that comes back is compared anyway
 *
 * It is told what to do as load.c is. A unit is a datagram. What has no answer after 200 ms is sent
 * again, at most 50 times; "resent" counts these, and "late" the answers that came all the same, so
 * that resent less late were lost. Any other answer that was not waited for ends it: the server has
 * sent something twice.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <netinet/udp.h>
#include <sys/epoll.h>

#include "measure.h"

#define EVENTS 512
#define HEADER 16
#define MAX_SIZE 65000
#define MAX_WINDOW 64
#define MAX_SEGMENTS 64
#define PATTERN 256
#define RECEIVE_BUFFER (1024 * 1024)
#define CHECK_EVERY (50 * MILLISECOND)
#define ANSWERED_WITHIN (200 * MILLISECOND)
#define TRIES 50

/* What every datagram begins with. */
struct header {
  uint32_t client, sequence, segment, unused;
};

/* A datagram, or a train, that is under way. */
struct slot {
  uint32_t sequence;
  uint32_t tries;
  uint64_t missing; /* a bit for each segment without an answer; 0: nothing is under way */
  uint64_t begun, sent;
};

struct client {
  int fd;
  uint64_t extra; /* answers that may come although they are not waited for any more */
  struct slot slots[MAX_WINDOW];
};

static struct {
  int port, clients, size, window, segments;
} options = {.clients = 1, .size = 64, .window = 1, .segments = 1};

static struct client *clients;
static struct epoll_event events[EVENTS];
static char pattern[MAX_SIZE + PATTERN];
static int epoll;
static int under_way;
static uint64_t resent, late;

/* One call's datagrams, out and in. */
static struct mmsghdr out[MAX_WINDOW], in[MAX_WINDOW];
static struct iovec out_parts[MAX_WINDOW], in_parts[MAX_WINDOW];
static char controls[MAX_WINDOW][CMSG_SPACE(sizeof(uint16_t))] __attribute__((aligned(8)));
static char in_controls[MAX_WINDOW][64] __attribute__((aligned(8)));
static char *out_bytes, *in_bytes;
static size_t in_room;

static void fail(const char *why) {
  fprintf(stderr, "udp_load: %s\n", why);
  exit(1);
}

static uint32_t phase(const struct header *h) {
  return (h->sequence * 7 + h->segment * 13 + h->client) % PATTERN;
}

static void fill(char *bytes, uint32_t client, uint32_t sequence, uint32_t segment) {
  struct header header = {client, sequence, segment, 0};
  memcpy(bytes, &header, HEADER);
  memcpy(bytes + HEADER, pattern + phase(&header), options.size - HEADER);
}

static void add_segment_size(struct msghdr *message, char *control) {
  message->msg_control = control;
  message->msg_controllen = CMSG_SPACE(sizeof(uint16_t));
  struct cmsghdr *piece = CMSG_FIRSTHDR(message);
  piece->cmsg_level = SOL_UDP;
  piece->cmsg_type = UDP_SEGMENT;
  piece->cmsg_len = CMSG_LEN(sizeof(uint16_t));
  uint16_t size = options.size;
  memcpy(CMSG_DATA(piece), &size, sizeof size);
}

/* What the kernel does not take is sent again when it is due, as what is lost. */
static void send_messages(struct client *c, unsigned count) {
  unsigned sent = 0;
  while (sent < count) {
    int some = sendmmsg(c->fd, out + sent, count - sent, MSG_DONTWAIT);
    if (some < 0 && errno == EINTR) continue;
    if (some < 0 && (errno == EAGAIN || errno == ENOBUFS)) return;
    if (some < 0) die("sendmmsg");
    sent += some;
  }
}

/* Puts a new datagram, or train, of a slot at a place of the next call. */
static void begin(struct client *c, struct slot *slot, unsigned place, uint64_t time) {
  under_way++;
  slot->sequence += options.window;
  slot->tries = 0;
  slot->missing = options.segments == 64 ? ~0ull : (1ull << options.segments) - 1;
  slot->begun = slot->sent = time;
  char *bytes = out_bytes + (size_t)place * options.segments * options.size;
  for (int i = 0; i < options.segments; i++) {
    fill(bytes + (size_t)i * options.size, c - clients, slot->sequence, i);
  }
  out_parts[place] = (struct iovec){bytes, (size_t)options.segments * options.size};
  memset(&out[place].msg_hdr, 0, sizeof out[place].msg_hdr);
  out[place].msg_hdr.msg_iov = &out_parts[place];
  out[place].msg_hdr.msg_iovlen = 1;
  if (options.segments > 1) add_segment_size(&out[place].msg_hdr, controls[place]);
}

static void send_again(struct client *c, struct slot *slot, uint64_t time) {
  if (++slot->tries > TRIES) fail("the server has not answered for 10 s");
  slot->sent = time;
  for (int i = 0; i < options.segments; i++) {
    if (!(slot->missing >> i & 1)) continue;
    fill(out_bytes, c - clients, slot->sequence, i);
    if (send(c->fd, out_bytes, options.size, MSG_DONTWAIT) < 0 && errno != EAGAIN) die("send");
    resent++;
    c->extra++;
  }
}

static void send_overdue_again(void) {
  uint64_t time = now();
  for (int i = 0; i < options.clients; i++) {
    for (int j = 0; j < options.window; j++) {
      struct slot *slot = &clients[i].slots[j];
      if (slot->missing && time - slot->sent > ANSWERED_WITHIN) {
        send_again(&clients[i], slot, time);
      }
    }
  }
}

/* Takes one datagram; true when its slot has all its answers. */
static bool answered(struct client *c, const char *bytes, size_t length, struct slot **which) {
  struct header header;
  if (length != (size_t)options.size) fail("an answer has another length");
  memcpy(&header, bytes, HEADER);
  if (header.client != (uint32_t)(c - clients)) fail("another client's datagram came back");
  if (header.segment >= (uint32_t)options.segments) fail("a datagram came back that was not sent");
  if (memcmp(bytes + HEADER, pattern + phase(&header), length - HEADER) != 0) {
    fail("what came back is not what was sent");
  }
  struct slot *slot = *which = &c->slots[header.sequence % options.window];
  uint64_t bit = 1ull << header.segment;
  if (slot->sequence != header.sequence || !(slot->missing & bit)) {
    if (c->extra == 0) fail("a datagram came back twice");
    c->extra--;
    late++;
    return false;
  }
  slot->missing &= ~bit;
  return slot->missing == 0;
}

/* The length of each datagram in a message that may have several. */
static size_t segment_size(struct msghdr *message, size_t length) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
      int size;
      memcpy(&size, CMSG_DATA(c), sizeof size);
      return size;
    }
  }
  return length;
}

/* Receives what there is, and sends as many as have their answers. */
static void step(struct client *c) {
  for (int i = 0; i < MAX_WINDOW; i++) {
    in[i].msg_hdr.msg_controllen = options.segments > 1 ? sizeof in_controls[i] : 0;
  }
  int messages = recvmmsg(c->fd, in, MAX_WINDOW, MSG_DONTWAIT, NULL);
  if (messages < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (messages < 0) die("recvmmsg");
  uint64_t time = now();
  unsigned next = 0;
  for (int i = 0; i < messages; i++) {
    size_t length = in[i].msg_len;
    size_t size = segment_size(&in[i].msg_hdr, length);
    for (size_t at = 0; at < length; at += size) {
      struct slot *slot;
      size_t part = length - at < size ? length - at : size;
      if (!answered(c, in_parts[i].iov_base + at, part, &slot)) continue;
      under_way--;
      count_answer(slot->begun, time, options.segments);
      if (!slice.over) begin(c, slot, next++, time);
      if (next == MAX_WINDOW) {
        send_messages(c, next);
        next = 0;
      }
    }
  }
  send_messages(c, next);
}

static void run(void) {
  uint64_t checked = now();
  while (!slice.over || under_way > 0) {
    int ready = epoll_wait(epoll, events, EVENTS, 50);
    if (ready < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < ready; i++) step(events[i].data.ptr);
    uint64_t time = now();
    if (time - checked >= CHECK_EVERY) {
      checked = time;
      send_overdue_again();
    }
  }
}

static void begin_all(void) {
  for (int i = 0; i < options.clients && !slice.over; i++) {
    uint64_t time = now();
    for (int j = 0; j < options.window; j++) begin(&clients[i], &clients[i].slots[j], j, time);
    send_messages(&clients[i], options.window);
  }
}

static void open_client(struct client *c) {
  c->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (c->fd < 0) die("socket");
  int room = RECEIVE_BUFFER, on = 1;
  setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (options.segments > 1 && setsockopt(c->fd, SOL_UDP, UDP_GRO, &on, sizeof on) < 0) {
    die("UDP_GRO");
  }
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(options.port),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) < 0) die("epoll_ctl");
  for (int i = 0; i < options.window; i++) c->slots[i].sequence = i;
}

static void prepare(void) {
  for (size_t i = 0; i < sizeof pattern; i++) pattern[i] = i * 31 + (i >> 8) * 17;
  clients = calloc(options.clients, sizeof *clients);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  /* A byte more, so that an answer that is too long is seen. */
  in_room = options.segments > 1 ? 65536 : options.size + 1;
  out_bytes = malloc((size_t)MAX_WINDOW * options.segments * options.size);
  in_bytes = malloc(MAX_WINDOW * in_room);
  if (!clients || epoll < 0 || !out_bytes || !in_bytes) die("start");
  for (int i = 0; i < MAX_WINDOW; i++) {
    in_parts[i] = (struct iovec){in_bytes + i * in_room, in_room};
    in[i].msg_hdr.msg_iov = &in_parts[i];
    in[i].msg_hdr.msg_iovlen = 1;
    in[i].msg_hdr.msg_control = in_controls[i];
  }
  for (int i = 0; i < options.clients; i++) open_client(&clients[i]);
}

static void obey(const char *line) {
  unsigned long long a = 0, b = 0;
  uint64_t time = now();
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
  begin_all();
  run();
  print_total();
  printf(" resent=%llu late=%llu\n", (unsigned long long)resent, (unsigned long long)late);
  fflush(stdout);
}

static void parse(int argc, char **argv) {
  static const struct option names[] = {
      {"port", required_argument, NULL, 'p'},   {"connections", required_argument, NULL, 'c'},
      {"size", required_argument, NULL, 's'},   {"pid", required_argument, NULL, 'i'},
      {"window", required_argument, NULL, 'w'}, {"segments", required_argument, NULL, 'k'},
      {"verify", no_argument, NULL, 'v'},       {NULL, 0, NULL, 0},
  };
  int name;
  while ((name = getopt_long(argc, argv, "", names, NULL)) >= 0) {
    switch (name) {
      case 'p': options.port = atoi(optarg); break;
      case 'c': options.clients = atoi(optarg); break;
      case 's': options.size = atoi(optarg); break;
      case 'i': measure_server(atoi(optarg)); break;
      case 'w': options.window = atoi(optarg); break;
      case 'k': options.segments = atoi(optarg); break;
      case 'v': break;
      default: exit(2);
    }
  }
  if (options.port <= 0 || options.clients < 1) fail("which port, how many connections?");
  if (options.size < HEADER || options.size > MAX_SIZE) fail("--size is not in 16..65000");
  if (options.window < 1 || options.window > MAX_WINDOW) fail("--window is not in 1..64");
  if (options.segments < 1 || options.segments > MAX_SEGMENTS ||
      options.segments * options.size > MAX_SIZE) {
    fail("--segments is not in 1..64, or a train has more than 65000 bytes");
  }
}

int main(int argc, char **argv) {
  parse(argc, argv);
  raise_descriptor_limit();
  prepare();
  /* One answer for each client, so that the server is seen to work. */
  begin_warm(now(), 0);
  for (int i = 0; i < options.clients; i++) {
    begin(&clients[i], &clients[i].slots[0], 0, now());
    send_messages(&clients[i], 1);
    run();
  }
  printf("ready\n");
  fflush(stdout);
  char line[80];
  while (fgets(line, sizeof line, stdin)) obey(line);
  return 0;
}
