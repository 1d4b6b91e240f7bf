package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.cli.Mortise;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** nc as a program: what only a process of its own has. */
final class ProcessTest {
  private static final int ODD = 3_000_001;

  /** The command, for a shell. */
  private static String nc(Object... args) {
    List<String> words = Program.words(Mortise.command("nc"), List.of(args));
    return String.join(" ", words.stream().map(word -> "'" + word + "'").toList());
  }

  private static Program shell(String line) throws Exception {
    return Program.start("bash", "-c", line);
  }

  private static int port(Socket listener) throws Exception {
    return ((Inet) listener.localAddress()).port();
  }

  @Test
  void filesGoBothWays(@TempDir Path folder) throws Exception {
    byte[] there = Data.random(ODD, 11);
    byte[] back = Data.random(ODD + 76_543, 12);
    Path in = Files.write(folder.resolve("in"), there);
    Path out = folder.resolve("out");
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Program nc = shell(nc("127.0.0.1", port(listener)) + " <" + in + " >" + out);
        Socket peer = listener.accept()) {
      Thread speaking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  peer.sendAll(back);
                  peer.shutdown(mortise.net.Shutdown.WR);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertArrayEquals(there, peer.inputStream().readAllBytes());
      speaking.join();
      assertEquals(new Program.Ended(0, "", ""), nc.end());
    }
    assertArrayEquals(back, Files.readAllBytes(out));
  }

  @Test
  void closedStandardInputIsAnEnd() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Program nc = shell(nc("127.0.0.1", port(listener)) + " <&-");
        Socket peer = listener.accept()) {
      assertEquals(0, peer.inputStream().readAllBytes().length);
      peer.sendAll("answer".getBytes());
      peer.shutdown(mortise.net.Shutdown.WR);
      assertEquals(new Program.Ended(0, "answer", ""), nc.end());
    }
  }

  /** As the launcher has it, and as a JVM is started without the launcher. */
  @ParameterizedTest
  @ValueSource(strings = {" >&-", " 1</dev/null"})
  void closedStandardOutputIsTold(String closed) throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Program nc = shell(nc("127.0.0.1", port(listener)) + closed + " </dev/null");
        Socket peer = listener.accept()) {
      peer.sendAll("x".getBytes());
      Program.Ended ended = nc.end();
      assertEquals(2, ended.status(), ended.err());
      assertTrue(ended.err().contains("Bad file descriptor"), ended.err());
    }
  }

  @Test
  void fullDiskIsTold() throws Exception {
    for (String where : List.of(" >/dev/full", " -o /dev/full")) {
      try (Socket listener = Socket.listener(Inet4.LOOPBACK);
          Program nc = shell(nc("127.0.0.1", port(listener)) + where + " </dev/null");
          Socket peer = listener.accept()) {
        peer.sendAll("x".getBytes());
        Program.Ended ended = nc.end();
        assertEquals(2, ended.status());
        assertTrue(ended.err().contains("No space left on device"), ended.err());
      }
    }
  }

  @Test
  void brokenPipeIsAsIfASignalHadEndedIt() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Program nc =
            shell(nc("127.0.0.1", port(listener)) + " | head -c 3; echo \" ${PIPESTATUS[0]}\"");
        Socket peer = listener.accept()) {
      Thread.ofVirtual().start(() -> sendUntilItBreaks(peer));
      nc.awaitOutput(" 141");
      assertEquals(new Program.Ended(0, "abc 141\n", ""), nc.end());
    }
  }

  /** Whoever reads may go at any moment, and the writer learns of it by its next write. */
  private static void sendUntilItBreaks(Socket peer) {
    try {
      while (true) {
        peer.sendAll("abc".getBytes());
        Thread.sleep(10);
      }
    } catch (java.io.IOException | InterruptedException _) {
      // nc has ended.
    }
  }

  @Test
  void signalsEndIt() throws Exception {
    try (Program one = Mortise.start("nc", "-lv", "127.0.0.1", "0");
        Program two = Mortise.start("nc", "-lkv", "127.0.0.1", "0")) {
      one.awaitError("Listening on ");
      two.awaitError("Listening on ");
      assertEquals(130, one.signal("INT").end().status());
      assertEquals(143, two.signal("TERM").end().status());
    }
  }

  /** A shell's script goes on after a command that has only returned 130. */
  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  @NeedsLinux("the end by a signal")
  void endsByTheSignalItself(String name) throws Exception {
    String parent =
        """
        import signal, subprocess, sys
        number = signal.Signals["SIG" + sys.argv[1]]
        child = subprocess.Popen(sys.argv[2:], stderr=subprocess.PIPE)
        while b"Listening on " not in child.stderr.readline(): pass
        child.send_signal(number)
        print(child.wait() == -number, child.stderr.read())
        """;
    List<String> line = Program.words(name, Mortise.command("nc", "-lv", "127.0.0.1", "0"));
    try (Program python = Python.start(parent, line.toArray())) {
      assertEquals(Python.printed("True b''\n"), python.end());
    }
  }

  /** LuaJ is on the class path, which a module reads only where it says so. */
  @Test
  void scriptServesInAProcessOfItsOwn(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("s.lua"), "print(io.read():upper())");
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Program nc = Mortise.start("nc", "--lua-exec", script, "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      peer.sendAll("hello\n".getBytes());
      assertEquals("HELLO\n", new String(peer.inputStream().readAllBytes()));
      peer.shutdown(mortise.net.Shutdown.WR);
      assertEquals(new Program.Ended(0, "", ""), nc.end());
    }
  }

  /** The JVM would print what its threads do into the midst of the data. */
  @Test
  @NeedsLinux("the default action of SIGQUIT")
  void quitEndsItAndPrintsNothing() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Program nc = Mortise.start("nc", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      peer.sendAll("hello\n".getBytes());
      nc.awaitOutput("hello\n");
      assertEquals(new Program.Ended(128 + 3, "hello\n", ""), nc.signal("QUIT").end());
    }
  }

  @Test
  @NeedsLinux("descriptor passing")
  void descriptorIsPassed() throws Exception {
    String receiver =
        """
        import array, os, socket, subprocess, sys
        ours, theirs = socket.socketpair(socket.AF_UNIX)
        child = subprocess.Popen(sys.argv[1:], stdout=theirs)
        theirs.close()
        _, fds, _, _ = socket.recv_fds(ours, 1, 1)
        s = socket.socket(fileno=fds[0])
        child.wait()
        s.sendall(b"passed on")
        print(child.returncode)
        """;
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Program python =
            Program.start(
                "python3",
                "-c",
                receiver,
                Mortise.command("nc", "-F", "127.0.0.1", port(listener)));
        Socket peer = listener.accept()) {
      assertEquals("passed on", new String(peer.inputStream().readAllBytes()));
      assertEquals(new Program.Ended(0, "0\n", ""), python.end());
    }
  }
}
