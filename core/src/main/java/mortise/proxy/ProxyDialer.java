package mortise.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mortise.net.Deadline;
import mortise.net.Resolver;
import mortise.net.Socket;
import mortise.server.Connection;

/**
 * Connects through a chain of proxies: to the first by itself, through that to the second, and
 * through the last to the target. Their kinds may be in any order. A value; any number of threads
 * may use it.
 */
public final class ProxyDialer {
  /** How to connect to the first proxy. */
  @FunctionalInterface
  public interface First {
    /** A connection to the proxy at this address, whose bytes are the proxy's. */
    Connection dial(Target proxy, Deadline deadline) throws IOException;
  }

  private final List<ProxyHop> hops;
  private final First first;
  private final Choices.LookUp lookUp;

  private ProxyDialer(List<ProxyHop> hops, First first, Choices.LookUp lookUp) {
    this.hops = hops;
    this.first = first;
    this.lookUp = lookUp;
  }

  /** A chain of one proxy or more, the nearest first. */
  public static ProxyDialer through(ProxyHop... hops) {
    return through(List.of(hops));
  }

  /** A dialer through a list of proxies, the nearest first. */
  public static ProxyDialer through(List<ProxyHop> hops) {
    if (hops.isEmpty()) {
      throw new IllegalArgumentException("a proxy chain needs at least one proxy");
    }
    return new ProxyDialer(List.copyOf(hops), ProxyDialer::usual, HopConversation::lookUp);
  }

  private static Connection usual(Target proxy, Deadline deadline) throws IOException {
    return Connection.of(Socket.dial(proxy.host(), proxy.port(), null, deadline));
  }

  /**
   * A copy that reaches the first proxy in another way: from a local address, over TLS, by a UNIX
   * socket. One connection may call it more than once, since a proxy may close after it has
   * requested authentication, or has failed to reach one of several addresses.
   */
  public ProxyDialer reachedBy(First first) {
    return new ProxyDialer(hops, Objects.requireNonNull(first), lookUp);
  }

  /** A copy with another name resolver. */
  ProxyDialer lookingUp(Choices.LookUp other) {
    return new ProxyDialer(hops, first, other);
  }

  /**
   * A connection to a target, whose bytes are the target's from the first one on. Where this side
   * looks up its name for the proxy, one address after the other is tried until the proxy reaches
   * one.
   *
   * @param deadline for all of it, the look-ups included
   * @throws ProxyFailure when a proxy cannot be reached or refuses
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public Connection dial(String host, int port, Deadline deadline) throws IOException {
    return dial(new Target(Resolver.toAscii(host), port), deadline);
  }

  /** Connects to a target through the proxies before a deadline. */
  public Connection dial(Target target, Deadline deadline) throws IOException {
    return reach(
        deadline,
        target,
        (last, connection) -> {
          last.connect(connection, target);
          return connection;
        });
  }

  /**
   * Has the last proxy, which speaks SOCKS, wait for a connection.
   *
   * @param peer the expected peer
   * @return a binding that has to be closed
   */
  public SocksBinding bind(Target peer, Deadline deadline) throws IOException {
    return reach(deadline, null, (last, connection) -> last.bind(connection, peer));
  }

  /**
   * Has the only proxy, which speaks SOCKS5, pass on datagrams.
   *
   * @return an association that has to be closed
   * @throws IllegalStateException when there are more proxies, of which none passes on another's
   *     datagrams
   */
  public SocksDatagrams datagrams(Deadline deadline) throws IOException {
    if (hops.size() != 1 || hops.getFirst().kind() != ProxyHop.Kind.SOCKS5) {
      throw new IllegalStateException("datagrams need exactly one SOCKS5 proxy; these are " + hops);
    }
    return reach(deadline, null, (last, connection) -> last.associate(connection));
  }

  private interface Last<T> {
    T of(HopConversation last, Connection connection) throws IOException;
  }

  /** Goes through all proxies but the last, and does with that one what is to be done. */
  private <T> T reach(Deadline deadline, Target target, Last<T> what) throws IOException {
    Map<Integer, HttpAnswer> answers = new HashMap<>();
    Choices choices = new Choices(lookUp, deadline);
    while (true) {
      Connection connection = first(deadline);
      int place = 0;
      HopConversation conversation = null;
      try {
        connection.deadline(deadline);
        for (; place < hops.size() - 1; place++) {
          Target next = hops.get(place + 1).address();
          conversation = conversation(place, deadline, answers, choices, next);
          conversation.connect(connection, next);
        }
        conversation = conversation(place, deadline, answers, choices, target);
        T result = what.of(conversation, connection);
        connection.deadline(Deadline.NEVER);
        return result;
      } catch (HttpAnswer.OverAgain e) {
        connection.close();
      } catch (ProxyFailure e) {
        connection.close();
        if (!conversation.isRefused()) {
          throw e;
        }
        choices.refused(place, e);
      } catch (IOException | RuntimeException | Error e) {
        connection.close();
        throw e;
      }
    }
  }

  private HopConversation conversation(
      int place,
      Deadline deadline,
      Map<Integer, HttpAnswer> answers,
      Choices choices,
      Target target)
      throws IOException {
    ProxyHop hop = hops.get(place);
    HttpAnswer answer = answers.computeIfAbsent(place, _ -> new HttpAnswer(hop));
    Target chosen = target == null ? null : choices.of(place, hop, target);
    return new HopConversation(hop, place(place), deadline, answer, chosen);
  }

  private String place(int index) {
    String which = hops.size() == 1 ? "" : " " + (index + 1) + " of " + hops.size();
    return "proxy" + which + " " + hops.get(index);
  }

  private Connection first(Deadline deadline) throws IOException {
    ProxyHop hop = hops.getFirst();
    try {
      return first.dial(hop.address(), deadline);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new ProxyFailure(place(0) + " cannot be reached: " + e.getMessage(), hop, -1, e);
    }
  }

  /** The proxies, with arrows between them. */
  @Override
  public String toString() {
    return String.join(" -> ", hops.stream().map(ProxyHop::toString).toList());
  }
}
