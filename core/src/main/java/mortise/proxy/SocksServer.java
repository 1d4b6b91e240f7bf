package mortise.proxy;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.Objects;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.Handler;
import org.jspecify.annotations.Nullable;

/**
 * A SOCKS server: versions 4, 4a and 5 (RFC 1928, RFC 1929) with CONNECT, BIND and UDP ASSOCIATE.
 *
 * {@snippet file="mortise/snippets/ProxySnippets.java" region="socks" :
 * SocksServer proxy = SocksServer.of(settings);
 * try (Server server = Server.of(proxy).listen(1080).open()) {
 *   server.await();
 * }
 * }
 *
 * <p>Where logins are asked for, version 4 is refused, since it has no passwords. Nothing of what a
 * client or target does wrong is thrown but for a broken connection: it is answered as the protocol
 * has it.
 */
public final class SocksServer implements Handler {
  /** A login of 255 and 255 bytes is the longest message. */
  private static final int LONGEST = 600;

  private final ProxySettings settings;

  private SocksServer(ProxySettings settings) {
    this.settings = settings;
  }

  /** A server's handler. */
  public static SocksServer of(ProxySettings settings) {
    return new SocksServer(Objects.requireNonNull(settings));
  }

  /** Serves one client until it has ended. The caller closes the connection. */
  @Override
  public void handle(Connection client) throws IOException {
    client.deadline(Deadline.after(settings.header()));
    if (!client.readAhead().more(1)) {
      return;
    }
    int version = client.readAhead().peek()[0];
    SocksReplies replies =
        version == Socks4.VERSION ? SocksReplies.VERSION4 : SocksReplies.VERSION5;
    Socks5.Request request =
        version == Socks4.VERSION ? request4(client) : request5(client, replies);
    if (request == null) {
      return;
    }
    client.deadline(Deadline.NEVER);
    switch (request.command()) {
      case CONNECT -> connect(client, request.target(), replies);
      case BIND -> new SocksBind(client, replies, settings).serve(request.target());
      case UDP_ASSOCIATE -> SocksAssociation.serve(client, request.target(), settings);
    }
  }

  /** The request, or null where it was refused. */
  private Socks5.@Nullable Request request4(Connection client) throws IOException {
    try {
      Socks4.Request request =
          HeaderReader.read(client, "a SOCKS4 request", Socks4.Request::decode, LONGEST);
      if (settings.logins().isEmpty()) {
        return new Socks5.Request(request.command(), request.target());
      }
    } catch (ProtocolException e) {
      // Refused like a user without a password.
    }
    client.write(SocksReplies.VERSION4.refusal(Socks5.Reply.NOT_ALLOWED));
    return null;
  }

  private Socks5.@Nullable Request request5(Connection client, SocksReplies replies)
      throws IOException {
    if (!negotiate(client)) {
      return null;
    }
    int code;
    try {
      return HeaderReader.read(client, "a SOCKS5 request", Socks5.Request::decode, LONGEST);
    } catch (SocksCommand.UnknownSocksCommand e) {
      code = Socks5.Reply.NO_COMMAND;
    } catch (Socks5Address.UnknownAddressType e) {
      code = Socks5.Reply.NO_ADDRESS_TYPE;
    } catch (Socks4.NoHost e) {
      code = Socks5.Reply.HOST_UNREACHABLE;
    } catch (ProtocolException e) {
      code = Socks5.Reply.FAILURE;
    }
    client.write(replies.refusal(code));
    return null;
  }

  private boolean negotiate(Connection client) throws IOException {
    Socks5.Greeting greeting =
        HeaderReader.read(client, "a SOCKS5 greeting", Socks5.Greeting::decode, LONGEST);
    int wanted = settings.logins().isPresent() ? Socks5.PASSWORD : Socks5.NO_LOGIN;
    boolean offered = greeting.methods().contains(wanted);
    client.write(new Socks5.Choice(offered ? wanted : Socks5.NO_METHOD).encode());
    return offered && (settings.logins().isEmpty() || logIn(client, settings.logins().get()));
  }

  private static boolean logIn(Connection client, Logins logins) throws IOException {
    boolean right;
    try {
      Socks5Login.Request request =
          HeaderReader.read(client, "a SOCKS5 login", Socks5Login.Request::decode, LONGEST);
      right = logins.has(request.login());
    } catch (ProtocolException e) {
      right = false;
    }
    client.write(new Socks5Login.Reply(right ? 0 : 1).encode());
    return right;
  }

  private void connect(Connection client, Target target, SocksReplies replies) throws IOException {
    try (Socket upstream = dial(client, target, replies)) {
      if (upstream != null) {
        client.write(replies.success((Inet) upstream.localAddress()));
        BidirectionalRelay.between(client, Connection.of(upstream), settings.idle());
      }
    }
  }

  /** A connection to the target, or null if it failed and the client has received the error. */
  private @Nullable Socket dial(Connection client, Target target, SocksReplies replies)
      throws IOException {
    try {
      return settings.targets().dial(target, Deadline.after(settings.dial()));
    } catch (IOException e) {
      client.write(replies.refusal(SocksReplies.code(e)));
      return null;
    }
  }
}
