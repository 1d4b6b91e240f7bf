/*
 * Echo servers of datagrams, each in one thread.
 *
 *   udp_server udp PORT recvfrom    blocking recvfrom(2) and sendto(2)
 *   udp_server udp PORT recvmmsg    epoll, recvmmsg(2) and sendmmsg(2) of 32: the measure of all
 *   udp_server udp PORT gso         the same with UDP_GRO, trains sent as they came (UDP_SEGMENT)
 */
#define _GNU_SOURCE
#include <netinet/udp.h>
#include <stdbool.h>
#include <sys/epoll.h>

#include "common.h"

#define BATCH 32
#define BUFFER 65536
#define RECEIVE_BUFFER (1024 * 1024)

static struct mmsghdr messages[BATCH];
static struct iovec parts[BATCH];
static struct sockaddr_in names[BATCH];
static char buffers[BATCH][BUFFER];
static char controls[BATCH][64] __attribute__((aligned(8)));
static bool gro;

static int open_socket(int port, int flags) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) die("socket");
  int room = RECEIVE_BUFFER;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room) < 0) die("SO_RCVBUF");
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(port),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  return fd;
}

/* A datagram that cannot be answered is dropped. */
static void serve_each(int fd) {
  while (true) {
    struct sockaddr_in name;
    socklen_t length = sizeof name;
    ssize_t count = recvfrom(fd, buffers[0], BUFFER, 0, (struct sockaddr *)&name, &length);
    if (count >= 0) sendto(fd, buffers[0], count, 0, (struct sockaddr *)&name, length);
  }
}

/* A message of several datagrams goes back as such; the piece is long enough for both kinds. */
static void answer(int i) {
  struct msghdr *message = &messages[i].msg_hdr;
  parts[i].iov_len = messages[i].msg_len;
  struct cmsghdr *piece = gro ? CMSG_FIRSTHDR(message) : NULL;
  if (!piece || piece->cmsg_level != SOL_UDP || piece->cmsg_type != UDP_GRO) {
    message->msg_controllen = 0;
    return;
  }
  int size;
  memcpy(&size, CMSG_DATA(piece), sizeof size);
  uint16_t segment = size;
  piece->cmsg_type = UDP_SEGMENT;
  piece->cmsg_len = CMSG_LEN(sizeof segment);
  memcpy(CMSG_DATA(piece), &segment, sizeof segment);
  message->msg_controllen = CMSG_SPACE(sizeof segment);
}

/* Returns how many there were. */
static int serve_batch(int fd) {
  for (int i = 0; i < BATCH; i++) {
    parts[i].iov_len = BUFFER;
    messages[i].msg_hdr.msg_namelen = sizeof names[i];
    messages[i].msg_hdr.msg_controllen = gro ? sizeof controls[i] : 0;
  }
  int count = recvmmsg(fd, messages, BATCH, 0, NULL);
  for (int i = 0; i < count; i++) answer(i);
  for (int sent = 0; sent < count;) {
    int some = sendmmsg(fd, messages + sent, count - sent, 0);
    sent += some > 0 ? some : 1;
  }
  return count;
}

static void serve_batches(int fd) {
  for (int i = 0; i < BATCH; i++) {
    parts[i].iov_base = buffers[i];
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &names[i],
        .msg_iov = &parts[i],
        .msg_iovlen = 1,
        .msg_control = controls[i],
    };
  }
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN | EPOLLET};
  if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll");
  while (true) {
    if (epoll_wait(epoll, &event, 1, -1) < 0 && errno != EINTR) die("epoll_wait");
    while (serve_batch(fd) == BATCH) {
      /* A batch that is not full has emptied the queue. */
    }
  }
}

int main(int argc, char **argv) {
  const char *kind = argc > 3 ? argv[3] : "";
  if (strcmp(kind, "recvfrom") != 0 && strcmp(kind, "recvmmsg") != 0 && strcmp(kind, "gso") != 0) {
    fprintf(stderr, "usage: %s udp PORT recvfrom|recvmmsg|gso\n", argv[0]);
    return 2;
  }
  bool each = strcmp(kind, "recvfrom") == 0;
  gro = strcmp(kind, "gso") == 0;
  int fd = open_socket(atoi(argv[2]), each ? 0 : SOCK_NONBLOCK);
  int on = 1;
  if (gro && setsockopt(fd, SOL_UDP, UDP_GRO, &on, sizeof on) < 0) die("UDP_GRO");
  tell_port(fd);
  if (each) {
    serve_each(fd);
  } else {
    serve_batches(fd);
  }
}
