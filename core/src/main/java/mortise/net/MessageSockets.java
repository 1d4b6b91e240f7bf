package mortise.net;

import java.util.List;
import java.util.stream.Stream;
import mortise.poll.Attempt;
import mortise.poll.Outcome;
import mortise.sys.SysErrno;

/** The open descriptors that messages pass on to another process. */
final class MessageSockets {
  private MessageSockets() {}

  /**
   * A try that sends messages, during which the sockets that they pass on stay open. A socket that
   * is closed by then fails with EBADF, so its number is never sent with another meaning.
   *
   * @throws IllegalArgumentException when one is closed already
   */
  static Attempt holding(List<Message> messages, Attempt attempt) {
    Attempt held = attempt;
    for (HasFileno owner : owners(messages)) {
      if (owner.fileno() < 0) {
        throw new IllegalArgumentException("a descriptor to send is closed: " + owner);
      }
      if (owner instanceof Socket socket) {
        held = holding(socket.endpoint(), held);
      }
    }
    return held;
  }

  private static List<HasFileno> owners(List<Message> messages) {
    return messages.stream()
        .flatMap(message -> message.ancillary().stream())
        .flatMap(piece -> piece instanceof Descriptors d ? d.owners().stream() : Stream.empty())
        .toList();
  }

  private static Attempt holding(SocketEndpoint passed, Attempt attempt) {
    return (fd, memory, flags) -> {
      Attempt inner = (number, same, bits) -> attempt.on(fd, same, bits);
      passed.descriptor.share();
      long result = passed.descriptor.call(inner, memory, flags);
      return result == Outcome.CLOSED ? -SysErrno.EBADF : result;
    };
  }
}
