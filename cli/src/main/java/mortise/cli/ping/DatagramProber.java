package mortise.cli.ping;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Queue;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Inet;
import mortise.net.ReceivedMessage;
import mortise.net.Socket;
import mortise.net.Type;

/**
 * Datagrams of UDP from a socket each. A port unreachable error is a reply as well as a datagram.
 */
final class DatagramProber implements Prober {
  private static final int LONGEST = 1 << 16;
  private static final int ANCILLARY = 512;

  private final Inet target;
  private final PingSettings settings;
  private final byte[] data;
  private final Queue<PingEvent> events;

  DatagramProber(Inet target, PingSettings settings, Queue<PingEvent> events) {
    this.target = target;
    this.settings = settings;
    this.data = settings.packet().data();
    this.events = events;
  }

  @Override
  public String what() {
    return "UDP port " + target.port() + ", " + data.length + " bytes of data.";
  }

  @Override
  public void send(int sequence) {
    Thread.ofVirtual().name("datagram " + sequence).start(() -> probe(sequence));
  }

  private void probe(int sequence) {
    try (Socket socket = Socket.open(target.family(), Type.DGRAM)) {
      PingSocketSetup.apply(socket, target, settings);
      PingSocketSetup.enableErrorQueue(socket, target);
      socket.connect(target);
      SendTime sent = SendTime.now();
      socket.send(data);
      await(socket, sequence, sent);
    } catch (IOException e) {
      events.add(new PingEvent.Failure(sequence, null, e.getMessage()));
    }
  }

  private void await(Socket socket, int sequence, SendTime sent) throws IOException {
    try {
      ReceivedMessage answer =
          socket.recvMessage(LONGEST, ANCILLARY, Flags.NONE, Deadline.after(settings.timeout()));
      int hops = EchoProber.hops(answer);
      events.add(
          new PingEvent.Reply(
              sequence, target, answer.bytes().length, hops, sent.until(answer), ""));
    } catch (SocketTimeoutException _) {
      // The caller that measures the time reports it.
    } catch (IOException e) {
      List<ErrorQueue.Entry> errors = ErrorQueue.take(socket);
      if (errors.isEmpty()) {
        throw e;
      }
      ErrorQueue.Entry error = errors.getFirst();
      events.add(
          error.isPortUnreachable()
              ? new PingEvent.Reply(
                  sequence, error.from(), 0, 0, sent.until(error.message()), "port unreachable")
              : new PingEvent.Failure(sequence, error.from(), error.words()));
    }
  }

  @Override
  public void close() {
    // Each prober closes its own socket.
  }
}
