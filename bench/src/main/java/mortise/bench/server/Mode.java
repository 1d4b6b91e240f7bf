package mortise.bench.server;

import java.util.List;
import java.util.Locale;

/** What a server does with what it receives. */
enum Mode {
  /** Sends it back; requests of up to 16 KiB come in one piece. */
  ECHO(16 * 1024),
  /** Sends the one byte back that a connection brings. */
  CONNECT(1),
  /** Throws it away. */
  SINK(64 * 1024),
  /** Shakes hands, and waits for the end. */
  HANDSHAKE(1024),
  /** Throws away what it has decrypted. */
  TLSSINK(64 * 1024),
  /** Sends each datagram back to its sender. */
  UDP(64 * 1024);

  /** The receive buffer of every server of datagrams, SO_RCVBUF, as far as the kernel allows. */
  static final int RECEIVE_BUFFER = 1024 * 1024;

  /** The bytes of the buffer of a server that has one per connection. */
  final int buffer;

  Mode(int buffer) {
    this.buffer = buffer;
  }

  boolean echoes() {
    return this == ECHO || this == CONNECT;
  }

  static Mode of(String[] arguments) {
    return valueOf(arguments[0].toUpperCase(Locale.ROOT));
  }

  static int port(String[] arguments) {
    return arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
  }

  /** The number behind an option, or what it is without the option. */
  static int number(String[] arguments, String option, int otherwise) {
    int at = List.of(arguments).indexOf(option);
    return at < 0 ? otherwise : Integer.parseInt(arguments[at + 1]);
  }

  /** Computes for some time, as {@code --work MICROSECONDS} says, before a response. */
  static void compute(int micros) {
    if (micros > 0) {
      long end = System.nanoTime() + micros * 1000L;
      while (System.nanoTime() - end < 0) {
        // It is the CPU that is used.
      }
    }
  }

  /** What the driver waits for. */
  static void tell(int port) {
    System.out.println("port " + port);
    System.out.flush();
  }
}
