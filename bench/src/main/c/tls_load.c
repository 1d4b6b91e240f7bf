/*
 * The load generator of TLS, one thread, one connection at a time in OpenSSL's blocking calls:
 *
 *   tls_load handshake --port P     connect, a full handshake, close_notify both ways, close
 *   tls_load tlssink   --port P     a connection, writes of 16 KiB
 *   tls_load resume    --port P     the same, but each resumes the session of the one before
 *   tls_load tlsecho   --port P --connections C --size S     bytes there and back on all of them
 *   tls_load idle      --port P     holds connections
 *
 * What it is told and what it answers is as of load.c.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "measure.h"

#define SOURCES 64
#define RECORD 16384

static SSL_CTX *context;
static int port;
static unsigned opened, connections = 1;
static int size = 1;
static SSL_SESSION *session;
static char bytes[RECORD];

static void fail(const char *why) {
  fprintf(stderr, "tls_load: %s: ", why);
  ERR_print_errors_fp(stderr);
  fprintf(stderr, "%s\n", strerror(errno));
  exit(1);
}

static SSL *open_connection(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  struct timeval patience = {.tv_sec = 30};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + opened++ % SOURCES),
  };
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
  SSL *ssl = SSL_new(context);
  if (!ssl || SSL_set_fd(ssl, fd) != 1) fail("start");
  if (session && SSL_set_session(ssl, session) != 1) fail("session");
  if (SSL_connect(ssl) != 1) fail("handshake");
  return ssl;
}

/* Waits until the server has ended too, so that nothing of it is left to be counted later. */
static void end(SSL *ssl) {
  int fd = SSL_get_fd(ssl);
  SSL_shutdown(ssl);
  shutdown(fd, SHUT_WR);
  while (read(fd, bytes, sizeof bytes) > 0) {
  }
  SSL_free(ssl);
  close(fd);
}

static void handshakes(void) {
  while (!slice.over) {
    uint64_t begun = now();
    end(open_connection());
    count_request(begun, now());
  }
}

static int keep(SSL *ssl, SSL_SESSION *ticket) {
  (void)ssl;
  SSL_SESSION_free(session);
  session = ticket;
  return 1; /* the reference is ours */
}

/* Takes in the tickets that come behind the handshake, up to the server's close_notify. */
static void end_with_tickets(SSL *ssl) {
  SSL_shutdown(ssl);
  while (SSL_read(ssl, bytes, sizeof bytes) > 0) {
  }
  ERR_clear_error();
  end(ssl);
}

static void resumptions(void) {
  if (!session) end_with_tickets(open_connection());
  while (!slice.over) {
    uint64_t begun = now();
    SSL *ssl = open_connection();
    if (!SSL_session_reused(ssl)) fail("the session is not resumed");
    end_with_tickets(ssl);
    count_request(begun, now());
  }
}

static void read_exactly(SSL *ssl, int count) {
  while (count > 0) {
    int got = SSL_read(ssl, bytes, count);
    if (got <= 0) fail("read");
    count -= got;
  }
}

static void echo(void) {
  static SSL **all;
  static uint64_t *begun;
  if (!all) {
    all = calloc(connections, sizeof *all);
    begun = calloc(connections, sizeof *begun);
    if (!all || !begun) die("calloc");
    for (unsigned i = 0; i < connections; i++) all[i] = open_connection();
  }
  while (!slice.over) {
    for (unsigned i = 0; i < connections; i++) {
      begun[i] = now();
      if (SSL_write(all[i], bytes, size) != size) fail("write");
    }
    for (unsigned i = 0; i < connections; i++) {
      read_exactly(all[i], size);
      count_request(begun[i], now());
    }
  }
}

static void sink(void) {
  static SSL *ssl;
  if (!ssl) ssl = open_connection();
  while (!slice.over) {
    int sent = SSL_write(ssl, bytes, sizeof bytes);
    if (sent <= 0) fail("write");
    count(now(), sent);
  }
}

static void hold(int target) {
  static int held;
  for (; held < target; held++) {
    SSL *ssl = open_connection();
    char byte = held;
    if (SSL_write(ssl, &byte, 1) != 1) fail("write");
    if (SSL_read(ssl, &byte, 1) != 1 || byte != (char)held) fail("the server does not echo");
    int fd = dup(SSL_get_fd(ssl));
    if (fd < 0) die("dup");
    close(SSL_get_fd(ssl));
    SSL_free(ssl); /* the server knows nothing of that */
  }
  printf("held=%d\n", held);
  fflush(stdout);
}

static void obey(void (*work)(void), const char *line) {
  unsigned long long a = 0, b = 0;
  uint64_t time = now();
  if (sscanf(line, "hold %llu", &a) == 1) {
    hold(a);
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
  work();
  report();
}

int main(int argc, char **argv) {
  static const struct option names[] = {
      {"port", required_argument, NULL, 'p'}, {"connections", required_argument, NULL, 'c'},
      {"size", required_argument, NULL, 's'}, {"pid", required_argument, NULL, 'i'},
      {"verify", no_argument, NULL, 'v'}, {NULL, 0, NULL, 0},
  };
  int name;
  while ((name = getopt_long(argc, argv, "", names, NULL)) >= 0) {
    if (name == '?') exit(2);
    if (name == 'p') port = atoi(optarg);
    if (name == 'c') connections = atoi(optarg);
    if (name == 's') size = atoi(optarg);
    if (name == 'i') measure_server(atoi(optarg));
  }
  const char *mode = optind < argc ? argv[optind] : "";
  if (size < 1 || size > RECORD || connections < 1) fail("the size is 1 to 16384, with connections");
  void (*work)(void) = strcmp(mode, "handshake") == 0 ? handshakes
                       : strcmp(mode, "resume") == 0  ? resumptions
                       : strcmp(mode, "tlsecho") == 0 ? echo
                                                      : sink;
  raise_descriptor_limit();
  context = SSL_CTX_new(TLS_client_method());
  if (!context || SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") != 1 ||
      SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1) {
    fail("start");
  }
  bool resumes = strcmp(mode, "resume") == 0;
  SSL_CTX_set_session_cache_mode(
      context, resumes ? SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL : SSL_SESS_CACHE_OFF);
  if (resumes) SSL_CTX_sess_set_new_cb(context, keep);
  printf("ready\n");
  fflush(stdout);
  char line[80];
  while (fgets(line, sizeof line, stdin)) obey(work, line);
  return 0;
}
