package mortise.hub;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import mortise.cli.hub.HubSettings;
import mortise.net.Printable;

/**
 * The connection to a hub. It is restored for as long as it takes, with jitter; what was published
 * meanwhile waits in a bounded buffer. Reports in sentences.
 */
final class NatsLink implements AutoCloseable {
  /**
   * The number of bytes that wait at most while there is no connection, and about that with one.
   */
  static final int BUFFER = 2 << 20;

  private static final int QUEUED_MESSAGES = 8192;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PUSH = Duration.ofSeconds(5);
  private static final Duration PING = Duration.ofSeconds(10);
  private static final long FIRST_DELAY = 50;
  private static final long LONGEST_DELAY = 4_000;

  private final HubSettings settings;
  private final Consumer<String> notices;
  private final Connection connection;
  private final AtomicLong reconnects = new AtomicLong();

  /** Run on a thread of the client's; may be null. */
  private volatile Runnable restored;

  private volatile Runnable ended;

  private volatile boolean closing;
  private volatile boolean lost;
  private volatile boolean connectedOnce;

  /** What has gone wrong last, as a sentence without a full stop; null for nothing. */
  private volatile String failure;

  /** What the server has said last; more than the exception that follows. */
  private volatile String complaint;

  private NatsLink(HubSettings settings, String name, Consumer<String> notices) throws IOException {
    this.settings = settings;
    this.notices = notices;
    Options.Builder options =
        new Options.Builder()
            .servers(settings.servers().toArray(String[]::new))
            // The name is to be verified, and not the address that it has.
            .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs)
            .connectionName(name)
            .noEcho()
            .connectionTimeout(CONNECT)
            .pingInterval(PING)
            .maxReconnects(-1)
            .reconnectDelayHandler(NatsLink::delay)
            .reconnectBufferSize(BUFFER)
            .maxMessagesInOutgoingQueue(QUEUED_MESSAGES)
            .writeQueuePushTimeout(PUSH)
            .connectionListener(new Events())
            .errorListener(new Errors());
    if (settings.servers().getFirst().startsWith("tls:") || settings.trust() != null) {
      options.sslContext(HubTls.of(settings.trust()));
    }
    Login.set(options, settings);
    this.connection = connect(options.build());
  }

  /**
   * Connects.
   *
   * @param notices takes sentences about the connection
   * @throws IOException with a sentence, when no server accepts it
   */
  static NatsLink open(HubSettings settings, String name, Consumer<String> notices)
      throws IOException {
    return new NatsLink(settings, name, notices);
  }

  private Connection connect(Options options) throws IOException {
    try {
      return Nats.connect(options);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while connecting to the hub");
    } catch (IOException | RuntimeException e) {
      noteFailure(e);
      if (failure.startsWith("Read past")) {
        FirstWords.error(settings.servers().getFirst()).ifPresent(error -> failure = said(error));
      }
      throw new IOException(where() + ": " + failure, e);
    }
  }

  /** The servers, without the login. */
  private String where() {
    return "hub " + String.join(",", settings.servers());
  }

  /** Exponential, and each node waits for another time, so that they do not return all at once. */
  private static Duration delay(long round) {
    long most = Math.min(LONGEST_DELAY, FIRST_DELAY << Math.min(round, 10));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
  }

  Connection connection() {
    return connection;
  }

  void whenRestored(Runnable action) {
    restored = action;
  }

  /** The connection is closed by other means than {@link #close}, and not restored. */
  void whenEnded(Runnable action) {
    ended = action;
  }

  boolean isUp() {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }

  long reconnects() {
    return reconnects.get();
  }

  /** Why something was not published. */
  IOException refusal(RuntimeException e) {
    String why =
        switch (connection.getStatus()) {
          case CLOSED -> end();
          case CONNECTED -> e.getMessage();
          default -> "no connection, and the buffer of 2 MiB is full";
        };
    return new IOException(where() + ": " + why, e);
  }

  /** The client gives up where a server refuses the login twice. */
  private String end() {
    return "disconnected for good, start anew to connect again"
        + (failure == null ? "" : ": " + failure);
  }

  @Override
  public void close() {
    closing = true;
    try {
      if (isUp()) {
        connection.flush(PUSH);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | IllegalStateException _) {
      // What is left is lost; the counters of others show it.
    }
    try {
      connection.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void noteFailure(Exception e) {
    // The client's own summary says no more than what came before it.
    String message = e.getMessage();
    if (failure == null || message == null || !message.startsWith("Unable to connect")) {
      failure = words(e);
    }
  }

  private String words(Exception e) {
    if (complaint != null) {
      return complaint;
    }
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof SSLException)) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return switch (cause) {
      case AuthenticationException _ -> said(message);
      case SSLException _ -> tls(message);
      case UnknownHostException _ -> "unknown host " + Printable.of(message);
      case java.nio.channels.UnresolvedAddressException _ -> "unknown host";
      case NoRouteToHostException _ -> "no route to the host";
      case SocketTimeoutException _ -> "no answer within " + CONNECT.toSeconds() + "s";
      case TimeoutException _ -> "no answer within " + CONNECT.toSeconds() + "s";
      case ConnectException _ -> "connection refused; no server is there";
      default -> said(message);
    };
  }

  private static String tls(String message) {
    if (message.contains("PKIX") || message.contains("unable to find valid certification path")) {
      return "TLS: the certificate was not issued by a trusted CA; name its CA with --hub-trustfile";
    }
    if (message.contains("No subject alternative") || message.contains("No name matching")) {
      return "TLS: the certificate is not for this host: " + Printable.of(message);
    }
    return "TLS: " + Printable.of(message);
  }

  /** A server's or the client's own words. */
  private static String said(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("maximum connections") || lower.contains("maximum account")) {
      return "the server is full: " + Printable.of(message);
    }
    if (lower.contains("authori") || lower.contains("authentication")) {
      return "the server refuses this login: " + Printable.of(message);
    }
    if (lower.contains("ssl") || lower.contains("tls")) {
      return lower.contains("required")
          ? "the server requires TLS: use tls://"
          : "the server has no TLS: use nats://";
    }
    if (lower.contains("broken pipe") || lower.contains("connection reset")) {
      return "the server ends the connection: " + Printable.of(message);
    }
    return Printable.of(message);
  }

  private final class Events implements ConnectionListener {
    @Override
    @SuppressWarnings("deprecation") // abstract, so that it has to be there
    public void connectionEvent(Connection from, ConnectionListener.Events event) {
      if (closing) {
        return;
      }
      switch (event) {
        case DISCONNECTED -> {
          if (connectedOnce && !lost) {
            lost = true;
            notices.accept(where() + ": the connection is lost; reconnecting");
          }
        }
        case RESUBSCRIBED -> {
          lost = false;
          failure = null;
          complaint = null;
          reconnects.incrementAndGet();
          notices.accept(where() + ": connected again");
          Runnable action = restored;
          if (action != null) {
            action.run();
          }
        }
        case CONNECTED -> connectedOnce = true;
        case CLOSED -> {
          if (connectedOnce) {
            notices.accept(where() + ": " + end());
            Runnable action = ended;
            if (action != null) {
              action.run();
            }
          }
        }
        case RECONNECTED, DISCOVERED_SERVERS, LAME_DUCK -> {}
      }
    }
  }

  private final class Errors implements ErrorListener {
    @Override
    public void errorOccurred(Connection from, String error) {
      String words = said(error);
      complaint = words;
      failure = words;
      // An error of a connection that goes on, such as a subject without permission.
      if (connectedOnce && error.toLowerCase(Locale.ROOT).contains("permission")) {
        complaint = null;
        notices.accept(where() + ": " + words);
      }
    }

    @Override
    public void exceptionOccurred(Connection from, Exception exception) {
      noteFailure(exception);
    }
  }
}
