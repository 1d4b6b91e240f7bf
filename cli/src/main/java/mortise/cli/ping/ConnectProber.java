package mortise.cli.ping;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Queue;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.TcpOption;
import mortise.net.Type;

/** Connections of TCP, each closed as soon as it is there. */
final class ConnectProber implements Prober {
  private final Inet target;
  private final PingSettings settings;
  private final Queue<PingEvent> events;

  ConnectProber(Inet target, PingSettings settings, Queue<PingEvent> events) throws IOException {
    this.target = target;
    this.settings = settings;
    this.events = events;
    warmUp();
  }

  /** The first connection links and loads, for some 100 ms: it is one to this program itself. */
  private static void warmUp() throws IOException {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Socket socket = Socket.open()) {
      socket.connect(listener.localAddress());
      time(socket, Duration.ZERO);
    }
  }

  @Override
  public String what() {
    return "TCP port " + target.port();
  }

  @Override
  public void send(int sequence) {
    Thread.ofVirtual().name("connect " + sequence).start(() -> connect(sequence));
  }

  private void connect(int sequence) {
    try (Socket socket = Socket.open(target.family(), Type.STREAM)) {
      PingSocketSetup.apply(socket, target, settings);
      long begin = System.nanoTime();
      socket.connect(target, Deadline.after(settings.timeout()));
      Duration seen = Duration.ofNanos(System.nanoTime() - begin);
      events.add(new PingEvent.Reply(sequence, target, 0, 0, time(socket, seen), ""));
    } catch (SocketTimeoutException _) {
      // The caller that measures the time reports it.
    } catch (IOException e) {
      String words = e instanceof SocketFailure f ? f.errno().message() : e.getMessage();
      events.add(new PingEvent.Failure(sequence, null, words));
    }
  }

  /** The kernel has measured it too, from the SYN to its answer, and does not wait for a thread. */
  private static Duration time(Socket socket, Duration seen) throws IOException {
    if (!socket.supports(TcpOption.TCP_INFO)) {
      return seen;
    }
    Duration told = socket.option(TcpOption.TCP_INFO).rtt();
    return told.isPositive() && told.compareTo(seen) < 0 ? told : seen;
  }

  @Override
  public void close() {
    // Each connection ends by itself.
  }
}
