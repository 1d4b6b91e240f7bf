package mortise.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Objects;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Printable;
import mortise.net.Resolver;
import mortise.net.Type;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/** The client's side of the protocol with one proxy of a chain. */
final class HopConversation {
  /** The longest message of SOCKS. */
  private static final int LONGEST = 300;

  private final ProxyHop hop;
  private final String name;
  private final Deadline deadline;
  private final HttpAnswer answer;

  /** Where the proxy is asked to lead to, in the stead of a name; null where it gets the name. */
  private final @Nullable Target chosen;

  private boolean refused;

  HopConversation(
      ProxyHop hop, String name, Deadline deadline, HttpAnswer answer, @Nullable Target chosen) {
    this.hop = hop;
    this.name = name;
    this.deadline = deadline;
    this.answer = answer;
    this.chosen = chosen;
  }

  /** Whether the proxy has understood and answered that it does not reach the target. */
  boolean isRefused() {
    return refused;
  }

  private interface Words<T> {
    T run() throws IOException;
  }

  /** Names the proxy in errors of the connection or the protocol. */
  private <T> T named(Target target, Words<T> words) throws IOException {
    try {
      return words.run();
    } catch (ProxyFailure | InterruptedIOException | HttpAnswer.OverAgain e) {
      throw e;
    } catch (EOFException e) {
      throw failure(target, -1, "the proxy closed the connection: " + e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      // The latter: a user, password or host that the proxy's protocol cannot send.
      throw failure(target, -1, Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
    }
  }

  private ProxyFailure failure(Target target, int code, String reason, @Nullable Exception cause) {
    String words = name + " cannot connect to " + target + ": " + Printable.line(reason);
    return new ProxyFailure(words, hop, code, cause);
  }

  /** Has the proxy connect to a target. */
  void connect(Connection connection, Target target) throws IOException {
    named(
        target,
        () -> {
          switch (hop.kind()) {
            case SOCKS4, SOCKS4A, SOCKS5 -> request(connection, SocksCommand.CONNECT, target);
            case HTTP -> {
              HttpStatus status = new HttpTunnel(connection, answer).open(resolved(target));
              if (!status.isSuccess()) {
                refused = status.code() >= 500;
                throw failure(target, status.code(), "response " + status, null);
              }
            }
          }
          return connection;
        });
  }

  /** Has the proxy listen. */
  SocksBinding bind(Connection connection, Target peer) throws IOException {
    if (hop.kind() == ProxyHop.Kind.HTTP) {
      throw failure(peer, -1, "HTTP proxies do not support BIND", null);
    }
    return named(
        peer,
        () -> {
          Target bound = reachable(request(connection, SocksCommand.BIND, peer), connection);
          return new SocksBinding(connection, bound, () -> reply(connection, peer));
        });
  }

  /** Has the proxy pass on datagrams. */
  SocksDatagrams associate(Connection connection) throws IOException {
    Target anywhere = Socks5.Reply.NOWHERE;
    return named(
        anywhere,
        () -> {
          Target relay =
              reachable(request(connection, SocksCommand.UDP_ASSOCIATE, anywhere), connection);
          Inet address =
              (Inet)
                  Resolver.resolve(relay.host(), relay.port(), Family.UNSPEC, Type.DGRAM, deadline)
                      .getFirst();
          return SocksDatagrams.open(connection, address);
        });
  }

  /** An unspecified address in a reply means the proxy's own. */
  private static Target reachable(Target told, Connection connection) throws IOException {
    boolean none = told.numeric().map(Inet::bytes).filter(HopConversation::isZero).isPresent();
    return none && connection.peerAddress() instanceof Inet proxy
        ? Target.of(proxy.withPort(told.port()))
        : told;
  }

  private static boolean isZero(byte[] bytes) {
    for (byte one : bytes) {
      if (one != 0) {
        return false;
      }
    }
    return true;
  }

  private Target resolved(Target target) throws IOException {
    if (chosen != null) {
      return chosen;
    }
    if (!hop.resolvesHere() || target.numeric().isPresent() && !needsIp4(target)) {
      return target;
    }
    return lookUp(hop, target, deadline).getFirst();
  }

  /** The addresses of a name that this side looks up for a proxy. */
  static List<Target> lookUp(ProxyHop hop, Target target, Deadline deadline) throws IOException {
    Family family = hop.kind() == ProxyHop.Kind.SOCKS4 ? Family.INET : Family.UNSPEC;
    return Resolver.resolve(target.host(), target.port(), family, Type.STREAM, deadline).stream()
        .map(address -> Target.of((Inet) address))
        .toList();
  }

  private boolean needsIp4(Target target) {
    return hop.kind() == ProxyHop.Kind.SOCKS4 && target.host().indexOf(':') >= 0;
  }

  private Target request(Connection connection, SocksCommand command, Target wanted)
      throws IOException {
    Target target = resolved(wanted);
    if (hop.kind() == ProxyHop.Kind.SOCKS5) {
      negotiate(connection, wanted);
      connection.write(new Socks5.Request(command, target).encode());
    } else {
      String user = hop.login().map(Login::user).orElse("");
      connection.write(new Socks4.Request(command, target, user).encode());
    }
    return reply(connection, wanted);
  }

  private void negotiate(Connection connection, Target target) throws IOException {
    List<Integer> methods =
        hop.login().isPresent()
            ? List.of(Socks5.NO_LOGIN, Socks5.PASSWORD)
            : List.of(Socks5.NO_LOGIN);
    connection.write(new Socks5.Greeting(methods).encode());
    int method =
        HeaderReader.read(connection, "a SOCKS5 choice", Socks5.Choice::decode, LONGEST).method();
    if (method == Socks5.NO_METHOD) {
      boolean silent = hop.login().isEmpty();
      String reason =
          silent ? "authentication required" : "the proxy does not accept user and password";
      throw failure(target, method, reason, null);
    }
    if (!methods.contains(method)) {
      throw Octets.unexpected("a SOCKS5 method of " + methods, method);
    }
    if (method == Socks5.PASSWORD) {
      connection.write(new Socks5Login.Request(hop.login().orElseThrow()).encode());
      int status =
          HeaderReader.read(
                  connection, "a SOCKS5 authentication reply", Socks5Login.Reply::decode, LONGEST)
              .status();
      if (status != 0) {
        throw failure(target, status, "authentication failed (" + status + ")", null);
      }
    }
  }

  private Target reply(Connection connection, Target target) throws IOException {
    if (hop.kind() == ProxyHop.Kind.SOCKS5) {
      Socks5.Reply reply =
          HeaderReader.read(connection, "a SOCKS5 reply", Socks5.Reply::decodeAtClient, LONGEST);
      if (reply.code() != Socks5.Reply.SUCCESS) {
        refused = true;
        String reason = Socks5.reason(reply.code()) + " (" + reply.code() + ")";
        throw failure(target, reply.code(), reason, null);
      }
      return reply.address();
    }
    Socks4.Reply reply =
        HeaderReader.read(connection, "a SOCKS4 reply", Socks4.Reply::decodeAtClient, LONGEST);
    if (reply.code() != Socks4.Reply.GRANTED) {
      refused = true;
      String reason = Socks4.reason(reply.code()) + " (" + reply.code() + ")";
      throw failure(target, reply.code(), reason, null);
    }
    return Target.of(reply.address());
  }
}
