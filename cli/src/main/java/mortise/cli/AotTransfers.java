package mortise.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import mortise.cli.flow.DescriptorConnection;
import mortise.cli.nc.CommandName;
import mortise.cli.nc.Ncat;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.process.OpenMode;
import mortise.process.Pipe;
import mortise.process.PlainDescriptor;

/**
 * The sessions of {@link AotTraining} for each kind of standard input and output: the kernel moves
 * the bytes of pipes and files, and each on a path with classes of its own.
 *
 * <p>Both ends have something to send, and the input is late, so that no session depends on which
 * thread comes first.
 */
final class AotTransfers {
  private static final int TRIES = 250;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final byte[] LINE = "x\n".getBytes(US_ASCII);
  private static final String HOST = "127.0.0.1";
  private static final Path NOTHING = Path.of("/dev/null");
  private static final Path FILE = Path.of(System.getProperty("java.home"), "release");

  private AotTransfers() {}

  /** A client for each. */
  static void ofClients() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK)) {
      String port = Integer.toString(port(listener));
      Thread nc = start(() -> Main.run("nc", "localhost", port));
      listener.timeout(PATIENCE);
      greet(listener.accept());
      nc.join(PATIENCE);
    }
    ofEach(false);
  }

  /** A listener for each. */
  static void ofListeners() throws Exception {
    int port = freePort();
    Thread nc = start(() -> Main.run("nc", "-l", HOST, Integer.toString(port)));
    greet(dial(port));
    nc.join(PATIENCE);
    ofEach(true);
  }

  private static void ofEach(boolean listens) throws Exception {
    throughPipes(listens);
    ofFile(listens);
    fillAPipe();
  }

  /** What standard input and output are in a pipeline. */
  static void fillAPipe() throws IOException {
    try (Pipe pipe = Pipe.open()) {
      pipe.writer().pipeSize(Pipe.LARGEST);
      PlainDescriptor.borrowed(pipe.writer().number()).write(LINE);
      pipe.reader().read(new byte[1]);
    }
  }

  private static void throughPipes(boolean listens) throws Exception {
    try (Pipe in = Pipe.open();
        Pipe out = Pipe.open()) {
      // As those of the process are used, which other processes have too.
      PlainDescriptor source = PlainDescriptor.borrowed(in.reader().number());
      PlainDescriptor sink = PlainDescriptor.borrowed(out.writer().number());
      converse(listens, source, sink, in.writer());
    }
  }

  private static void ofFile(boolean listens) throws Exception {
    try (PlainDescriptor in = PlainDescriptor.open(FILE, OpenMode.READ);
        PlainDescriptor out = PlainDescriptor.open(NOTHING, OpenMode.WRITE)) {
      converse(listens, in, out, null);
    }
  }

  /**
   * One session.
   *
   * @param input where its input is written, or null where that is a file
   */
  private static void converse(
      boolean listens, PlainDescriptor in, PlainDescriptor out, PlainDescriptor input)
      throws Exception {
    DescriptorConnection stdio = new DescriptorConnection(in, out, "pipes or files");
    if (listens) {
      int port = freePort();
      Thread nc = start(stdio, "-l", HOST, Integer.toString(port));
      talk(dial(port), input);
      nc.join(PATIENCE);
      return;
    }
    try (Socket listener = Socket.listener(Inet4.LOOPBACK)) {
      Thread nc = start(stdio, HOST, Integer.toString(port(listener)));
      listener.timeout(PATIENCE);
      talk(listener.accept(), input);
      nc.join(PATIENCE);
    }
  }

  private static int freePort() throws IOException {
    try (Socket socket = Socket.listener(Inet4.LOOPBACK)) {
      return port(socket);
    }
  }

  private static int port(Socket socket) throws IOException {
    return ((Inet) socket.localAddress()).port();
  }

  private static Thread start(DescriptorConnection stdio, String... words) {
    return start(() -> Ncat.run(CommandName.VERB, stdio, System.err, words));
  }

  private static Thread start(Runnable nc) {
    return Thread.ofPlatform().daemon().start(nc);
  }

  private static Socket dial(int port) throws Exception {
    for (int i = 1; ; i++) {
      Socket peer = Socket.open();
      try {
        peer.connect(HOST, port);
        return peer;
      } catch (ConnectException e) {
        peer.close();
        if (i == TRIES) {
          throw e;
        }
        Thread.sleep(PAUSE); // nothing listens there yet
      }
    }
  }

  /** Whatever the standard input of the training is, which may have no end. */
  private static void greet(Socket peer) throws Exception {
    try (peer) {
      peer.send(LINE);
      Thread.sleep(PAUSE);
    }
  }

  private static void talk(Socket peer, PlainDescriptor input) throws Exception {
    try (peer) {
      peer.timeout(PATIENCE);
      peer.send(LINE);
      Thread.sleep(PAUSE);
      if (input != null) {
        input.write(LINE);
        input.close();
      }
      byte[] bytes = new byte[8192];
      while (peer.recv(bytes) > 0) {
        // The rest comes.
      }
    }
  }
}
