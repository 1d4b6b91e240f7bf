package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;

/** Text, flags without a memory segment, and the socket's own deadline. */
final class TextTest {
  @NeedsLinux("UNIX seqpackets")
  @Test
  void textTravelsInUtf8() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.SEQPACKET)) {
      pair.first().sendAll("Grüße, 世界 👋");
      assertThat(pair.second().recvText(100)).isEqualTo("Grüße, 世界 👋");
    }
  }

  @Test
  void endOfStreamIsEmptyText() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      pair.first().shutdown(Shutdown.WR);
      assertThat(pair.second().recvText(100)).isEmpty();
    }
  }

  @Test
  void characterCutByTheCountIsReplaced() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      pair.first().sendAll("aé");
      assertThat(pair.second().recvText(2)).isEqualTo("a\uFFFD");
    }
  }

  @Test
  void longTextIsSentWhole() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      String text = "0123456789".repeat(100_000);
      Thread sender =
          Thread.startVirtualThread(() -> {
            try {
              pair.first().sendAll(text);
              pair.first().shutdown(Shutdown.WR);
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      StringBuilder received = new StringBuilder();
      for (String part; !(part = pair.second().recvText(1 << 16)).isEmpty(); ) {
        received.append(part);
      }
      sender.join();
      assertThat(received.toString()).isEqualTo(text);
    }
  }

  @Test
  void arraysTakeFlags() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      assertThat(pair.first().send(new byte[] {1, 2, 3}, Flags.DONTWAIT)).isEqualTo(3);
      byte[] peeked = new byte[2];
      assertThat(pair.second().recv(peeked, Flags.PEEK)).isEqualTo(2);
      byte[] taken = new byte[8];
      assertThat(pair.second().recv(taken, Flags.DONTWAIT)).isEqualTo(3);
      assertThat(Arrays.copyOf(taken, 3)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void deadlineIsTheTimeoutFromNow() throws Exception {
    try (Socket socket = Socket.open(Family.INET, Type.DGRAM)) {
      assertThat(socket.deadline()).isSameAs(Deadline.NEVER);
      assertThat(socket.timeout(Duration.ZERO).deadline()).isSameAs(Deadline.NOW);
      assertThat(socket.timeout(Duration.ofHours(1)).deadline().remaining())
          .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
      assertThatThrownBy(() -> socket.timeout(Duration.ZERO).recvText(1))
          .isInstanceOf(SocketFailure.class);
    }
  }
}
