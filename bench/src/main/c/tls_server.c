/*
 * What the system's OpenSSL costs without anything around it: an epoll server in one thread, with
 * OpenSSL's own calls on the socket.
 *
 *   tls_server MODE PORT CHAIN KEY     echo sends back what comes, every other mode throws it away
 */
#define _GNU_SOURCE
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>

#include "common.h"

#define BUFFER (16 * 1024)
#define EVENTS 512

struct connection {
  SSL *ssl;
  int left; /* of the buffer that the peer has not taken yet; nothing is read meanwhile */
  char *kept;
};

static char buffer[BUFFER];
static int epoll;
static bool echo;
static SSL_CTX *context;

static void fail(const char *why) {
  fprintf(stderr, "tls_server: %s: ", why);
  ERR_print_errors_fp(stderr);
  exit(1);
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) die("calloc");
    connection->ssl = SSL_new(context);
    if (!connection->ssl || SSL_set_fd(connection->ssl, fd) != 1) fail("SSL_new");
    SSL_set_accept_state(connection->ssl);
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
        .data.ptr = connection,
    };
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
  }
  if (errno != EAGAIN && errno != ECONNABORTED) die("accept4");
}

static void end(struct connection *connection) {
  int fd = SSL_get_fd(connection->ssl);
  SSL_shutdown(connection->ssl);
  SSL_free(connection->ssl);
  free(connection->kept);
  free(connection);
  close(fd);
}

/* Whether the call has only to be made again later. */
static bool waits(struct connection *connection, int result) {
  int error = SSL_get_error(connection->ssl, result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

/* False where the peer takes no more for now, or is gone. */
static bool send_kept(struct connection *connection) {
  int sent = SSL_write(connection->ssl, connection->kept, connection->left);
  if (sent <= 0) {
    if (!waits(connection, sent)) end(connection);
    return false;
  }
  connection->left = 0;
  return true;
}

static bool send_all(struct connection *connection, int count) {
  if (SSL_write(connection->ssl, buffer, count) > 0) return true;
  if (!connection->kept && !(connection->kept = malloc(BUFFER))) die("malloc");
  memcpy(connection->kept, buffer, count);
  connection->left = count;
  return send_kept(connection);
}

static void serve(struct connection *connection) {
  if (connection->left && !send_kept(connection)) return;
  int count;
  ERR_clear_error();
  while ((count = SSL_read(connection->ssl, buffer, BUFFER)) > 0) {
    if (echo && !send_all(connection, count)) return;
  }
  if (!waits(connection, count)) end(connection);
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: tls_server MODE PORT CHAIN KEY\n");
    return 2;
  }
  echo = !strcmp(argv[1], "echo");
  raise_descriptor_limit();
  signal(SIGPIPE, SIG_IGN); /* OpenSSL's writes have no MSG_NOSIGNAL */
  context = SSL_CTX_new(TLS_server_method());
  if (!context || SSL_CTX_use_certificate_chain_file(context, argv[3]) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, argv[4], SSL_FILETYPE_PEM) != 1)
    fail("certificate");
  SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) die("epoll_create1");
  int listener = listen_and_tell(atoi(argv[2]), SOCK_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = NULL};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) < 0) die("epoll_ctl");
  struct epoll_event events[EVENTS];
  for (;;) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr)
        serve(events[i].data.ptr);
      else
        accept_all(listener);
    }
  }
}
