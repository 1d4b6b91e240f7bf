package mortise.tls;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import mortise.net.Deadline;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.testing.Ended;
import mortise.testing.Misbehaviour;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.tls.TlsPair.Carrier;

/**
 * A program that performs ten thousand failing handshakes of every kind with a libssl server, and
 * prints the remaining resources.
 */
final class BadHandshakes {
  private static final int WARM_UP = 3000;
  private static final int PAGE_KIB = 4;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

  /** The behaviour of a peer, which closes the socket at the end. */
  private interface Peer {
    void play(Socket socket) throws Exception;
  }

  private final TlsServer server;
  private final TlsClient client;
  private final List<Peer> peers = new ArrayList<>();
  private int failed;
  private int hung;
  private int unclear;

  private BadHandshakes(TlsServer server, TlsClient client) {
    this.server = server;
    this.client = client;
  }

  /**
   * The result that a child process prints.
   *
   * @param hung handshakes that ended at their deadline
   * @param unclear handshakes that ended with another exception than IOException, or without a
   *     message
   * @param live SSL objects that were not freed
   * @param grownKib growth of resident memory after the warm-up
   */
  record Outcome(int tried, int failed, int hung, int unclear, int live, long grownKib) {
    static Outcome parse(String line) {
      long[] n = Arrays.stream(line.strip().split(" ")).mapToLong(Long::parseLong).toArray();
      return new Outcome((int) n[0], (int) n[1], (int) n[2], (int) n[3], (int) n[4], n[5]);
    }
  }

  /** Arguments: two PEM files of identities with keys, and that of their CA. */
  public static void main(String[] files) throws Exception {
    Path first = Path.of(files[0]);
    Path second = Path.of(files[1]);
    TlsServer server =
        TlsServer.of(Identity.ofPem(first, first), Identity.ofPem(second, second))
            .engine(TlsEngine.OPENSSL);
    TlsClient client = TlsClient.of(Trust.ofPem(Path.of(files[2]))).engine(TlsEngine.OPENSSL);
    new BadHandshakes(server, client).run();
  }

  private void run() throws Exception {
    addAll();
    Collections.shuffle(peers, new Random(1));
    long before = 0;
    for (int i = 0; i < peers.size(); i++) {
      if (i == WARM_UP) {
        before = residentKib();
      }
      shakeHands(peers.get(i));
    }
    long grown = residentKib() - before;
    System.out.printf(
        "%d %d %d %d %d %d%n", peers.size(), failed, hung, unclear, OpensslEngine.live(), grown);
  }

  private static long residentKib() throws IOException {
    System.gc();
    String[] statm = Files.readString(Path.of("/proc/self/statm")).split(" ");
    return Long.parseLong(statm[1]) * PAGE_KIB;
  }

  private void addAll() throws Exception {
    garbage();
    for (String version : VERSIONS) {
      byte[] hello = hello(version);
      truncated(hello);
      changed(hello);
      versions(hello);
      int length = conversation(version);
      for (int at = 0; at < length; at++) {
        for (Fault fault : List.of(Fault.CUT, Fault.RESET, Fault.FLIP)) {
          live(version, fault, at);
        }
      }
      for (int write = 0; write < 3; write++) {
        for (int code = 0; code < 128; code += 2) {
          alert(version, write, code);
        }
      }
    }
    for (int code = 0; code < 256; code++) {
      send(alert(1, code));
      send(alert(2, code));
    }
  }

  private void send(byte[] bytes) {
    peers.add(socket -> {
      socket.sendAll(bytes);
      socket.shutdown(Shutdown.WR);
    });
  }

  private static byte[] alert(int level, int code) {
    return new byte[] {21, 3, 3, 0, 2, (byte) level, (byte) code};
  }

  private void garbage() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 2500; i++) {
      byte[] bytes = new byte[random.nextInt(1, 600)];
      random.nextBytes(bytes);
      if (i % 2 == 0 && bytes.length > 6) {
        byte[] header = {22, 3, 1, (byte) (bytes.length - 5 >> 8), (byte) (bytes.length - 5), 1};
        System.arraycopy(header, 0, bytes, 0, header.length);
      }
      send(bytes);
    }
  }

  private void truncated(byte[] hello) {
    for (int length = 0; length < hello.length; length++) {
      send(Arrays.copyOf(hello, length));
    }
  }

  private void changed(byte[] hello) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2100; i++) {
      byte[] changed = hello.clone();
      for (int j = random.nextInt(1, 9); j > 0; j--) {
        changed[random.nextInt(5, changed.length)] = (byte) random.nextInt();
      }
      send(changed);
    }
    for (int at = 0; at < hello.length; at++) {
      for (int value : new int[] {0, 0xff}) {
        byte[] changed = hello.clone();
        changed[at] = (byte) value;
        send(changed);
      }
    }
  }

  /** Of the record and of the message. */
  private void versions(byte[] hello) {
    for (int place : new int[] {1, 9}) {
      for (int major = 0; major < 5; major++) {
        for (int minor = 0; minor < 6; minor++) {
          byte[] changed = hello.clone();
          changed[place] = (byte) major;
          changed[place + 1] = (byte) minor;
          send(changed);
        }
      }
    }
  }

  private enum Fault {
    CUT,
    RESET,
    FLIP,
    ALERT
  }

  /** A client connection that modifies one of its writes. */
  private static final class Faulty extends FilteringConnection {
    private final Socket socket;
    private final Fault fault;
    private final int at;
    private final byte[] instead;
    private int sent;
    private int writes;

    /**
     * @param at a byte of all that is sent, or the number of a write where that is an alert
     */
    Faulty(Socket socket, Fault fault, int at, byte[] instead) {
      super(Connection.of(socket));
      this.socket = socket;
      this.fault = fault;
      this.at = at;
      this.instead = instead;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int place = at - sent;
      boolean isHere = fault == Fault.ALERT ? writes == at : place >= 0 && place < length;
      sent += length;
      writes++;
      if (!isHere) {
        inner.write(bytes, offset, length);
        return;
      }
      switch (fault) {
        case CUT -> {
          inner.write(bytes, offset, place);
          socket.shutdown(Shutdown.WR);
        }
        case RESET -> {
          inner.write(bytes, offset, place);
          Misbehaviour.reset(socket);
        }
        case FLIP -> {
          byte[] flipped = Arrays.copyOfRange(bytes, offset, offset + length);
          flipped[place] ^= (byte) (1 << at % 8);
          inner.write(flipped, 0, length);
          socket.shutdown(Shutdown.WR); // a longer record would be waited for
        }
        case ALERT -> {
          inner.write(instead, 0, instead.length);
          socket.shutdown(Shutdown.WR);
        }
      }
    }
  }

  private void live(String version, Fault fault, int at) {
    peers.add(socket -> connect(version, new Faulty(socket, fault, at, null)));
  }

  private void alert(String version, int write, int code) {
    byte[] alert = alert(1 + write % 2, code);
    peers.add(socket -> connect(version, new Faulty(socket, Fault.ALERT, write, alert)));
  }

  private void connect(String version, Connection plain) {
    plain.deadline(Deadline.after(LIMIT));
    try (Connection connection = client.versions(version).connect(plain, "a.example")) {
      connection.read(new byte[1]);
    } catch (SocketTimeoutException e) {
      hung++;
    } catch (IOException _) {
      // as it should be
    }
  }

  /** What a client says first. */
  private byte[] hello(String version) throws Exception {
    SocketPair pair = Carrier.SOCKETPAIR.open();
    try (Socket peer = pair.second()) {
      Running<Object> connecting =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                connect(version, Connection.of(pair.first()));
                return null;
              });
      byte[] hello = peer.recv(4000);
      peer.shutdown(Shutdown.RDWR);
      connecting.end();
      return hello;
    }
  }

  /** How many bytes a client sends that shakes hands and goes. */
  private int conversation(String version) throws Exception {
    SocketPair pair = Carrier.TCP4.open();
    try (Socket first = pair.first();
        Socket second = pair.second()) {
      Running<Connection> accepting =
          Running.start(Threads.VIRTUAL, () -> server.accept(Connection.of(second)));
      Faulty counting = new Faulty(first, Fault.CUT, Integer.MAX_VALUE, null);
      Connection tls = client.versions(version).connect(counting, "a.example");
      accepting.end().returned().close();
      tls.close();
      return counting.sent;
    }
  }

  private void shakeHands(Peer peer) throws Exception {
    SocketPair pair = Carrier.TCP4.open();
    try (Socket socket = pair.first();
        Connection plain = Connection.of(pair.second())) {
      plain.deadline(Deadline.after(LIMIT));
      Running<Object> accepting =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                server.accept(plain).close();
                return null;
              });
      peer.play(socket);
      Ended<Object> ended = accepting.end();
      count(ended.thrown());
    }
  }

  private void count(Throwable failure) {
    if (failure == null) {
      return; // what was changed did not matter, or came after the handshake
    }
    failed++;
    if (failure instanceof SocketTimeoutException) {
      hung++;
    } else if (!(failure instanceof IOException) || isUnclear(failure.getMessage())) {
      unclear++;
      failure.printStackTrace();
    }
  }

  private static boolean isUnclear(String message) {
    return message.length() < 20 || message.contains("without a reason");
  }
}
