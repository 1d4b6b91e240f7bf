package mortise.cli.ping;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Deadline;
import mortise.net.ExtendedError;
import mortise.net.Flags;
import mortise.net.Inet;
import mortise.net.ReceivedMessage;
import mortise.net.Socket;

/** ICMP errors about packets that a socket sent, ip(7). */
final class ErrorQueue {
  private static final int BYTES = 2048;
  private static final int ANCILLARY = 512;

  private ErrorQueue() {}

  /**
   * An error.
   *
   * @param packet the packet that met it, as far as it came back
   * @param from the reporting host; null for this host
   */
  record Entry(byte[] packet, ExtendedError error, Inet from, ReceivedMessage message) {
    String words() {
      return IcmpWords.of(error);
    }

    boolean isPortUnreachable() {
      boolean four = error.origin() == ExtendedError.SO_EE_ORIGIN_ICMP;
      boolean six = error.origin() == ExtendedError.SO_EE_ORIGIN_ICMP6;
      return four && error.type() == 3 && error.code() == 3
          || six && error.type() == 1 && error.code() == 4;
    }

    boolean isHopLimit() {
      boolean four = error.origin() == ExtendedError.SO_EE_ORIGIN_ICMP;
      return error.code() == 0 && error.type() == (four ? 11 : 3) && from != null;
    }
  }

  /** Takes all that are there; does not wait. */
  static List<Entry> take(Socket socket) {
    List<Entry> entries = new ArrayList<>();
    try {
      while (true) {
        ReceivedMessage message =
            socket.recvMessage(BYTES, ANCILLARY, Flags.ERRQUEUE, Deadline.NOW);
        message
            .ancillary(ExtendedError.class)
            .ifPresent(error -> entries.add(entry(message, error)));
      }
    } catch (IOException _) {
      // The queue is empty, or the socket closed.
      return entries;
    }
  }

  private static Entry entry(ReceivedMessage message, ExtendedError error) {
    Inet from = error.offender() instanceof Inet inet ? inet : null;
    return new Entry(message.bytes(), error, from, message);
  }
}
