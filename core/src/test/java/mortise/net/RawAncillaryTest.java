package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;

/** Typed ancillary data as level, type and bytes. */
final class RawAncillaryTest {
  @Test
  void typedPieceHasLevelTypeAndBytes() {
    RawAncillary raw = RawAncillary.of(new Credentials(1, 2, 3));
    assertThat(raw.level()).isEqualTo(Level.SOCKET);
    assertThat(raw.type()).isEqualTo(Credentials.SCM_CREDENTIALS);
    ByteBuffer ints = ByteBuffer.wrap(raw.data()).order(ByteOrder.nativeOrder());
    assertThat(new int[] {ints.getInt(), ints.getInt(), ints.getInt()}).containsExactly(1, 2, 3);
    assertThat(RawAncillary.of(new HopLimit(7)).type()).isEqualTo(HopLimit.IPV6_HOPLIMIT);
  }

  @Test
  void pieceThatCannotBeSentIsRejected() {
    Timestamp time = new Timestamp(Instant.EPOCH, null);
    assertThatThrownBy(() -> RawAncillary.of(time))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can only be received");
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void receivedMessageKeepsTheBytesOfTheKernel() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.DGRAM)) {
      pair.second().option(Option.SO_TIMESTAMPNS, true);
      pair.first().sendDescriptors(new byte[1], pair.first().fileno());
      try (ReceivedMessage message = pair.second().recvMessage(1, 200)) {
        assertThat(message.rawAncillary()).hasSameSizeAs(message.ancillary());
        for (int i = 0; i < message.ancillary().size(); i++) {
          RawAncillary raw = message.rawAncillary().get(i);
          assertThat(raw.level()).isEqualTo(Level.SOCKET);
          if (message.ancillary().get(i) instanceof Descriptors descriptors) {
            assertThat(raw.type()).isEqualTo(Descriptors.SCM_RIGHTS);
            assertThat(ByteBuffer.wrap(raw.data()).order(ByteOrder.nativeOrder()).getInt())
                .isEqualTo(descriptors.numbers()[0]);
          } else {
            assertThat(message.ancillary().get(i)).isInstanceOf(Timestamp.class);
            assertThat(raw.data()).hasSize(16);
          }
        }
        assertThat(message.ancillary(Timestamp.class)).isPresent();
      }
    }
  }

  @Test
  void lookupFailureHasWordsAndHostErrno() {
    assertThatThrownBy(() -> Hosts.gethostbyname("no-such-host.invalid"))
        .isInstanceOfSatisfying(
            LookupFailure.class,
            e -> {
              assertThat(e.code()).isIn(LookupFailure.EAI_NONAME, LookupFailure.EAI_AGAIN);
              assertThat(e.words()).isNotEmpty();
              assertThat(((Exception) e).getMessage()).contains(e.words());
              assertThat(e.hostErrno()).isPositive();
            });
  }
}
