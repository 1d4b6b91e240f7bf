package mortise.bench.server;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mortise.net.DatagramBatch;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Loop;
import mortise.net.Message;
import mortise.net.Option;
import mortise.net.ReceiveResult;
import mortise.net.ReceivedMessage;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.net.UdpOption;

/**
 * {@link Socket} in plain blocking code, one virtual thread: on the default scheduler, or with
 * {@code --loop} on a loop; a datagram at a time; with {@code --messages} as many as there are;
 * with {@code --batch} these in memory that is used again; with {@code --gso} the latter as trains.
 */
public final class MortiseDatagramEcho {
  private static final int BATCH = 32;
  private static final int DATAGRAM = 2048;
  private static final int TRAINS = 8;

  private final Socket socket;

  private MortiseDatagramEcho(Socket socket) {
    this.socket = socket;
  }

  /** What one receives and sends back. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> options = List.of(arguments);
    Socket socket = SocketConfig.DGRAM.bind(Inet4.LOOPBACK.withPort(Mode.port(arguments)));
    socket.option(Option.SO_RCVBUF, Mode.RECEIVE_BUFFER);
    MortiseDatagramEcho echo = new MortiseDatagramEcho(socket);
    boolean gso = options.contains("--gso");
    if (gso) {
      socket.option(UdpOption.UDP_GRO, true);
    }
    Step step =
        options.contains("--messages")
            ? echo::messages
            : gso
                ? echo.batch(TRAINS, Mode.UDP.buffer)
                : options.contains("--batch") ? echo.batch(BATCH, DATAGRAM) : echo.each();
    Consumer<Runnable> threads =
        options.contains("--loop") ? Loop.open("bench")::start : Thread::startVirtualThread;
    Mode.tell(((Inet) socket.localAddress()).port());
    threads.accept(() -> serve(step));
    Thread.currentThread().join();
  }

  private static void serve(Step step) {
    while (true) {
      try {
        step.run();
      } catch (IOException e) {
        System.err.println(e);
      }
    }
  }

  private Step each() {
    MemorySegment buffer = MemorySegment.ofArray(new byte[Mode.UDP.buffer]);
    return () -> {
      ReceiveResult received = socket.recvFrom(buffer, Flags.NONE, Deadline.NEVER);
      MemorySegment bytes = buffer.asSlice(0, received.count());
      socket.sendTo(bytes, Flags.NONE, received.sender(), Deadline.NEVER);
    };
  }

  private void messages() throws IOException {
    List<ReceivedMessage> received =
        socket.recvMessages(BATCH, DATAGRAM, 0, Flags.NONE, Deadline.NEVER);
    List<Message> rest = new ArrayList<>(received.size());
    for (ReceivedMessage message : received) {
      rest.add(Message.of(message.bytes()).to(message.sender()));
    }
    while (!rest.isEmpty()) {
      rest = rest.subList(socket.sendMessages(rest), rest.size());
    }
  }

  private Step batch(int capacity, int bytesEach) {
    DatagramBatch batch = new DatagramBatch(socket, capacity, bytesEach);
    return () -> {
      int count = batch.receive(Deadline.NEVER);
      for (int sent = 0; sent < count; ) {
        sent += batch.send(sent, Deadline.NEVER);
      }
    };
  }
}
