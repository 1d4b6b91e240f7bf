package mortise.cli.relay;

import java.util.EnumSet;
import java.util.Set;
import mortise.cli.flow.DescriptorConnection;
import mortise.cli.flow.FlowRules;
import mortise.process.ChildProcess;
import mortise.server.Connection;

/**
 * One side of a relay.
 *
 * @param reads whether bytes come out of it
 * @param writes whether it takes bytes
 * @param detectsClose whether it supports half-close, and ends by itself then
 * @param dies whether it stops reading when its output ends, as a program does
 * @param longest the size of the longest message, 0 where it does not keep messages apart
 * @param program the program that it is; null where it is none
 */
record RelaySide(
    Connection connection,
    boolean reads,
    boolean writes,
    boolean detectsClose,
    boolean dies,
    int longest,
    ChildProcess program) {
  /**
   * Above 65,507 bytes of UDP and the 416 KiB of a UNIX datagram with Linux's largest SO_SNDBUF.
   */
  private static final int LONGEST = 1 << 19;

  private static final Set<AddressKind> UNIX =
      EnumSet.of(AddressKind.UNIX_DATAGRAM_TO, AddressKind.UNIX_DATAGRAM_AT);

  static RelaySide of(Connection connection, AddressSpec spec) {
    Connection whole = spec.has(AddressOption.CRLF) ? new Crlf(connection) : connection;
    if (connection instanceof DescriptorConnection plain) {
      boolean reads = plain.source().isPresent();
      boolean writes = plain.sink().isPresent();
      boolean dies = spec.kind().has(AddressGroup.PROGRAM) || spec.kind() == AddressKind.TERMINAL;
      return new RelaySide(whole, reads, writes, plain.detectsClose(), dies, 0, null);
    }
    boolean messages = spec.kind().has(AddressGroup.DATAGRAM) || spec.kind() == AddressKind.NATS;
    boolean unix = UNIX.contains(spec.kind());
    int longest = messages ? unix ? LONGEST : FlowRules.PART : 0;
    return new RelaySide(whole, true, true, !messages, messages, longest, null);
  }

  /** A copy whose source does not detect that its output is closed. */
  RelaySide withoutCloseDetection() {
    return new RelaySide(connection, reads, writes, false, dies, longest, program);
  }

  /** A copy that is the input and output of a program. */
  RelaySide of(ChildProcess program) {
    return new RelaySide(connection, reads, writes, detectsClose, dies, longest, program);
  }

  /** Whether it keeps messages apart. */
  boolean messages() {
    return longest > 0;
  }
}
