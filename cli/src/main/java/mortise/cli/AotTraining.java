package mortise.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.flow.PeerCloseDetector;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.process.Pipe;
import mortise.server.Connection;
import mortise.tls.SelfSigned;

/**
 * What a build lets the JVM watch, so that its archive has what the common starts need: one process
 * that does what several would. There is an archive for each kind of start, since a JVM loads all
 * that its archive has before it does anything.
 */
final class AotTraining {
  private static final int TRIES = 200;

  private AotTraining() {}

  public static void main(String... arguments) throws Exception {
    AotMethodHandles.prepare();
    Main.prepare();
    try {
      // Without a loopback all that follows would fail, each in its own way.
      lookForAClosedPeer();
      train(arguments[0]);
    } catch (IOException e) {
      System.err.println("AOT training: " + e.getMessage());
    }
    ProcessExit.with(Main.OK);
  }

  private static void train(String kind) throws Exception {
    switch (kind) {
      case "nc" -> AotTransfers.ofClients();
      case "listen" -> AotTransfers.ofListeners();
      case "options" -> {
        AotTransfers.ofClients();
        AotTransfers.ofListeners();
        AotSessions.ofNc();
      }
      case "tls" -> {
        converseOverTls();
        AotSessions.ofTls();
      }
      case "verify" -> AotSessions.ofVerifiedTls();
      case "servers" -> AotSessions.ofServers();
      case "verbs" -> {
        Main.run("demo");
        Main.run("sockets");
        Main.run("ping", "-c", "1", "127.0.0.1");
      }
      default -> throw new IllegalArgumentException(kind);
    }
  }

  /** By a certificate that is made on the spot, and by files. */
  private static void converseOverTls() throws Exception {
    converse(List.of("--ssl"));
    try (Pipe pipe = Pipe.open()) {
      pipe.writer().write(SelfSigned.P256.identity("localhost").pem().getBytes(US_ASCII));
      pipe.writer().close();
      String file = "/dev/fd/" + pipe.reader().number();
      converse(List.of("--ssl"), "--ssl-cert", file, "--ssl-key", file);
    }
  }

  /** One nc listens and another connects, in threads of this process. */
  private static void converse(List<String> options, String... more) throws Exception {
    String port = "" + freePort();
    List<String> listener = new ArrayList<>(options);
    listener.addAll(List.of(more));
    Thread server = Thread.ofPlatform().daemon().start(() -> nc(listener, "-l", "127.0.0.1", port));
    for (int i = 0; i < TRIES && nc(options, "localhost", port) != Main.OK; i++) {
      Thread.sleep(20);
    }
    server.join(5_000);
    AotTransfers.fillAPipe();
    waitInAVirtualThread();
  }

  /** As at the end of a TLS listener that has sent nothing. */
  private static void waitInAVirtualThread() throws InterruptedException {
    Object silence = new Object();
    Thread.ofVirtual().start(() -> await(silence)).join();
  }

  private static void await(Object silence) {
    synchronized (silence) {
      try {
        silence.wait(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What the end of a conversation asks where the input is a pipe that stays open. */
  private static void lookForAClosedPeer() throws IOException {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK)) {
      try (Connection peer = Connection.of(visitor(listener))) {
        PeerCloseDetector.hasClosed(peer);
        peer.socket().awaitReadable(Deadline.NEVER); // by poll(2), as some ends of a session do
        waitForMuch(peer.socket());
        peer.closeWrite();
      }
    }
  }

  /** The wait of a transfer through a pipe, which finds no bytes at its first try. */
  private static void waitForMuch(Socket readable) throws IOException {
    int[] tries = {0};
    readable.tryReading(
        "splice", fd -> tries[0]++ == 0 ? -Errno.EAGAIN.number() : 0, Deadline.NEVER);
  }

  /** An accepted connection whose client has closed it. */
  private static Socket visitor(Socket listener) throws IOException {
    try (Socket client = Socket.open()) {
      client.connect(listener.localAddress());
      return listener.accept();
    }
  }

  private static int nc(List<String> options, String... more) {
    List<String> line = new ArrayList<>(List.of("nc"));
    line.addAll(options);
    line.addAll(List.of(more));
    return Main.run(line.toArray(String[]::new));
  }

  private static int freePort() throws IOException {
    try (Socket socket = Socket.listener(0)) {
      return ((Inet) socket.localAddress()).port();
    }
  }
}
