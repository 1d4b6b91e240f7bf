package mortise.cli.sockets;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mortise.net.TcpState;

/** The states of sockets by the names that ss(8) has made known. */
final class StateNames {
  private static final List<TcpState> ALL =
      List.of(
          TcpState.ESTABLISHED,
          TcpState.SYN_SENT,
          TcpState.SYN_RECV,
          TcpState.FIN_WAIT1,
          TcpState.FIN_WAIT2,
          TcpState.TIME_WAIT,
          TcpState.CLOSE,
          TcpState.CLOSE_WAIT,
          TcpState.LAST_ACK,
          TcpState.LISTEN,
          TcpState.CLOSING);

  /** What the kernel calls a request that has not become a socket yet. */
  private static final TcpState NEW_SYN_RECV = new TcpState(12);

  private StateNames() {}

  /**
   * The states that a name stands for.
   *
   * @throws IllegalArgumentException when there is no such name
   */
  static Set<TcpState> parse(String name) {
    Set<TcpState> states = new HashSet<>(ALL);
    states.add(NEW_SYN_RECV);
    switch (name.toLowerCase(Locale.ROOT).replace('_', '-')) {
      case "all" -> {}
      case "connected" -> states.removeAll(Set.of(TcpState.LISTEN, TcpState.CLOSE));
      case "synchronized" ->
          states.removeAll(Set.of(TcpState.LISTEN, TcpState.CLOSE, TcpState.SYN_SENT));
      case "bucket" -> states = Set.of(TcpState.SYN_RECV, NEW_SYN_RECV, TcpState.TIME_WAIT);
      case "big" -> states.removeAll(Set.of(TcpState.SYN_RECV, NEW_SYN_RECV, TcpState.TIME_WAIT));
      case "established", "estab" -> states = Set.of(TcpState.ESTABLISHED);
      case "syn-sent" -> states = Set.of(TcpState.SYN_SENT);
      case "syn-recv" -> states = Set.of(TcpState.SYN_RECV, NEW_SYN_RECV);
      case "fin-wait-1" -> states = Set.of(TcpState.FIN_WAIT1);
      case "fin-wait-2" -> states = Set.of(TcpState.FIN_WAIT2);
      case "time-wait" -> states = Set.of(TcpState.TIME_WAIT);
      case "closed", "unconnected", "unconn" -> states = Set.of(TcpState.CLOSE);
      case "close-wait" -> states = Set.of(TcpState.CLOSE_WAIT);
      case "last-ack" -> states = Set.of(TcpState.LAST_ACK);
      case "listening", "listen" -> states = Set.of(TcpState.LISTEN);
      case "closing" -> states = Set.of(TcpState.CLOSING);
      default ->
          throw new IllegalArgumentException(
              "unknown state '"
                  + name
                  + "' (expected listening, established, unconnected, syn-sent, syn-recv,"
                  + " fin-wait-1, fin-wait-2, time-wait, close-wait, last-ack, closing, or a group:"
                  + " connected, synchronized, bucket, big, all)");
    }
    return states;
  }

  static String name(TcpState state) {
    return switch (state.toString()) {
      case "ESTABLISHED" -> "ESTAB";
      case "CLOSE" -> "UNCONN";
      case "FIN_WAIT1" -> "FIN-WAIT-1";
      case "FIN_WAIT2" -> "FIN-WAIT-2";
      case String name when state.equals(NEW_SYN_RECV) -> "SYN-RECV";
      case String name -> name.replace('_', '-');
    };
  }
}
