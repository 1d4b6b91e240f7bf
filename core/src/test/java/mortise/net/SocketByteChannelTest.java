package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Seeds;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SocketByteChannelTest {
  @ParameterizedTest
  @EnumSource
  void severalBuffersAreOneCall(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      ByteBuffer[] out = {text("one "), text(""), text("two "), text("three")};
      assertThat(pair.first().channel().write(out)).isEqualTo(13);
      assertThat(out).noneMatch(ByteBuffer::hasRemaining);
      ByteBuffer[] in = {ByteBuffer.allocateDirect(5), ByteBuffer.allocate(6), buffer(20)};
      assertThat(pair.second().channel().read(in)).isEqualTo(13);
      assertThat(text(in[0]) + "|" + text(in[1]) + "|" + text(in[2])).isEqualTo("one t|wo thr|ee");
    }
  }

  @Test
  void partOfTheBuffersIsMoved() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      ByteBuffer[] out = {text("not"), text("this"), text("nor")};
      assertThat(pair.first().channel().write(out, 1, 1)).isEqualTo(4);
      assertThat(out[0].remaining() + out[2].remaining()).isEqualTo(6);
      ByteBuffer[] in = {buffer(9), buffer(2), buffer(9)};
      assertThat(pair.second().channel().read(in, 1, 1)).isEqualTo(2);
      assertThat(in[0].position() + in[2].position()).isZero();
    }
  }

  @Test
  void bytesOfOddSizesArriveAsTheyWere() {
    Seeds.each(
        3,
        random -> {
          byte[] bytes = new byte[500_000 + random.nextInt(1_000_000)];
          random.nextBytes(bytes);
          try (SocketPair pair = Loopback.TCP4.pair()) {
            Running<Void> writer =
                Running.start(
                    Threads.VIRTUAL,
                    () -> {
                      int cut = random.nextInt(bytes.length);
                      ByteBuffer[] parts = {
                        ByteBuffer.wrap(bytes, 0, cut),
                        ByteBuffer.allocateDirect(bytes.length - cut)
                            .put(bytes, cut, bytes.length - cut)
                            .flip()
                      };
                      while (parts[1].hasRemaining()) {
                        pair.first().channel().write(parts);
                      }
                      pair.first().shutdown(Shutdown.WR);
                      return null;
                    });
            byte[] read = Channels.newInputStream(pair.second().channel()).readAllBytes();
            assertThat(read).isEqualTo(bytes);
            writer.end().returned();
          }
        });
  }

  @NeedsLinux("empty datagrams from a connected socket")
  @Test
  void endIsMinusOneAndAnEmptyDatagramIsNot() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      pair.first().close();
      assertThat(pair.second().channel().read(buffer(9))).isEqualTo(-1);
      assertThat(pair.second().channel().read(new ByteBuffer[] {buffer(9)})).isEqualTo(-1);
      assertThat(pair.second().channel().read(buffer(0))).isZero();
    }
    try (SocketPair pair = Loopback.UDP.pair()) {
      assertThat(pair.first().channel().write(buffer(0))).isZero();
      assertThat(pair.second().channel().read(buffer(9))).isZero();
    }
  }

  @Test
  void readOnlyBufferIsRefused() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      ByteBuffer readOnly = buffer(3).asReadOnlyBuffer();
      assertThatThrownBy(() -> pair.first().channel().read(readOnly))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("read-only");
      assertThat(pair.first().channel().write(readOnly)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheWaitAndLeavesTheChannelOpen(Threads kind) throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      SocketByteChannel channel = pair.first().channel();
      Running<Integer> reader = Running.parked(kind, () -> channel.read(buffer(9)));
      reader.thread().interrupt();
      Ended<Integer> ended = reader.end();
      assertThat(ended.failure()).isInstanceOf(InterruptedIOException.class);
      assertThat(ended.interrupted()).isTrue();
      assertThat(channel.isOpen()).isTrue();
      channel.close();
      assertThat(pair.first().isOpen()).isFalse();
    }
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer read) {
    return StandardCharsets.UTF_8.decode(read.flip()).toString();
  }
}
