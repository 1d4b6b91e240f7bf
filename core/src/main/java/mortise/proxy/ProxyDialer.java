package mortise.proxy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mortise.net.Deadline;
import mortise.net.Resolver;
import mortise.net.Socket;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Connects through a chain of proxies: directly to the first, through that to the second, and
 * through the last to the target. Their kinds may be in any order. Immutable and thread-safe.
 *
 * {@snippet file="mortise/snippets/ProxySnippets.java" region="dial" :
 * ProxyHop proxy = ProxyHop.parse("socks5h://me:secret@proxy.example");
 * ProxyDialer dialer = ProxyDialer.through(proxy);
 * try (Connection c = dialer.dial("target.example", 443, Deadline.NEVER)) {
 *   c.write("hello\n");
 * }
 * }
 *
 * <p>Each connect blocks its caller until the target is reached, and for its deadline at most;
 * {@link Deadline#NEVER} leaves the time to the proxies. An interrupt ends it with {@link
 * java.io.InterruptedIOException}. All connections of an attempt that fails are closed.
 */
public final class ProxyDialer {
  /** Connects to the first proxy. */
  @FunctionalInterface
  public interface First {
    /** Returns a connection that carries the bytes of the proxy at this address. */
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

  /**
   * Returns a dialer through a chain of proxies, the nearest first.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ProxyDialer through(ProxyHop... hops) {
    return through(List.of(hops));
  }

  /**
   * Returns a dialer through a list of proxies, the nearest first.
   *
   * @throws IllegalArgumentException when it is empty
   */
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
   * Returns a copy that reaches the first proxy in another way: from a local address, over TLS, by
   * a UNIX socket. One connection may call it more than once, since a proxy may close after it has
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
   * Connects to a target before a deadline, and returns a connection that carries the target's
   * bytes from the first one on. If this side looks up the name for the proxy, the addresses are
   * tried in turn until the proxy reaches one.
   *
   * @param host a name or a numeric address; letters beyond ASCII become A-labels
   * @param deadline for all attempts together, the look-ups included; the connection has none
   * @throws ProxyFailure when a proxy cannot be reached or refuses
   * @throws java.net.UnknownHostException when this side looks up the name and it has no address
   * @throws java.net.SocketTimeoutException when the deadline passes first
   * @throws IllegalArgumentException when it is not a host, or the port is not in 0..65535
   */
  public Connection dial(String host, int port, Deadline deadline) throws IOException {
    return dial(new Target(Resolver.toAscii(host), port), deadline);
  }

  /**
   * Connects to a target before a deadline, as {@link #dial(String, int, Deadline)} does.
   *
   * @throws ProxyFailure when a proxy cannot be reached or refuses
   */
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
   * Has the last proxy, which speaks SOCKS, listen for one connection (BIND, RFC 1928). Returns
   * when it listens; {@link SocksBinding#accept} waits for the connection.
   *
   * @param peer the expected peer
   * @param deadline limits this call, not the binding
   * @return a binding that has to be closed
   * @throws ProxyFailure when a proxy cannot be reached or refuses, or the last is an HTTP proxy
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public SocksBinding bind(Target peer, Deadline deadline) throws IOException {
    return reach(deadline, null, (last, connection) -> last.bind(connection, peer));
  }

  /**
   * Has the only proxy, which speaks SOCKS5, relay datagrams (UDP ASSOCIATE, RFC 1928).
   *
   * @param deadline limits this call, not the association
   * @return an association that has to be closed
   * @throws IllegalStateException when there are more proxies, or it is not a SOCKS5 proxy
   * @throws ProxyFailure when the proxy cannot be reached or refuses
   * @throws java.net.SocketTimeoutException when the deadline passes first
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
  private <T> T reach(Deadline deadline, @Nullable Target target, Last<T> what) throws IOException {
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
        if (conversation == null || !conversation.isRefused()) {
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
      @Nullable Target target)
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
    } catch (InterruptedIOException e) {
      throw e; // a timeout or an interrupt, for which the proxy is not to blame
    } catch (IOException e) {
      throw new ProxyFailure(place(0) + " cannot be reached: " + e.getMessage(), hop, -1, e);
    }
  }

  /** Returns the proxies with arrows between them, as text. */
  @Override
  public String toString() {
    return String.join(" -> ", hops.stream().map(ProxyHop::toString).toList());
  }
}
