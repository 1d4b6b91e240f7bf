/*
 * The measure of all others: an edge-triggered epoll server in one thread with one buffer.
 *
 * A short read means that the socket is empty (epoll(7)), so a request costs epoll_wait, recv and
 * send. What send does not take is kept per connection until EPOLLOUT.
 *
 *   epoll_server echo|connect|sink [PORT]
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <sys/epoll.h>

#include "common.h"

#define BUFFER (64 * 1024)
#define EVENTS 512

/* What the peer has not taken yet, and so nothing is read from it meanwhile. */
struct pending {
  size_t from, to;
  char bytes[BUFFER];
};

static char buffer[BUFFER];
static struct pending **pendings; /* by descriptor */
static int epoll;
static bool echo;

static void watch(int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  }
  if (errno != EAGAIN && errno != ECONNABORTED) die("accept4");
}

static void end(int fd) {
  free(pendings[fd]);
  pendings[fd] = NULL;
  close(fd);
}

/* False when the peer takes no more for now, or is gone. */
static bool flush_pending(int fd) {
  struct pending *pending = pendings[fd];
  while (pending->from < pending->to) {
    ssize_t sent =
        send(fd, pending->bytes + pending->from, pending->to - pending->from, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN) end(fd);
      return false;
    }
    pending->from += sent;
  }
  free(pending);
  pendings[fd] = NULL;
  return true;
}

static bool send_all(int fd, size_t count) {
  ssize_t sent = send(fd, buffer, count, MSG_NOSIGNAL);
  if (sent == (ssize_t)count) return true;
  if (sent < 0) {
    if (errno != EAGAIN) {
      end(fd);
      return false;
    }
    sent = 0;
  }
  struct pending *pending = malloc(sizeof *pending);
  if (!pending) die("malloc");
  pending->from = 0;
  pending->to = count - sent;
  memcpy(pending->bytes, buffer + sent, count - sent);
  pendings[fd] = pending;
  return flush_pending(fd);
}

static void serve(int fd, uint32_t events) {
  if (!pendings[fd] && events == EPOLLOUT) return;
  /* The edge of an end that came together with the bytes is spent, and so is every edge that came
     while nothing was read: read on until there is nothing. */
  bool short_is_all = !pendings[fd] && !(events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
  if (pendings[fd] && !flush_pending(fd)) return;
  while (true) {
    ssize_t count = recv(fd, buffer, BUFFER, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
      end(fd);
      return;
    }
    if (echo && !send_all(fd, count)) return;
    if (count < BUFFER && short_is_all) return;
  }
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s echo|connect|sink [PORT]\n", argv[0]);
    return 2;
  }
  echo = strcmp(argv[1], "sink") != 0;
  raise_descriptor_limit();
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  pendings = calloc(limit.rlim_cur, sizeof *pendings);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0 || !pendings) die("start");
  int listener = listen_and_tell(argc > 2 ? atoi(argv[2]) : 0, SOCK_NONBLOCK);
  watch(listener, EPOLLIN | EPOLLET);
  static struct epoll_event events[EVENTS];
  while (true) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd == listener) {
        accept_all(listener);
      } else {
        serve(events[i].data.fd, events[i].events);
      }
    }
  }
}
