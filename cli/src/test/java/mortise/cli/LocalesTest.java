package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mortise.net.ByteText;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.process.ChildConfig;
import mortise.process.ChildProcess;
import mortise.process.ChildStream;
import mortise.process.PlainDescriptor;
import mortise.process.ProcessGroup;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments and names are bytes, in every locale, also where no launcher has set one. */
final class LocalesTest {
  /** UTF-8, a byte that is none, C1's CSI, and an escape sequence. */
  private static final String ODD = "é\udcff\udc9b\033[2J";

  @TempDir Path folder;

  private record Ended(int status, byte[] out, String err) {}

  @ParameterizedTest
  @ValueSource(strings = {"C", "no_SUCH", ""})
  void recordHasTheNameThatWasGiven(String locale) throws Exception {
    try (Socket listener = listener()) {
      Path record = folder.resolve(ByteText.path(ODD));
      String port = Integer.toString(((Inet) listener.localAddress()).port());
      Thread.startVirtualThread(() -> answer(listener));
      Ended ended = run(locale, "nc", "-o", ByteText.of(record), "127.0.0.1", port);
      assertThat(ended.err()).isEmpty();
      assertThat(record).hasContent("hello");
    }
  }

  private static void answer(Socket listener) {
    try (Socket peer = listener.accept()) {
      peer.sendAll("hello".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void commandLineOfTheShellCarriesItsBytes(String locale) throws Exception {
    try (Socket listener = Socket.open(Family.UNIX, Type.STREAM)) {
      Unix path = Unix.of(folder + "/" + ODD);
      listener.bind(path);
      listener.listen(1);
      String line = "printf %s '" + ODD + "' \"$LC_ALL\"";
      Thread server =
          Thread.startVirtualThread(() -> {
            try (Socket peer = listener.accept()) {
              byte[] all = peer.recv(4096);
              assertThat(ByteText.decode(all)).startsWith(ODD);
              Files.write(folder.resolve("seen"), all);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      Ended ended = run(locale, "nc", "-U", "-c", line, ByteText.of(path.path()));
      server.join();
      assertThat(ended.err()).isEmpty();
      assertThat(Files.readAllBytes(folder.resolve("seen")))
          .isEqualTo(ByteText.encode(ODD + locale));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc -o ODD 127.0.0.1 1", "serve files ODD", "ODD"})
  void messagesQuoteNamesEscapedAndOnOneLine(String line) throws Exception {
    Ended ended = run("C", words(line));
    assertThat(ended.status()).isNotZero();
    assertThat(ended.err().lines()).hasSize(1).allMatch(LocalesTest::isPrintable);
  }

  /** In this JVM, since a start takes long. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "relay file:ODD -",
        "relay tcp:127.0.0.1:1,through=http://ODD -",
        "serve echo ODD",
        "serve echo 0 --proxy-from ODD",
        "ping ODD",
        "run ODD",
        "bench ODD",
        "completion ODD"
      })
  void messagesOfVerbsQuoteNamesEscapedAndOnOneLine(String line) {
    StringWriter err = new StringWriter();
    int status = Verbs.run(new PrintWriter(new StringWriter()), new PrintWriter(err), words(line));
    assertThat(status).isNotZero();
    assertThat(err.toString().lines()).hasSize(1).allMatch(LocalesTest::isPrintable);
  }

  private static String[] words(String line) {
    String odd = "/none/é\udcff\u009b2J\n\033[2J\u202e";
    return Stream.of(line.split(" ")).map(word -> word.replace("ODD", odd)).toArray(String[]::new);
  }

  private static boolean isPrintable(String line) {
    return line.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || c == 0x202e || c >= 0xd800 && c < 0xe000);
  }

  private static Socket listener() throws IOException {
    return Socket.listener(Inet4.LOOPBACK);
  }

  /** Runs the command in a locale, and without input. */
  private static Ended run(String locale, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "-u", "LANG", "-u", "LC_CTYPE"));
    command.addAll(locale.isEmpty() ? List.of("-u", "LC_ALL") : List.of("LC_ALL=" + locale));
    command.addAll(Mortise.command((Object[]) words));
    ChildConfig plan =
        new ChildConfig(
            command,
            Map.of(),
            Optional.empty(),
            new ChildConfig.Streams(ChildStream.NOTHING, ChildStream.PIPE, ChildStream.PIPE),
            ProcessGroup.OWN);
    try (ChildProcess child = ChildProcess.start(plan)) {
      byte[][] read = new byte[2][];
      Thread out = Thread.startVirtualThread(() -> read[0] = all(child.stdout().orElseThrow()));
      read[1] = all(child.stderr().orElseThrow());
      out.join();
      return new Ended(child.waitFor().status(), read[0], ByteText.decode(read[1]));
    }
  }

  private static byte[] all(PlainDescriptor from) {
    var bytes = new ByteArrayOutputStream();
    try {
      byte[] buffer = new byte[4096];
      for (int n; (n = from.read(buffer)) > 0; ) {
        bytes.write(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }
}
