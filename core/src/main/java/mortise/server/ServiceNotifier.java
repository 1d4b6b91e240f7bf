package mortise.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mortise.net.Family;
import mortise.net.Printable;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import org.jspecify.annotations.Nullable;

/**
 * Notifies systemd of the state of a service, sd_notify(3): one datagram to the UNIX socket that
 * NOTIFY_SOCKET names. Where there is none, as outside of systemd, every call does nothing.
 */
public final class ServiceNotifier {
  private final @Nullable Unix manager;
  private final @Nullable Duration watchdog;

  private ServiceNotifier(@Nullable Unix manager, @Nullable Duration watchdog) {
    this.manager = manager;
    this.watchdog = watchdog;
  }

  /**
   * A notifier from the environment of this process.
   *
   * @throws IllegalStateException when NOTIFY_SOCKET or WATCHDOG_USEC cannot be read
   */
  public static ServiceNotifier ofEnvironment() {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  static ServiceNotifier of(Map<String, String> environment, long pid) {
    return new ServiceNotifier(manager(environment), watchdog(environment, pid));
  }

  private static @Nullable Unix manager(Map<String, String> environment) {
    String socket = environment.get("NOTIFY_SOCKET");
    if (socket == null || socket.isEmpty()) {
      return null;
    }
    if (!socket.startsWith("/") && !socket.startsWith("@")) {
      throw new IllegalStateException(
          "NOTIFY_SOCKET is \""
              + Printable.of(socket)
              + "\" (expected an absolute path or an abstract name)");
    }
    if (socket.indexOf('\ufffd') >= 0) {
      throw new IllegalStateException(
          "NOTIFY_SOCKET is not text in the encoding "
              + System.getProperty("sun.jnu.encoding")
              + ": run with LC_ALL=C.UTF-8");
    }
    return socket.startsWith("@") ? Unix.ofAbstract(socket.substring(1)) : Unix.of(socket);
  }

  private static @Nullable Duration watchdog(Map<String, String> environment, long pid) {
    String micros = environment.get("WATCHDOG_USEC");
    String target = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    if (micros == null || !target.equals(Long.toString(pid))) {
      return null;
    }
    if (!micros.matches("[1-9]\\d{0,17}")) {
      throw new IllegalStateException(
          "WATCHDOG_USEC is \"" + Printable.of(micros) + "\" (expected a number above 0)");
    }
    return Duration.of(Long.parseLong(micros), java.time.temporal.ChronoUnit.MICROS);
  }

  /** Whether notifications have a receiver. */
  public boolean isPresent() {
    return manager != null;
  }

  /** The service is up, and what depends on it may start. */
  public void ready() throws IOException {
    send("READY=1");
  }

  /** The service begins to reload its configuration; {@link #ready} ends that. */
  public void reloading() throws IOException {
    // CLOCK_MONOTONIC, which is what nanoTime reads on Linux; systemd 253 wants to know it.
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    send("RELOADING=1\nMONOTONIC_USEC=" + micros);
  }

  /** The service begins to end. */
  public void stopping() throws IOException {
    send("STOPPING=1");
  }

  /** One line for people. */
  public void status(String text) throws IOException {
    send("STATUS=" + text.replace('\n', ' '));
  }

  /** The service is alive; due at least once in {@link #watchdogTime}, best twice. */
  public void alive() throws IOException {
    send("WATCHDOG=1");
  }

  /** How long systemd waits for {@link #alive} before it ends the service; empty for ever. */
  public Optional<Duration> watchdogTime() {
    return Optional.ofNullable(watchdog);
  }

  /** Sends any assignments, one to a line. */
  public void send(String state) throws IOException {
    if (manager == null) {
      return;
    }
    try (Socket socket = Socket.open(Family.UNIX, Type.DGRAM)) {
      socket.timeout(Duration.ofSeconds(5)).sendTo(state.getBytes(StandardCharsets.UTF_8), manager);
    }
  }
}
