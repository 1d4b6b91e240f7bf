package mortise.cli.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.cli.Mortise;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes a process of its own: standard streams, descriptors, signals, exit status. */
class RelayCommandTest {
  @TempDir Path folder;

  @Test
  void standardStreamsAreAnAddress() throws Exception {
    byte[] bytes = new byte[1_111_111];
    RandomGenerator.getDefault().nextBytes(bytes);
    Path in = Files.write(folder.resolve("in"), bytes);
    Path out = folder.resolve("out");
    for (String line : new String[] {"%s <%s >%s", "cat <%2$s | %1$s | cat >%3$s"}) {
      String relay = String.join(" ", Mortise.quoted("relay", "-", "exec:cat"));
      Program shell = Program.start("sh", "-c", line.formatted(relay, in, out));
      assertThat(shell.end()).isEqualTo(new Program.Ended(0, "", ""));
      assertThat(out).hasBinaryContent(bytes);
    }
  }

  @Test
  void descriptorIsAnAddress() throws Exception {
    Path in = Files.writeString(folder.resolve("in"), "by number");
    String relay = String.join(" ", Mortise.quoted("relay", "fd:3", "fd:4"));
    Program shell = Program.start("sh", "-c", relay + " 3<" + in + " 4>" + folder.resolve("out"));
    assertThat(shell.end()).isEqualTo(new Program.Ended(0, "", ""));
    assertThat(folder.resolve("out")).hasContent("by number");
  }

  /** A JVM has its own file of classes there, when nothing has been put in the place. */
  @Test
  void closedStandardStreamIsNoFileOfTheJvm() throws Exception {
    Path out = folder.resolve("out");
    String one = String.join(" ", Mortise.quoted("relay", "-", "file:" + out));
    Program reads = Program.start("sh", "-c", one + " <&-");
    assertThat(reads.end()).isEqualTo(new Program.Ended(0, "", ""));
    assertThat(out).isEmptyFile();
    String two = String.join(" ", Mortise.quoted("relay", "fd:0", "file:" + out));
    assertThat(Program.start("sh", "-c", two + " <&-").end())
        .satisfies(end -> assertThat(end.status()).isEqualTo(2))
        .satisfies(end -> assertThat(end.err()).contains("descriptor 0 is not open"));
    Path in = Files.writeString(folder.resolve("in"), "data");
    String three = String.join(" ", Mortise.quoted("relay", "file:" + in, "-"));
    assertThat(Program.start("sh", "-c", three + " >&-").end())
        .satisfies(end -> assertThat(end.status()).isEqualTo(2))
        .satisfies(end -> assertThat(end.err()).contains("Bad file descriptor"));
  }

  @Test
  void fullDiskIsNoFaultOfTheNetwork() throws Exception {
    for (String second : new String[] {"file:/dev/full", "stdio"}) {
      String relay = String.join(" ", Mortise.quoted("relay", "-u", "sh:echo x", second));
      Program shell = Program.start("sh", "-c", relay + " >/dev/full");
      Program.Ended ended = shell.end();
      assertThat(ended.status()).isEqualTo(2);
      assertThat(ended.toString()).contains("No space left on device");
    }
  }

  @Test
  void inetdsSocketIsStandardInputAndOutput() throws Exception {
    String relay = String.join(" ", Mortise.quoted("relay", "stdio", "exec:cat"));
    Path path = folder.resolve("s");
    Path script = Files.writeString(folder.resolve("script"), "exec " + relay);
    try (Program inetd =
            Program.start("socat", "UNIX-LISTEN:" + path, "EXEC:sh " + script + ",nofork");
        Talker talker =
            Talker.start(
                folder,
                345_679,
                "socat",
                "-t",
                "60",
                "STDIO",
                "UNIX-CONNECT:" + path + ",retry=1000,interval=0.02")) {
      assertThat(talker.heard()).isEqualTo(talker.said());
      assertThat(inetd.end().status()).isZero();
    }
  }

  @Test
  void ctrlCEndsItAndWhatItHasStarted() throws Exception {
    Path socket = folder.resolve("s");
    Path pid = folder.resolve("pid");
    try (Program relay =
            Mortise.start(
                "relay",
                "-v",
                "unix-listen:" + socket + ",fork",
                "sh:echo $$ >" + pid + "; exec sleep 1000");
        Program client =
            Program.start(
                "socat", "STDIO", "UNIX-CONNECT:" + socket + ",retry=3000,interval=0.02")) {
      mortise.testing.Until.holds(() -> Files.exists(pid) && Files.size(pid) > 1);
      relay.signal("INT");
      assertThat(relay.end().status()).isEqualTo(130);
      assertThat(socket).doesNotExist();
      assertThat(Path.of("/proc/" + Files.readString(pid).strip())).doesNotExist();
      assertThat(client.end().status()).isZero();
    }
  }

  @Test
  void watchersSeeTheBytes() throws Exception {
    Path capture = folder.resolve("x.pcapng");
    Path output = folder.resolve("all");
    try (Program relay =
        Mortise.start(
            "relay",
            "-v",
            "--pcap",
            capture,
            "-o",
            output,
            "--report",
            "--hexdump",
            "tcp-listen:127.0.0.1:0",
            "exec:cat")) {
      relay.awaitError("listening at ");
      Matcher port = Pattern.compile("listening at 127.0.0.1:(\\d+)").matcher(relay.toString());
      assertThat(port.find()).isTrue();
      Program socat = Program.start("socat", "-t", "20", "STDIO", "TCP:127.0.0.1:" + port.group(1));
      assertThat(socat.say("hello\n").endInput().end().out()).isEqualTo("hello\n");
      Program.Ended ended = relay.end();
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.err()).contains("sent 6 B, received 6 B").contains("hello.");
      assertThat(output).hasContent("hello\nhello\n");
      Program tshark =
          Program.start(
              "tshark", "-r", capture, "-Y", "tcp.payload", "-T", "fields", "-e", "tcp.payload");
      assertThat(tshark.end().out().strip().split("\n")).containsOnly("68656c6c6f0a");
    }
  }

  /** What is no socket is captured as if it were one. */
  @Test
  void captureDoesNotNeedSockets() throws Exception {
    Path capture = folder.resolve("x.pcapng");
    try (Program relay = Mortise.start("relay", "--pcap", capture, "-", "exec:cat")) {
      Program.Ended ended = relay.say("hello\n").endInput().end();
      assertThat(ended).isEqualTo(new Program.Ended(0, "hello\n", ""));
      Program tshark = Program.start("tshark", "-r", capture, "-T", "fields", "-e", "tcp.payload");
      assertThat(tshark.end().out().strip().split("\\s+")).containsOnly("68656c6c6f0a");
    }
  }

  @Test
  void outputThatNobodyReadsEndsQuietly() throws Exception {
    String relay = String.join(" ", Mortise.quoted("relay", "sh:yes", "-"));
    Program shell = Program.start("sh", "-c", "(" + relay + "; echo $? >&2) | head -1");
    assertThat(shell.end()).isEqualTo(new Program.Ended(0, "y\n", "0\n"));
  }
}
