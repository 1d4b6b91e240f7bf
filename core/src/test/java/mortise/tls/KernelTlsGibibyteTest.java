package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mortise.testing.KernelFeature;
import mortise.testing.Loopback;
import mortise.testing.NeedsKernel;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of 1 GiB that the kernel encrypts, each MiB of which begins with its number; the rest is a
 * hole. It takes minutes where the processor is emulated, so the lab runs it by its name alone.
 */
@NeedsKernel(KernelFeature.KTLS)
@Tag("large")
final class KernelTlsGibibyteTest {
  private static final int MIB = 1 << 20;

  /** So that neither the last record nor the last page is full. */
  private static final long SIZE = 1024L * MIB + 12_345;

  @TempDir private static Path folder;
  private static Authority authority;
  private static Path file;

  @BeforeAll
  static void prepare() throws Exception {
    authority = Authority.in(folder);
    authority.issue("a.example");
    file = folder.resolve("file");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      for (long at = 0; at < SIZE; at += MIB) {
        channel.write(numbered(at), at);
      }
      channel.write(ByteBuffer.wrap(new byte[] {1}), SIZE - 1);
    }
  }

  private static ByteBuffer numbered(long at) {
    return ByteBuffer.allocate(Long.BYTES).putLong(0, at / MIB + 1);
  }

  private static TlsServer server() throws IOException {
    return TlsServer.of(
            Identity.ofPem(folder.resolve("a.example.pem"), folder.resolve("a.example.key")))
        .cipherSuites("TLS_AES_128_GCM_SHA256");
  }

  /** s_client updates its key before each third; while it receives, it does not read its input. */
  @Test
  void serverSendsItToOpensslThroughKeyUpdates() throws Exception {
    Semaphore lines =
        new Semaphore(0); // so that s_client does not read a line and a command at once
    try (Serving serving =
            Serving.of(
                Loopback.TCP4,
                server().kernelTls()::accept,
                c -> {
                  long sent = 0;
                  for (int i = 1; i <= 3; i++) {
                    assertThat(c.readLine(10)).isEqualTo("" + i);
                    lines.release();
                    sent += c.sendFile(file, sent, i < 3 ? SIZE / 3 : Long.MAX_VALUE);
                  }
                  assertThat(sent).isEqualTo(SIZE);
                  assertThat(c).asString().endsWith("by the kernel");
                  c.closeWrite();
                });
        Program openssl =
            Program.start(
                "sh",
                "-c",
                "openssl s_client -brief -connect $0 -CAfile $1 | cmp - $2 && echo same",
                "127.0.0.1:" + serving.port(),
                authority.certificate(),
                file)) {
      for (int i = 1; i <= 3; i++) {
        openssl.say("k\n").awaitErrors("KEYUPDATE", i).say(i + "\n");
        assertThat(lines.tryAcquire(5, TimeUnit.MINUTES)).isTrue();
      }
      assertThat(openssl.end().out()).isEqualTo("same\n");
      assertThat(serving.failures).isEmpty();
    }
  }

  @Test
  void clientSendsItToTheLibrary() throws Exception {
    TlsClient client = TlsClient.of(authority.trust()).kernelTls();
    try (TlsPair pair = TlsPair.open(TlsPair.Carrier.TCP4, server(), client)) {
      Running<Long> sender =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                long sent = pair.client().sendFile(file, 0, Long.MAX_VALUE);
                assertThat(pair.client()).asString().endsWith("by the kernel");
                pair.client().closeWrite();
                return sent;
              });
      byte[] expected = new byte[MIB];
      for (long at = 0; at < SIZE; at += MIB) {
        int count = (int) Math.min(MIB, SIZE - at);
        byte[] received = pair.server().readExactly(count);
        numbered(at).get(expected, 0, Long.BYTES);
        expected[count - 1] = (byte) (count < MIB ? 1 : 0);
        assertThat(Arrays.mismatch(received, 0, count, expected, 0, count))
            .as("" + at)
            .isNegative();
      }
      assertThat(pair.server().read(new byte[1])).isEqualTo(-1);
      assertThat(sender.end().returned()).isEqualTo(SIZE);
    }
  }
}
