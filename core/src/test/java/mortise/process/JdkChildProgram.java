package mortise.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import mortise.net.Deadline;
import mortise.net.Inet4;
import mortise.net.Platform;
import mortise.net.Socket;
import mortise.testing.Loopback;

/** Children of a process on the layer over NIO: prints what they do. */
final class JdkChildProgram {
  private JdkChildProgram() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("layer " + Platform.current());
    pipes();
    status();
    ends();
    errors();
    socket();
  }

  private static void pipes() throws IOException {
    ChildConfig config =
        ChildConfig.ofShell("read line; echo \"$line $GREETING\"; echo wrong >&2; cat")
            .with("GREETING", "you")
            .streams(ChildStream.PIPE, ChildStream.PIPE, ChildStream.SAME);
    try (ChildProcess child = ChildProcess.start(config)) {
      PlainDescriptor in = child.stdin().orElseThrow();
      in.write("hello\n".getBytes(UTF_8));
      String first = line(child);
      String second = line(child);
      in.write(new byte[1 << 18]); // more than pipes hold: the child copies it back
      in.close();
      int count = 0;
      byte[] part = new byte[1 << 13];
      for (int more; (more = child.stdout().orElseThrow().read(part)) > 0; ) {
        count += more;
      }
      System.out.println(first + ", " + second + ", " + count + ", " + child.waitFor());
    }
  }

  private static String line(ChildProcess child) throws IOException {
    StringBuilder line = new StringBuilder();
    byte[] one = new byte[1];
    while (child.stdout().orElseThrow().read(one) > 0 && one[0] != '\n') {
      line.append((char) one[0]);
    }
    return line.toString();
  }

  private static void status() throws IOException {
    ChildConfig config =
        ChildConfig.ofShell("exit 7")
            .streams(ChildStream.NOTHING, ChildStream.INHERIT, ChildStream.INHERIT);
    try (ChildProcess child = ChildProcess.start(config)) {
      System.out.println(child.waitFor() + " " + child.isAlive() + " " + child.signal(0));
    }
  }

  /** The group is the child and what it has started. */
  private static void ends() throws IOException {
    ChildConfig config = ChildConfig.ofShell("sleep 600 & echo started; wait");
    try (ChildProcess child = ChildProcess.start(config)) {
      line(child);
      List<ProcessHandle> all = ProcessHandle.of(child.pid()).orElseThrow().descendants().toList();
      try {
        child.waitFor(Deadline.after(Duration.ofMillis(1)));
      } catch (SocketTimeoutException e) {
        System.out.println("timed out");
      }
      child.stop(Duration.ofSeconds(60));
      all.forEach(each -> each.onExit().join());
      System.out.println(all.size() + " ended, " + child.waitFor());
    }
  }

  private static void errors() {
    try (ChildProcess child = ChildProcess.start(ChildConfig.of("/no/such/program"))) {
      System.out.println("started " + child);
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
    try (Pty terminal = Pty.open()) {
      System.out.println("opened " + terminal);
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }

  /** A socket that the child has, and nobody else once it is closed here. */
  private static void socket() throws IOException {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK.withPort(0));
        Socket client = Loopback.TCP4.client(listener.localAddress());
        ChildProcess child = served(listener)) {
      client.sendAll("one\n".getBytes(UTF_8));
      StringBuilder text = new StringBuilder();
      for (byte[] part; (part = client.recv(64)).length > 0; ) {
        text.append(new String(part, UTF_8));
      }
      System.out.println(text.toString().strip() + ", " + child.waitFor());
    }
  }

  private static ChildProcess served(Socket listener) throws IOException {
    try (Socket peer = listener.accept()) {
      ChildStream stream = ChildStream.of(peer.fileno());
      return ChildProcess.start(
          ChildConfig.ofShell("read line; echo got $line")
              .streams(stream, stream, ChildStream.INHERIT));
    }
  }
}
