package mortise.net;

import mortise.sys.StringH;
import mortise.sys.SysErrno;
import org.jspecify.annotations.Nullable;

/**
 * What an exception reports of a failed call: errno, call, addresses and the bytes moved before.
 * The call's name may be followed by what the call was about.
 */
record FailureDetails(
    Errno errno, String call, @Nullable Address local, @Nullable Address peer, long transferred) {
  FailureDetails(int errno, String call, @Nullable Address local, @Nullable Address peer) {
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
    return text(errno.message() + (hint.isEmpty() ? "" : ", " + hint));
  }

  /** What the errno's words leave out. */
  private String hint() {
    String reason = StringH.reason(errno.number());
    if (reason != null) {
      return reason;
    }
    return switch (errno.number()) {
      case SysErrno.EINVAL -> call.equals("accept") ? "the socket does not listen" : "";
      case SysErrno.EACCES ->
          call.equals("socket")
              ? "ICMP datagram sockets require a group within net.ipv4.ping_group_range"
              : call.equals("bind")
                      && peer == null
                      && local instanceof Inet inet
                      && inet.port() < 1024
                  ? "ports below 1024 require CAP_NET_BIND_SERVICE"
                  : "";
      case SysErrno.EBADF ->
          call.startsWith("sendm") ? "a descriptor in the message is not open" : "";
      case SysErrno.EPERM ->
          call.equals("socket") ? "raw and packet sockets require CAP_NET_RAW" : "";
      case SysErrno.EAFNOSUPPORT, SysErrno.EPROTONOSUPPORT, SysErrno.ESOCKTNOSUPPORT ->
          call.equals("socket") ? "this kernel lacks it, or does not load its module" : "";
      default -> "";
    };
  }
}
