package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SocketPairTest {
  static Stream<Type> types() {
    return Stream.of(Type.STREAM, Type.DGRAM, Type.SEQPACKET);
  }

  @NeedsLinux("UNIX datagrams")
  @ParameterizedTest
  @MethodSource("types")
  void bytesGoBothWays(Type type) throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, type)) {
      for (Socket end : List.of(pair.first(), pair.second())) {
        assertThat(end.family()).isEqualTo(Family.UNIX);
        assertThat(end.type()).isEqualTo(type);
        assertThat(end.localAddress()).isEqualTo(Unix.UNNAMED);
        assertThat(end.peerAddress()).isEqualTo(Unix.UNNAMED);
        assertThat(end.isInheritable()).isFalse();
      }
      pair.first().send("there".getBytes());
      assertThat(pair.second().recv(9)).asString().isEqualTo("there");
      pair.second().send("back".getBytes());
      assertThat(pair.first().recv(9)).asString().isEqualTo("back");
    }
  }

  @NeedsLinux("UNIX datagrams")
  @ParameterizedTest
  @MethodSource("types")
  void boundsAreKeptButByAStream(Type type) throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, type)) {
      pair.first().send("one".getBytes());
      pair.first().send("two".getBytes());
      String expected = type.equals(Type.STREAM) ? "onetwo" : "one";
      assertThat(pair.second().recv(9)).asString().isEqualTo(expected);
    }
  }

  /** One end learns of the other's close, unless they are datagram sockets. */
  @NeedsLinux("UNIX datagrams")
  @ParameterizedTest
  @MethodSource("types")
  void endIsTold(Type type) throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, type)) {
      pair.second().close();
      if (type.equals(Type.DGRAM)) {
        assertThatThrownBy(() -> pair.first().send(new byte[1]))
            .hasMessageEndingWith("(ECONNREFUSED)");
      } else {
        assertThat(pair.first().recv(1)).isEmpty();
        assertThatThrownBy(() -> pair.first().send(new byte[1])).hasMessageContaining("(EPIPE)");
      }
    }
  }

  @NeedsLinux("the kernel's errors")
  @Test
  void otherFamiliesHaveNone() {
    for (Family family : List.of(Family.INET, Family.INET6, Family.NETLINK)) {
      assertThatThrownBy(() -> Socket.pair(family, Type.DGRAM))
          .isInstanceOf(SocketException.class)
          .hasMessageEndingWith("(EOPNOTSUPP)");
    }
  }
}
