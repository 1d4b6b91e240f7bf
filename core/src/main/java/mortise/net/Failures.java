package mortise.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.stream.Collectors;
import mortise.poll.Outcome;
import mortise.sys.SysErrno;

/** The one place where a failed call becomes an exception. */
@SuppressWarnings("serial") // the facts about a failure do not outlive its process
final class Failures {
  private Failures() {}

  /** What a failure knows; behind the call's name may stand what the call was about. */
  record Facts(Errno errno, String call, Address local, Address peer, long transferred) {
    Facts(int errno, String call, Address local, Address peer) {
      this(new Errno(errno), call, local, peer, 0);
    }

    /** {@code connect 127.0.0.1:80: Connection refused (ECONNREFUSED)}. */
    String text(String words) {
      StringBuilder text = new StringBuilder(call);
      if (local != null) {
        text.append(' ').append(local);
      }
      if (peer != null) {
        text.append(local == null ? " " : " -> ").append(peer);
      }
      text.append(": ").append(words);
      String name = " (" + errno.name() + ")";
      // Words that list several failures end with the last one's name.
      text.append(words.endsWith(name) ? "" : name);
      if (transferred > 0) {
        text.append(" after ").append(transferred).append(" bytes");
      }
      return text.toString();
    }

    String text() {
      String hint = hint();
      return text(errno.words() + (hint.isEmpty() ? "" : ", " + hint));
    }

    /** What the errno's words leave out. */
    private String hint() {
      return switch (errno.number()) {
        case SysErrno.EINVAL -> call.equals("accept") ? "the socket does not listen" : "";
        case SysErrno.EACCES ->
            call.equals("bind") && peer == null && local instanceof Inet inet && inet.port() < 1024
                ? "ports below 1024 need the right CAP_NET_BIND_SERVICE"
                : "";
        case SysErrno.EBADF ->
            call.startsWith("sendm") ? "a descriptor in the message is not open" : "";
        case SysErrno.EPERM ->
            call.equals("socket") ? "raw and packet sockets need the right CAP_NET_RAW" : "";
        default -> "";
      };
    }
  }

  /** The exception for a call's result, which is an {@link Outcome} or {@code -errno}. */
  static IOException of(long result, String call, Address local, Address peer, long transferred) {
    if (result == Outcome.CLOSED) {
      return new Closed(facts(SysErrno.EBADF, call, local, peer, transferred));
    }
    if (result == Outcome.TIMED_OUT) {
      return new TimedOut(facts(SysErrno.ETIMEDOUT, call, local, peer, transferred), "timed out");
    }
    if (result == Outcome.INTERRUPTED) {
      return new Interrupted(facts(SysErrno.EINTR, call, local, peer, transferred));
    }
    return ofErrno(facts((int) -result, call, local, peer, transferred));
  }

  /** Whether a result says that the caller's time was up, or that it never wanted to wait. */
  static boolean isTimeout(long result) {
    return result == Outcome.TIMED_OUT || result == -SysErrno.EAGAIN;
  }

  private static Facts facts(int errno, String call, Address local, Address peer, long moved) {
    return new Facts(new Errno(errno), call, local, peer, moved);
  }

  private static IOException ofErrno(Facts facts) {
    switch (facts.errno.number()) {
      case SysErrno.EAGAIN, SysErrno.EINPROGRESS, SysErrno.EALREADY -> {
        return new TimedOut(facts, facts.errno.words());
      }
      case SysErrno.EHOSTUNREACH, SysErrno.ENETUNREACH -> {
        return new NoRoute(facts);
      }
      default -> {
        return switch (facts.call) {
          case "bind" -> new Bind(facts);
          case "connect" -> new Connect(facts);
          default ->
              facts.errno.number() == SysErrno.ECONNREFUSED
                  ? new PortUnreachable(facts)
                  : new Other(facts);
        };
      }
    }
  }

  /**
   * None of several addresses answered. The text has the reason of each, and their exceptions are
   * suppressed; the errno is that of the last.
   *
   * @param timedOut whether it was the caller's deadline that ended the attempts
   */
  static IOException ofAll(String target, List<IOException> reasons, boolean timedOut) {
    if (reasons.size() == 1) {
      return reasons.getFirst();
    }
    String words =
        reasons.stream()
            .map(reason -> reason.getMessage().replaceFirst("^connect ", ""))
            .collect(Collectors.joining("; ", "no address answered: ", ""));
    Errno errno = ((SocketFailure) reasons.getLast()).errno();
    Facts facts = new Facts(errno, "connect " + Printable.of(target), null, null, 0);
    IOException all =
        timedOut
            ? new TimedOut(facts, words)
            : reasons.stream().allMatch(NoRouteToHostException.class::isInstance)
                ? new NoRoute(facts, words)
                : new Connect(facts, words);
    reasons.forEach(all::addSuppressed);
    return all;
  }

  /** A path that the kernel's struct cannot hold. */
  static IOException pathTooLong(String call, Unix address) {
    return nameTooLong(call, address, address.bytes().length, Sockaddr.limit(address));
  }

  /** A part of a path that the kernel's struct cannot hold. */
  static IOException nameTooLong(String call, Unix address, int bytes, int room) {
    Facts facts = about(SysErrno.ENAMETOOLONG, call, address);
    String text = "name of " + bytes + " bytes, the kernel takes " + room;
    return switch (call) {
      case "bind" -> new Bind(facts, text);
      case "connect" -> new Connect(facts, text);
      default -> new Other(facts, text);
    };
  }

  /** A path that may not be bound, and why. */
  static IOException taken(Unix address, String why) {
    return new Bind(about(SysErrno.EADDRINUSE, "bind", address), why);
  }

  /** An address that is not of the socket's family. */
  static IllegalArgumentException wrongFamily(String call, Family family, Address address) {
    String words = address.family() + " address on a socket of family " + family;
    return new WrongFamily(about(SysErrno.EAFNOSUPPORT, call, address), words);
  }

  /** The facts of a call that was not made because of its address. */
  private static Facts about(int errno, String call, Address address) {
    boolean own = call.equals("bind");
    return new Facts(errno, call, own ? address : null, own ? null : address);
  }

  /** Named for the JDK's exception, which is the one to catch. */
  static String named(Throwable failure) {
    return failure.getClass().getSuperclass().getName() + ": " + failure.getMessage();
  }

  private interface Known extends SocketFailure {
    Facts facts();

    @Override
    default Errno errno() {
      return facts().errno;
    }

    @Override
    default String call() {
      String call = facts().call;
      int space = call.indexOf(' ');
      return space < 0 ? call : call.substring(0, space);
    }

    @Override
    default Address local() {
      return facts().local;
    }

    @Override
    default Address peer() {
      return facts().peer;
    }

    @Override
    default long transferred() {
      return facts().transferred;
    }
  }

  private static final class Bind extends BindException implements Known {
    private final Facts facts;

    Bind(Facts facts) {
      super(facts.text());
      this.facts = facts;
    }

    Bind(Facts facts, String words) {
      super(facts.text(words));
      this.facts = facts;
    }

    @Override
    public Facts facts() {
      return facts;
    }

    @Override
    public String toString() {
      return named(this);
    }
  }

  private static final class Connect extends ConnectException implements Known {
    private final Facts facts;

    Connect(Facts facts) {
      super(facts.text());
      this.facts = facts;
    }

    Connect(Facts facts, String words) {
      super(facts.text(words));
      this.facts = facts;
    }

    @Override
    public Facts facts() {
      return facts;
    }

    @Override
    public String toString() {
      return named(this);
    }
  }

  private static final class NoRoute extends NoRouteToHostException implements Known {
    private final Facts facts;

    NoRoute(Facts facts) {
      super(facts.text());
      this.facts = facts;
    }

    NoRoute(Facts facts, String words) {
      super(facts.text(words));
      this.facts = facts;
    }

    @Override
    public Facts facts() {
      return facts;
    }

    @Override
    public String toString() {
      return named(this);
    }
  }

  private static final class PortUnreachable extends PortUnreachableException implements Known {
    private final Facts facts;

    PortUnreachable(Facts facts) {
      super(facts.text());
      this.facts = facts;
    }

    @Override
    public Facts facts() {
      return facts;
    }

    @Override
    public String toString() {
      return named(this);
    }
  }

  private static final class TimedOut extends SocketTimeoutException implements Known {
    private final Facts facts;

    TimedOut(Facts facts, String words) {
      super(facts.text(words));
      this.facts = facts;
      bytesTransferred = (int) Math.min(Integer.MAX_VALUE, facts.transferred);
    }

    @Override
    public Facts facts() {
      return facts;
    }

    @Override
    public String toString() {
      return named(this);
    }
  }

  private static final class Interrupted extends InterruptedIOException implements Known {
    private final Facts facts;

    Interrupted(Facts facts) {
      super(facts.text("the thread was interrupted"));
      this.facts = facts;
      bytesTransferred = (int) Math.min(Integer.MAX_VALUE, facts.transferred);
    }

    @Override
    public Facts facts() {
      return facts;
    }

    @Override
    public String toString() {
      return named(this);
    }
  }

  private static final class Closed extends SocketException implements Known {
    private final Facts facts;

    Closed(Facts facts) {
      super(facts.text("the socket is closed"));
      this.facts = facts;
    }

    @Override
    public Facts facts() {
      return facts;
    }

    @Override
    public String toString() {
      return named(this);
    }
  }

  private static final class Other extends SocketException implements Known {
    private final Facts facts;

    Other(Facts facts) {
      super(facts.text());
      this.facts = facts;
    }

    Other(Facts facts, String words) {
      super(facts.text(words));
      this.facts = facts;
    }

    @Override
    public Facts facts() {
      return facts;
    }

    @Override
    public String toString() {
      return named(this);
    }
  }

  private static final class WrongFamily extends UnsupportedAddressTypeException implements Known {
    private final Facts facts;
    private final String words;

    WrongFamily(Facts facts, String words) {
      this.facts = facts;
      this.words = words;
    }

    @Override
    public Facts facts() {
      return facts;
    }

    @Override
    public String toString() {
      return named(this);
    }

    @Override
    public String getMessage() {
      return facts.text(words);
    }
  }
}
