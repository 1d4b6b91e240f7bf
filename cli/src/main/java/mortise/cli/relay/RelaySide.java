package mortise.cli.relay;

import mortise.cli.flow.DescriptorConnection;
import mortise.process.ChildProcess;
import mortise.server.Connection;

/**
 * One side of a relay.
 *
 * @param reads whether bytes come out of it
 * @param writes whether it takes bytes
 * @param detectsClose whether it supports half-close, and ends by itself then
 * @param dies whether it stops reading when its output ends, as a program does
 * @param messages whether it keeps messages apart
 * @param program the program that it is; null where it is none
 */
record RelaySide(
    Connection connection,
    boolean reads,
    boolean writes,
    boolean detectsClose,
    boolean dies,
    boolean messages,
    ChildProcess program) {
  static RelaySide of(Connection connection, AddressSpec spec) {
    Connection whole = spec.has(AddressOption.CRLF) ? new Crlf(connection) : connection;
    if (connection instanceof DescriptorConnection plain) {
      boolean reads = plain.source().isPresent();
      boolean writes = plain.sink().isPresent();
      boolean dies = spec.kind().has(AddressGroup.PROGRAM) || spec.kind() == AddressKind.TERMINAL;
      return new RelaySide(whole, reads, writes, plain.detectsClose(), dies, false, null);
    }
    boolean messages = spec.kind().has(AddressGroup.DATAGRAM) || spec.kind().has(AddressGroup.HUB);
    return new RelaySide(whole, true, true, !messages, messages, messages, null);
  }

  /** A copy whose source does not detect that its output is closed. */
  RelaySide withoutCloseDetection() {
    return new RelaySide(connection, reads, writes, false, dies, messages, program);
  }

  /** A copy that is the input and output of a program. */
  RelaySide of(ChildProcess program) {
    return new RelaySide(connection, reads, writes, detectsClose, dies, messages, program);
  }
}
