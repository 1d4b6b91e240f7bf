package mortise.cli.inspect;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.TcpInfo;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.TlsInfo;

/**
 * One conversation as the page and the terminal show it. While no page is open it counts bytes, and
 * the kernel may move them.
 */
public final class Conversation implements Watcher {
  private final Inspector inspector;
  private final long number;
  private final boolean dialled;
  private final String note;
  private final long beganAt = System.currentTimeMillis();
  private final AtomicLong[] moved = {new AtomicLong(), new AtomicLong()};
  private final Gate[] gates = {new Gate(), new Gate()};

  private final AtomicBoolean[] ended = {new AtomicBoolean(), new AtomicBoolean()};
  private final History history;
  private final List<Runnable> whenLooks = new CopyOnWriteArrayList<>();

  private volatile Connection peer;
  private volatile Connection here;
  private volatile String otherEnd = "";
  private volatile Address local;
  private volatile Address remote;
  private volatile TlsInfo tls;
  private volatile String process = "";
  private volatile boolean processKnown;
  private volatile boolean endedByPage;
  private volatile long closedAt;
  private volatile String failure;
  private volatile TcpInfo tcp;

  /** The values of the page; for the sampler's thread, and what it lends to others. */
  private final Samples samples = new Samples();

  Conversation(Inspector inspector, long number, boolean dialled, String note, History history) {
    this.inspector = inspector;
    this.number = number;
    this.dialled = dialled;
    this.note = note;
    this.history = history;
  }

  @Override
  public void joins(Connection other) {
    here = other;
    Address address = known(other::peerAddress);
    otherEnd = address.equals(Unix.UNNAMED) ? other.toString() : address.toString();
  }

  @Override
  public void opened(Connection other) {
    local = known(other::localAddress);
    remote = known(other::clientAddress);
    tls = other.tls().orElse(null);
    peer = other;
    inspector.opened(this);
  }

  private interface Question {
    Address ask() throws IOException;
  }

  private static Address known(Question question) {
    try {
      return question.ask();
    } catch (IOException | IllegalStateException _) {
      return Unix.UNNAMED;
    }
  }

  @Override
  public boolean looks() {
    return inspector.keepsBytes() || !gates[0].isFree() || !gates[1].isFree();
  }

  @Override
  public void whenLooks(Runnable action) {
    whenLooks.add(action);
  }

  /** The answer of {@link #looks} is true from now on. */
  void wake() {
    whenLooks.forEach(Runnable::run);
  }

  @Override
  public int most(Direction way) {
    return gates[way.ordinal()].isFree() || isDatagrams()
        ? Integer.MAX_VALUE
        : gates[way.ordinal()].most();
  }

  boolean isDatagrams() {
    return isDatagram(peer) || isDatagram(here);
  }

  private static boolean isDatagram(Connection end) {
    Socket socket = socket(end);
    return socket != null && socket.type().equals(Type.DGRAM);
  }

  /** Null where there is none. */
  private static Socket socket(Connection end) {
    try {
      return end == null ? null : end.socket();
    } catch (IllegalStateException _) {
      return null;
    }
  }

  @Override
  public void bytes(Direction way, byte[] bytes, int offset, int count) throws IOException {
    gates[way.ordinal()].pass(count);
    if (inspector.keepsBytes()) {
      history.add(way, moved[way.ordinal()].get(), bytes, offset, count);
    }
  }

  @Override
  public void moved(Direction way, long count) {
    moved[way.ordinal()].addAndGet(count);
    gates[way.ordinal()].passed();
  }

  /** Bytes of a replay that went to an end of it. */
  void injected(Direction way, byte[] bytes) {
    history.add(way, moved[way.ordinal()].getAndAdd(bytes.length), bytes, 0, bytes.length);
  }

  @Override
  public void ended(Direction way) {
    ended[way.ordinal()].set(true);
  }

  @Override
  public void closed(Connection other, IOException why) throws IOException {
    lookAtTcp();
    closedAt = System.currentTimeMillis();
    failure = endedByPage || why == null ? null : String.valueOf(why.getMessage());
    peer = null;
    here = null;
    whenLooks.clear();
    inspector.closed(this);
    if (endedByPage && why != null) {
      throw new IOException("closed from the page of --inspect");
    }
  }

  /** Reads the TCP statistics of the peer's connection, where it is one. */
  void lookAtTcp() {
    Socket socket = socket(peer);
    try {
      if (socket != null && socket.type().equals(Type.STREAM) && isInternet(socket)) {
        tcp = socket.option(TcpOption.TCP_INFO);
      }
    } catch (IOException | RuntimeException _) {
      // What was known before is the last that is known.
    }
  }

  private static boolean isInternet(Socket socket) {
    return socket.family().equals(Family.INET) || socket.family().equals(Family.INET6);
  }

  /** Ends the conversation as a reset does. */
  void end() {
    endedByPage = true;
    gates[0].end();
    gates[1].end();
    Connection one = peer;
    Connection other = here;
    if (one != null) {
      one.abort();
    }
    if (other != null) {
      other.abort();
    }
  }

  /** The gate of a way, for the page to close or to limit. */
  Gate gate(Direction way) {
    return gates[way.ordinal()];
  }

  /** An end that bytes can be sent to; null where it is gone, or no connection. */
  Connection end(Direction towards) {
    return towards == Direction.SENT ? peer : here;
  }

  /** Counts the conversations of the program, from 1. */
  public long number() {
    return number;
  }

  /** Whether this side has begun it. */
  public boolean isDialled() {
    return dialled;
  }

  /** The local address; the unnamed one where there is none. */
  public Address local() {
    return local;
  }

  /** The address of the client or server at the other end; the unnamed one where there is none. */
  public Address remote() {
    return remote;
  }

  /** What TLS has agreed on. */
  public Optional<TlsInfo> tls() {
    return Optional.ofNullable(tls);
  }

  /** Whether messages are kept apart. */
  public boolean hasMessages() {
    return samples.datagrams;
  }

  /** The parts that are kept, in their order. */
  public List<HistoryPart> parts() {
    return history.after(0);
  }

  History history() {
    return history;
  }

  /** Beside the addresses: the other end of a relay, or what a replay is of. */
  String note() {
    return note.isEmpty() ? otherEnd : note;
  }

  long moved(Direction way) {
    return moved[way.ordinal()].get();
  }

  long beganAt() {
    return beganAt;
  }

  /** In milliseconds of the clock; 0 while it goes on. */
  long closedAt() {
    return closedAt;
  }

  String failure() {
    return failure;
  }

  boolean isEndedByPage() {
    return endedByPage;
  }

  boolean hasEnded(Direction way) {
    return ended[way.ordinal()].get();
  }

  TcpInfo tcp() {
    return tcp;
  }

  /** How long the receiver of a direction has not read what was sent to it, in nanoseconds. */
  long waiting(Direction way) {
    return closedAt == 0 ? gates[way.ordinal()].writingTime() : 0;
  }

  Samples samples() {
    return samples;
  }

  /** The program at the other end, where this machine has it; empty where it is unknown. */
  String process() {
    return process;
  }

  boolean isProcessKnown() {
    return processKnown;
  }

  void process(String name) {
    process = name;
    processKnown = true;
  }

  /** The connection to the peer; null once it is closed. */
  Connection peer() {
    return peer;
  }
}
