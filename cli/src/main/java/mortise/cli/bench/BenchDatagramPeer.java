package mortise.cli.bench;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Option;
import mortise.net.ReceiveResult;
import mortise.net.Socket;
import mortise.net.SocketConfig;

/**
 * The other end of tests with datagrams: counts the received datagrams of each, and reports them on
 * request, in no more bytes than the request has.
 */
final class BenchDatagramPeer implements Closeable {
  private static final int LONGEST = 1 << 16;
  private static final int QUEUE = 4 << 20;
  private static final int MOST_SESSIONS = 64;

  /** Numbers beyond this are counted together, to bound the memory. */
  private static final long MOST_NUMBERS = 1L << 27;

  private final Socket socket;

  private final Map<Long, Session> sessions =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Session> eldest) {
          return size() > MOST_SESSIONS;
        }
      };

  private BenchDatagramPeer(Socket socket) {
    this.socket = socket;
  }

  static BenchDatagramPeer open(Address place) throws IOException {
    Socket socket = SocketConfig.DGRAM.with(Option.SO_RCVBUF, QUEUE).bind(place);
    BenchDatagramPeer peer = new BenchDatagramPeer(socket);
    Thread.ofPlatform().daemon().name("datagrams").start(peer::run);
    return peer;
  }

  /** What has arrived of one test. */
  private static final class Session {
    private final BitSet seen = new BitSet();
    private long count;
    private long last = -1;
    private long disordered;

    void take(long number) {
      if (number < MOST_NUMBERS) {
        if (seen.get((int) number)) {
          return;
        }
        seen.set((int) number);
      }
      count++;
      disordered += number < last ? 1 : 0;
      last = Math.max(last, number);
    }
  }

  private void run() {
    byte[] bytes = new byte[LONGEST];
    MemorySegment room = MemorySegment.ofArray(bytes);
    while (socket.isOpen()) {
      try {
        ReceiveResult received = socket.recvFrom(room, Flags.NONE, Deadline.NEVER);
        DatagramHeader mark = DatagramHeader.decode(bytes, (int) received.count());
        if (mark != null) {
          take(mark, received.sender());
        }
      } catch (IOException _) {
        // An answer that met a closed port; or this is the end.
      }
    }
  }

  private void take(DatagramHeader mark, Address sender) throws IOException {
    if (mark.number() >= 0) {
      sessions.computeIfAbsent(mark.session(), _ -> new Session()).take(mark.number());
      return;
    }
    Session session = sessions.getOrDefault(mark.session(), new Session());
    byte[] report = new byte[DatagramHeader.SIZE];
    new DatagramHeader(mark.session(), DatagramHeader.REPORT, session.count, session.disordered)
        .encode(report);
    socket.sendTo(report, sender);
  }

  @Override
  public void close() {
    socket.close();
  }
}
