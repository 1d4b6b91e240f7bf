package mortise.net;

import java.lang.foreign.MemorySegment;
import java.util.List;
import mortise.poll.Attempt;
import mortise.poll.Descriptor.Direction;
import mortise.poll.Outcome;
import mortise.poll.Patience;
import mortise.sys.SysErrno;

/** The part of sending messages that can wait. */
final class Departure {
  private static final long FIRST_RETRY_NANOS = 50_000;
  private static final long LAST_RETRY_NANOS = 10_000_000;

  private Departure() {}

  /**
   * Makes a call that sends messages with {@code struct msghdr}s in native memory, and waits while
   * the kernel takes none. The sockets that they pass on stay open during each try.
   */
  static long send(
      Endpoint endpoint,
      Attempt attempt,
      MemorySegment headers,
      List<Message> messages,
      Wait wait) {
    Attempt held = attempt;
    for (Socket socket : Descriptors.socketsOf(messages)) {
      held = holding(socket.endpoint(), held);
    }
    boolean unannounced =
        endpoint.family.equals(Family.UNIX)
            && !endpoint.isStream()
            && messages.stream().anyMatch(message -> message.to() != null);
    return unannounced
        ? retry(endpoint, held, headers, wait)
        : endpoint.transfer(Direction.WRITE, held, headers, wait.flags, wait.deadline);
  }

  /** The flags of a call and how long it may take. */
  record Wait(Flags flags, Deadline deadline) {
    long patience() {
      return flags.has(Flags.DONTWAIT) ? Patience.NONE : deadline.patience;
    }
  }

  private static Attempt holding(Endpoint passed, Attempt attempt) {
    return (fd, memory, flags) -> {
      Attempt inner = (number, same, bits) -> attempt.on(fd, same, bits);
      long result = passed.descriptor.call(inner, memory, flags);
      return result == Outcome.CLOSED ? -SysErrno.EBADF : result;
    };
  }

  /**
   * To a sender that is not connected, the kernel never tells when the receiver's full queue has
   * room again (unix_dgram_sendmsg in net/unix/af_unix.c watches connected peers alone), so there
   * is nothing to wait for but time.
   */
  private static long retry(Endpoint endpoint, Attempt attempt, MemorySegment headers, Wait wait) {
    long patience = wait.patience();
    long pause = FIRST_RETRY_NANOS;
    while (true) {
      long next = Patience.until(System.nanoTime() + pause);
      boolean last =
          patience == Patience.NONE || patience != Patience.FOREVER && patience - next <= 0;
      long result =
          endpoint.descriptor.call(
              Direction.WRITE, attempt, headers, wait.flags.bits(), last ? patience : next);
      if (last || result != Outcome.TIMED_OUT) {
        return result;
      }
      pause = Math.min(2 * pause, LAST_RETRY_NANOS);
    }
  }
}
