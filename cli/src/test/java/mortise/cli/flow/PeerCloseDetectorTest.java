package mortise.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Until;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PeerCloseDetectorTest {
  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM"})
  void closedPeerIsToldFromOneThatHasHalfClosed(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Connection peer = Connection.of(pair.first());
      assertThat(PeerCloseDetector.hasClosed(peer)).isFalse();
      Misbehaviour.halfClose(pair.second());
      assertThat(peer.read(new byte[1])).isEqualTo(-1);
      assertThat(PeerCloseDetector.hasClosed(peer)).isFalse();
      pair.second().close();
      // TCP sends its end before the kernel's table has lost the owner.
      Until.holds(() -> PeerCloseDetector.hasClosed(peer));
    }
  }
}
