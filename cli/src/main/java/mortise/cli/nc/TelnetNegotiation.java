package mortise.cli.nc;

import java.io.IOException;
import mortise.server.Connection;
import mortise.server.FilteringConnection;

/**
 * Refuses whatever a telnet peer offers or asks for, RFC 854: WILL with DONT, and DO with WONT.
 * What is read stays as it is, with the questions in it, as ncat leaves them.
 *
 * <p>WONT and DONT get no answer. ncat answers them too, and two of its kind go on for ever.
 */
final class TelnetNegotiation extends FilteringConnection {
  private static final int IAC = 255;
  private static final int DONT = 254;
  private static final int DO = 253;
  private static final int WONT = 252;
  private static final int WILL = 251;

  /** How much of a command has been read: nothing, IAC, or IAC and the command. */
  private int stage;

  private int command;

  TelnetNegotiation(Connection inner) {
    super(inner);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = inner.read(bytes, offset, length);
    for (int i = offset; i < offset + count; i++) {
      take(bytes[i] & 0xff);
    }
    return count;
  }

  private void take(int next) throws IOException {
    switch (stage) {
      case 0 -> stage = next == IAC ? 1 : 0;
      case 1 -> {
        command = next;
        stage = next >= WILL && next <= DONT ? 2 : 0;
      }
      default -> {
        stage = 0;
        if (command == WILL || command == DO) {
          int answer = command == WILL ? DONT : WONT;
          inner.write(new byte[] {(byte) IAC, (byte) answer, (byte) next});
        }
      }
    }
  }
}
