package mortise.net;

import mortise.sys.NetinetTcp;
import org.jspecify.annotations.Nullable;

/**
 * Where a TCP connection is in its life, RFC 9293.
 *
 * @param number the kernel's number, {@code linux/tcp_states.h}
 */
public record TcpState(int number) {
  public static final TcpState ESTABLISHED = new TcpState(NetinetTcp.TCP_ESTABLISHED);
  public static final TcpState SYN_SENT = new TcpState(NetinetTcp.TCP_SYN_SENT);
  public static final TcpState SYN_RECV = new TcpState(NetinetTcp.TCP_SYN_RECV);
  public static final TcpState FIN_WAIT1 = new TcpState(NetinetTcp.TCP_FIN_WAIT1);
  public static final TcpState FIN_WAIT2 = new TcpState(NetinetTcp.TCP_FIN_WAIT2);
  public static final TcpState TIME_WAIT = new TcpState(NetinetTcp.TCP_TIME_WAIT);
  public static final TcpState CLOSE = new TcpState(NetinetTcp.TCP_CLOSE);
  public static final TcpState CLOSE_WAIT = new TcpState(NetinetTcp.TCP_CLOSE_WAIT);
  public static final TcpState LAST_ACK = new TcpState(NetinetTcp.TCP_LAST_ACK);
  public static final TcpState LISTEN = new TcpState(NetinetTcp.TCP_LISTEN);
  public static final TcpState CLOSING = new TcpState(NetinetTcp.TCP_CLOSING);

  // What a record has by itself is generated at its first use, which costs a start milliseconds.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TcpState state && state.number == number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  /** The constant's name, or {@code TCP_} and the number. */
  @Override
  public String toString() {
    return switch (number) {
      case NetinetTcp.TCP_ESTABLISHED -> "ESTABLISHED";
      case NetinetTcp.TCP_SYN_SENT -> "SYN_SENT";
      case NetinetTcp.TCP_SYN_RECV -> "SYN_RECV";
      case NetinetTcp.TCP_FIN_WAIT1 -> "FIN_WAIT1";
      case NetinetTcp.TCP_FIN_WAIT2 -> "FIN_WAIT2";
      case NetinetTcp.TCP_TIME_WAIT -> "TIME_WAIT";
      case NetinetTcp.TCP_CLOSE -> "CLOSE";
      case NetinetTcp.TCP_CLOSE_WAIT -> "CLOSE_WAIT";
      case NetinetTcp.TCP_LAST_ACK -> "LAST_ACK";
      case NetinetTcp.TCP_LISTEN -> "LISTEN";
      case NetinetTcp.TCP_CLOSING -> "CLOSING";
      default -> "TCP_" + number;
    };
  }
}
