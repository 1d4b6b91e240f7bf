/*
 * The same server on io_uring: multishot accept, multishot recv into buffers that the kernel picks
 * from a ring, and all sends of a turn of the loop submitted by the call that waits for more.
 *
 * The ring hands its buffers out in turn, so few are provided at first, which stay in the cache;
 * more come when they run out.
 *
 *   uring_server echo|connect|sink [PORT]
 */
#define _GNU_SOURCE
#include <liburing.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "common.h"

#define ENTRIES 4096
#define COMPLETIONS 32768
#define BUFFERS 16384 /* at most; a power of two */
#define FIRST_BUFFERS 64
#define GROUP 1
#define NONE (-1)

enum operation { ACCEPT, RECV, SEND, CLOSE };

/* Bytes are sent one buffer after the other, so that they stay in order. */
struct connection {
  int first, last; /* the buffers to send; the first is being sent */
  bool ended;      /* nothing comes any more */
};

static struct io_uring ring;
static struct io_uring_buf_ring *free_buffers;
static char *memory;
static size_t buffer_size;
static int provided;
static int next_buffer[BUFFERS];
static int lengths[BUFFERS];
static struct connection *connections; /* by descriptor */
static int *starved;                   /* descriptors whose recv found no buffer */
static int starved_count;
static bool echo;

static uint64_t tag(enum operation operation, int fd) {
  return (uint64_t)operation << 32 | (uint32_t)fd;
}

static struct io_uring_sqe *entry(void) {
  struct io_uring_sqe *sqe;
  while (!(sqe = io_uring_get_sqe(&ring))) io_uring_submit(&ring);
  return sqe;
}

static void begin_accept(int listener) {
  struct io_uring_sqe *sqe = entry();
  io_uring_prep_multishot_accept(sqe, listener, NULL, NULL, SOCK_CLOEXEC);
  sqe->user_data = tag(ACCEPT, listener);
}

static void begin_recv(int fd) {
  struct io_uring_sqe *sqe = entry();
  io_uring_prep_recv_multishot(sqe, fd, NULL, 0, 0);
  sqe->flags |= IOSQE_BUFFER_SELECT;
  sqe->buf_group = GROUP;
  sqe->user_data = tag(RECV, fd);
}

static void begin_send(int fd) {
  int id = connections[fd].first;
  struct io_uring_sqe *sqe = entry();
  io_uring_prep_send(sqe, fd, memory + id * buffer_size, lengths[id], MSG_NOSIGNAL | MSG_WAITALL);
  sqe->user_data = tag(SEND, fd);
}

static void provide(int id) {
  io_uring_buf_ring_add(free_buffers, memory + id * buffer_size, buffer_size, id,
                        io_uring_buf_ring_mask(BUFFERS), 0);
  io_uring_buf_ring_advance(free_buffers, 1);
}

static void provide_more(void) {
  int target = provided == 0 ? FIRST_BUFFERS : 2 * provided;
  for (; provided < target && provided < BUFFERS; provided++) provide(provided);
}

static void close_when_done(int fd) {
  if (!connections[fd].ended || connections[fd].first != NONE) return;
  struct io_uring_sqe *sqe = entry();
  io_uring_prep_close(sqe, fd);
  sqe->user_data = tag(CLOSE, fd);
}

static void accepted(int listener, struct io_uring_cqe *cqe) {
  if (cqe->res >= 0) {
    int on = 1;
    setsockopt(cqe->res, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections[cqe->res] = (struct connection){.first = NONE, .last = NONE};
    begin_recv(cqe->res);
  } else if (cqe->res != -ECONNABORTED && cqe->res != -EINTR) {
    errno = -cqe->res;
    die("accept");
  }
  if (!(cqe->flags & IORING_CQE_F_MORE)) begin_accept(listener);
}

static void received(int fd, struct io_uring_cqe *cqe) {
  struct connection *connection = &connections[fd];
  if (cqe->res > 0) {
    int id = cqe->flags >> IORING_CQE_BUFFER_SHIFT;
    if (!echo) {
      provide(id);
    } else {
      lengths[id] = cqe->res;
      next_buffer[id] = NONE;
      bool idle = connection->first == NONE;
      if (idle) {
        connection->first = id;
      } else {
        next_buffer[connection->last] = id;
      }
      connection->last = id;
      if (idle) begin_send(fd);
    }
    if (!(cqe->flags & IORING_CQE_F_MORE)) begin_recv(fd);
  } else if (cqe->res == -ENOBUFS) {
    starved[starved_count++] = fd;
  } else {
    connection->ended = true;
    close_when_done(fd);
  }
}

static void sent(int fd, struct io_uring_cqe *cqe) {
  struct connection *connection = &connections[fd];
  /* When the peer has gone, recv says so too; what is left to send leads nowhere. */
  do {
    int id = connection->first;
    connection->first = next_buffer[id];
    provide(id);
  } while (cqe->res < 0 && connection->first != NONE);
  if (connection->first != NONE) {
    begin_send(fd);
  } else {
    close_when_done(fd);
  }
}

static void feed_starved(void) {
  if (starved_count == 0) return;
  provide_more();
  while (starved_count > 0) begin_recv(starved[--starved_count]);
}

static void set_up(void) {
  raise_descriptor_limit();
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  connections = calloc(limit.rlim_cur, sizeof *connections);
  starved = calloc(limit.rlim_cur, sizeof *starved);
  struct io_uring_params params = {
      .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE,
      .cq_entries = COMPLETIONS,
  };
  if ((errno = -io_uring_queue_init_params(ENTRIES, &ring, &params)) != 0) die("io_uring_setup");
  int protection = PROT_READ | PROT_WRITE, flags = MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE;
  size_t size = BUFFERS * sizeof(struct io_uring_buf);
  free_buffers = mmap(NULL, size, protection, flags, -1, 0);
  memory = mmap(NULL, BUFFERS * buffer_size, protection, flags, -1, 0);
  if (!connections || !starved || free_buffers == MAP_FAILED || memory == MAP_FAILED) die("start");
  struct io_uring_buf_reg registration = {
      .ring_addr = (uintptr_t)free_buffers, .ring_entries = BUFFERS, .bgid = GROUP};
  if ((errno = -io_uring_register_buf_ring(&ring, &registration, 0)) != 0) die("buffer ring");
  io_uring_buf_ring_init(free_buffers);
  provide_more();
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s echo|connect|sink [PORT]\n", argv[0]);
    return 2;
  }
  echo = strcmp(argv[1], "sink") != 0;
  buffer_size = echo ? 16 * 1024 : 64 * 1024;
  set_up();
  begin_accept(listen_and_tell(argc > 2 ? atoi(argv[2]) : 0, 0));
  while (true) {
    int result = io_uring_submit_and_wait(&ring, 1);
    if (result < 0 && result != -EINTR) {
      errno = -result;
      die("io_uring_enter");
    }
    struct io_uring_cqe *cqe;
    unsigned head, count = 0;
    io_uring_for_each_cqe(&ring, head, cqe) {
      int fd = (int)(uint32_t)cqe->user_data;
      switch (cqe->user_data >> 32) {
        case ACCEPT: accepted(fd, cqe); break;
        case RECV: received(fd, cqe); break;
        case SEND: sent(fd, cqe); break;
        default: break;
      }
      count++;
    }
    io_uring_cq_advance(&ring, count);
    feed_starved();
  }
}
