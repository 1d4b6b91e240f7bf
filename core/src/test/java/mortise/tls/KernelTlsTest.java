package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import mortise.net.Inet4;
import mortise.net.Option;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.KernelFeature;
import mortise.testing.Loopback;
import mortise.testing.NeedsKernel;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.tls.TlsPair.Carrier;
import mortise.tls.TrafficSecret.Suite;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code kernelTls()}: files that the kernel encrypts. */
final class KernelTlsTest {
  private static final int SIZE = 3_000_001;

  /** Emulated processors encrypt and decrypt some MB in a second. */
  private static final int BIG = 64 << 20;

  private static final String NO_UPDATE =
      "write: the peer requests a key update, which kernel TLS has from Linux 6.14 on";

  /** Whether the kernel, where it has TLS at all, can change its key. */
  private static final boolean CHANGES_KEYS =
      KernelSender.isAtLeast(System.getProperty("os.version"), 6, 14);

  @TempDir private static Path folder;
  private static Authority authority;
  private static TlsServer server;
  private static Path file;
  private static byte[] bytes;

  @BeforeAll
  static void prepare() throws Exception {
    authority = Authority.in(folder);
    server = TlsServer.of(authority.issue("a.example").identity()).kernelTls();
    bytes = new byte[SIZE];
    new SplittableRandom(13).nextBytes(bytes);
    file = Files.write(folder.resolve("file"), bytes);
  }

  private static TlsClient client() throws IOException {
    return TlsClient.of(authority.trust());
  }

  /** The number of sending sockets that the kernel has encrypted for, of this network. */
  private static long kernelSenders() throws IOException {
    return counter("TlsTxSw");
  }

  /** A counter of the kernel's TLS, of this network; 0 if it has none of this name. */
  private static long counter(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/net/tls_stat")).stream()
        .map(line -> line.split("\\s+"))
        .filter(row -> row[0].equals(name))
        .mapToLong(row -> Long.parseLong(row[1]))
        .sum();
  }

  private static void sendAll(Connection from) throws IOException {
    from.write("before");
    assertThat(from.sendFile(file, 0, Long.MAX_VALUE)).isEqualTo(SIZE);
    from.write("between");
    assertThat(from.sendFile(file, SIZE - 1000, 999)).isEqualTo(999);
    assertThat(from.sendFile(file, SIZE, 1)).isZero();
    from.write("after");
    from.closeWrite();
    assertThatThrownBy(() -> from.write("too late"))
        .hasMessage("write: the connection is closed for writing");
  }

  private static void receiveAll(Connection to) throws IOException {
    assertThat(to.readExactly(6)).asString().isEqualTo("before");
    assertThat(to.readExactly(SIZE)).isEqualTo(bytes);
    assertThat(to.readExactly(7)).asString().isEqualTo("between");
    assertThat(to.readExactly(999)).endsWith(bytes[SIZE - 2]);
    assertThat(to.readExactly(5)).asString().isEqualTo("after");
    assertThat(to.read(new byte[1])).isEqualTo(-1);
  }

  /** Sends a line from the client to the server, and all back. */
  private static String talk(Carrier carrier, TlsServer tls, TlsClient user) throws Exception {
    try (TlsPair pair = TlsPair.open(carrier, tls, user)) {
      Running<Object> sender =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                String line = pair.server().readLine(100);
                sendAll(pair.server());
                return line;
              });
      pair.client().write("send\n");
      receiveAll(pair.client());
      assertThat(sender.end().returned()).isEqualTo("send");
      return "" + pair.server();
    }
  }

  @ParameterizedTest
  @EnumSource
  void filesAreExactWhereTheKernelCannotEncrypt(Carrier carrier) throws Exception {
    TlsServer old = server.versions("TLSv1.2");
    assertThat(talk(carrier, old, client())).endsWith("over TLSv1.2");
  }

  @Test
  void withTheJdksEngineTheSettingHasNoEffect() throws Exception {
    assertThat(talk(Carrier.TCP4, server.engine(TlsEngine.JDK), client())).endsWith("over TLSv1.3");
  }

  @Test
  void olderKernelsAreNotAsked() {
    assertThat(KernelSender.isAtLeast("6.12.117+deb12-amd64", 6, 12)).isTrue();
    assertThat(KernelSender.isAtLeast("10.0", 6, 12)).isTrue();
    assertThat(KernelSender.isAtLeast("6.11.9", 6, 12)).isFalse();
    assertThat(KernelSender.isAtLeast("5.15.0", 6, 12)).isFalse();
    assertThat(KernelSender.isAtLeast("unknown", 6, 12)).isFalse();
  }

  /** Only the outer connection has no socket of its own. */
  @Test
  void layerBetweenTheSocketAndTlsExcludesTheKernel() throws Exception {
    assertThat(talk(Carrier.TLS, server, client())).endsWith("over TLSv1.3");
  }

  @ParameterizedTest
  @EnumSource
  @NeedsKernel(KernelFeature.KTLS)
  void kernelEncryptsForEngine(TlsEngine peer) throws Exception {
    for (Suite suite : Suite.values()) {
      long before = kernelSenders();
      assertThat(talk(Carrier.TCP4, server.cipherSuites("" + suite), client().engine(peer)))
          .as("" + suite)
          .endsWith("over TLSv1.3 by the kernel");
      assertThat(kernelSenders()).isGreaterThan(before);
    }
  }

  @Test
  @NeedsKernel(KernelFeature.KTLS)
  void clientSendsByTheKernelToo() throws Exception {
    try (TlsPair pair = TlsPair.open(Carrier.TCP6, server, client().kernelTls())) {
      Running<Object> sender =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                sendAll(pair.client());
                return null;
              });
      receiveAll(pair.server());
      sender.end().returned();
      assertThat(pair.client()).asString().endsWith("by the kernel");
      assertThat(pair.server()).asString().endsWith("over TLSv1.3");
    }
  }

  /** By strace(1) of this process. Of the other calls, close_notify is the only one. */
  @Test
  @NeedsKernel(KernelFeature.KTLS)
  void fileIsNotCopiedToThisProcess() throws Exception {
    Path trace = folder.resolve("trace");
    try (TlsPair pair = TlsPair.open(Carrier.TCP4, server, client())) {
      pair.server().sendFile(file, 0, 1);
      assertThat(pair.client().readExactly(1)).containsExactly(bytes[0]);
      try (Program strace =
          Program.start(
              List.of("strace", "-ff", "-e", "trace=" + String.join(",", SENDING), "-o", trace),
              List.of("-s", "0", "-p", ProcessHandle.current().pid()))) {
        strace.awaitError("attached");
        Running<Object> sender =
            Running.start(
                Threads.VIRTUAL,
                () -> {
                  pair.server().sendFile(file, 0, SIZE);
                  pair.server().closeWrite();
                  return null;
                });
        assertThat(pair.client().readExactly(SIZE)).isEqualTo(bytes);
        assertThat(pair.client().read(new byte[1])).isEqualTo(-1);
        sender.end().returned();
        strace.signal("INT").end();
      }
      int fd = pair.below().second().fileno();
      assertThat(sent(List.of("sendfile"), fd)).isEqualTo(SIZE);
      assertThat(sent(SENDING, fd)).isEqualTo(SIZE + 2);
    }
  }

  private static final List<String> SENDING =
      List.of("sendfile", "splice", "write", "writev", "sendto", "sendmsg", "sendmmsg");

  /** What these calls have sent to a descriptor; strace has a file for each thread. */
  private static long sent(List<String> calls, int fd) throws IOException {
    Pattern call = Pattern.compile("(%s)\\(%d, .* = (\\d+)".formatted(String.join("|", calls), fd));
    long sum = 0;
    try (DirectoryStream<Path> traces = Files.newDirectoryStream(folder, "trace.*")) {
      for (Path trace : traces) {
        sum +=
            Files.readAllLines(trace).stream()
                .map(call::matcher)
                .filter(Matcher::matches)
                .mapToLong(matcher -> Long.parseLong(matcher.group(2)))
                .sum();
      }
    }
    return sum;
  }

  @Test
  @NeedsKernel(KernelFeature.KTLS)
  void missingFileLeavesTheConnectionAsItIs() throws Exception {
    try (TlsPair pair = TlsPair.open(Carrier.TCP4, server, client())) {
      assertThatThrownBy(() -> pair.server().sendFile(folder.resolve("none"), 0, 1))
          .isInstanceOf(NoSuchFileException.class);
      pair.server().write("well\n");
      assertThat(pair.client().readLine(10)).isEqualTo("well");
    }
  }

  /** The last records wait for room in the kernel, and close does not cut them off. */
  @ParameterizedTest
  @EnumSource
  @NeedsKernel(KernelFeature.KTLS)
  void closeLosesNothingOfASlowReader(TlsEngine peer) throws Exception {
    try (TlsPair pair = TlsPair.open(Carrier.TCP4, server, client().engine(peer))) {
      pair.below().second().option(Option.SO_SNDBUF, 20_000);
      Running<Object> sender =
          Running.parked(
              Threads.VIRTUAL,
              () -> {
                pair.server().sendFile(file, 0, SIZE);
                pair.server().close();
                return null;
              });
      assertThat(pair.client().readExactly(SIZE)).isEqualTo(bytes);
      assertThat(pair.client().read(new byte[1])).as("close_notify").isEqualTo(-1);
      sender.end().returned();
    }
  }

  @Test
  @NeedsKernel(KernelFeature.KTLS)
  void alertGoesThroughTheKernel() throws Exception {
    try (TlsPair pair = TlsPair.open(Carrier.TCP4, server, client())) {
      pair.server().sendFile(file, 0, 1);
      byte[] garbage = new byte[5 + 40];
      System.arraycopy(new byte[] {23, 3, 3, 0, 40}, 0, garbage, 0, 5);
      pair.below().first().sendAll(garbage);
      assertThatThrownBy(() -> pair.server().read(new byte[1])).isInstanceOf(SSLException.class);
      assertThat(pair.client().readExactly(1)).containsExactly(bytes[0]);
      assertThatThrownBy(() -> pair.client().read(new byte[1]))
          .hasMessageContaining("bad_record_mac");
    }
  }

  @Test
  @NeedsKernel(KernelFeature.KTLS)
  void serverOfTheLibrarySendsTheWholeFileToOpenssl() throws Exception {
    Path big = folder.resolve("big");
    try (OutputStream out = Files.newOutputStream(big)) {
      for (int i = 0; i < BIG; i += SIZE) {
        out.write(bytes);
      }
    }
    Path received = folder.resolve("received");
    try (Server serving =
            Server.of(c -> c.sendFile(big, 0, Long.MAX_VALUE))
                .listen(Inet4.LOOPBACK)
                .through(server::accept)
                .open();
        Program openssl =
            Program.start(
                "sh",
                "-c",
                "exec openssl s_client -quiet -connect $0 -CAfile $1 >$2",
                serving.address(),
                authority.certificate(),
                received)) {
      assertThat(openssl.end().err()).doesNotContain("error");
      assertThat(Files.size(received)).isEqualTo(Files.size(big));
      assertThat(Files.mismatch(received, big)).isEqualTo(-1);
    }
  }

  /** {@code K} of s_client is a KeyUpdate that requests one, {@code k} one that does not. */
  @Test
  @NeedsKernel(KernelFeature.KTLS)
  void keyUpdateThatThePeerRequestsIsAnsweredOrReported() throws Exception {
    try (Serving serving =
            Serving.of(
                Loopback.TCP4,
                server::accept,
                c -> {
                  c.sendFile(file, 0, 1);
                  for (String line; (line = c.readLine(100)) != null; ) {
                    c.write("got " + line + "\n");
                  }
                });
        Program openssl =
            Program.start(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + serving.port(),
                "-CAfile",
                authority.certificate())) {
      openssl.say("one\n").awaitOutput("got one").say("k\n").awaitError("KEYUPDATE");
      openssl.say("two\n").awaitOutput("got two").say("K\n");
      openssl.awaitErrors("KEYUPDATE", 2).say("three\n");
      if (CHANGES_KEYS) {
        long before = counter("TlsTxRekeyOk");
        openssl.awaitOutput("got three").say("K\n").awaitErrors("KEYUPDATE", 3);
        openssl.say("four\n").awaitOutput("got four");
        assertThat(serving.failures).isEmpty();
        assertThat(counter("TlsTxRekeyOk")).isGreaterThan(before);
      } else {
        assertThat(serving.failures.poll(5, TimeUnit.MINUTES)).hasMessageStartingWith(NO_UPDATE);
        assertThat(openssl.end().out()).doesNotContain("got three");
      }
    }
  }

  /** startHandshake of an established connection is a KeyUpdate that requests one. */
  @Test
  @NeedsKernel(KernelFeature.KTLS)
  void keyUpdateRequestedDuringAFileLeavesTheFileWhole() throws Exception {
    try (Socket listener = Loopback.TCP4.listener();
        SSLSocket peer = jdkSocket((Inet4) listener.localAddress());
        Socket accepted = listener.accept()) {
      accepted.option(Option.SO_SNDBUF, 100_000);
      Running<Object> shaking =
          Running.start(
              Threads.PLATFORM,
              () -> {
                peer.startHandshake();
                return null;
              });
      Connection sender = server.accept(Connection.of(accepted));
      shaking.end().returned();
      Running<Object> sending =
          Running.parked(Threads.VIRTUAL, () -> sender.sendFile(file, 0, SIZE));
      peer.startHandshake();
      peer.getOutputStream().write("updated\n".getBytes());
      assertThat(sender.readLine(10)).isEqualTo("updated");
      assertThat(peer.getInputStream().readNBytes(SIZE)).isEqualTo(bytes);
      assertThat(sending.end().returned()).isEqualTo((long) SIZE);
      if (CHANGES_KEYS) {
        assertThat(sender.sendFile(file, 0, 1000)).isEqualTo(1000);
        sender.close();
        assertThat(peer.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOf(bytes, 1000));
      } else {
        assertThatThrownBy(() -> sender.sendFile(file, 0, 1000))
            .isInstanceOf(SocketException.class)
            .hasMessageStartingWith(NO_UPDATE);
        sender.close();
        assertThat(peer.getInputStream().readAllBytes()).isEmpty();
      }
    }
  }

  private static SSLSocket jdkSocket(Inet4 address) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {authority.trust().manager()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
    socket.setReceiveBufferSize(20_000);
    socket.connect(address.toJava());
    return socket;
  }
}
