package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Control buffers that are too short, by every number of bytes. */
@NeedsLinux("ancillary data")
final class AncillaryTruncationTest {
  private static final byte[] X = {'x'};

  private interface Sending {
    ReceivedMessage message(int room) throws IOException;
  }

  /** Every piece is the whole one, or raw with as many of its bytes as there was room for. */
  private static void cutEverywhere(Sending sending) throws IOException {
    List<Ancillary> whole = sending.message(1024).ancillary();
    assertThat(whole).isNotEmpty().doesNotHaveAnyElementsOfTypes(RawAncillary.class);
    boolean cut = true;
    for (int room = 0; cut; room++) {
      ReceivedMessage message = sending.message(room);
      cut = message.ancillaryTruncated();
      List<Ancillary> some = message.ancillary();
      assertThat(some).as("room %d", room).hasSizeLessThanOrEqualTo(whole.size());
      for (int i = 0; i < some.size(); i++) {
        boolean last = i == some.size() - 1;
        if (!(last && cut && some.get(i) instanceof RawAncillary)) {
          assertThat(some.get(i)).as("piece %d in room %d", i, room).isEqualTo(whole.get(i));
        }
      }
    }
  }

  @Test
  void cutPiecesOfIp4AreNeverTyped() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Socket receiver = pair.second();
      receiver.option(IpOption.IP_PKTINFO, true);
      receiver.option(IpOption.IP_RECVTOS, true);
      // The last one, so that every length of it is tried at the end of a buffer.
      receiver.option(IpOption.IP_RECVTTL, true);
      cutEverywhere(room -> {
        pair.first().send(X);
        return receiver.recvMessage(1, room);
      });
    }
  }

  @Test
  void ttlOfTwoBytesIsRaw() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      pair.second().option(IpOption.IP_RECVTTL, true);
      for (int room = 17; room < 20; room++) {
        pair.first().send(X);
        ReceivedMessage message = pair.second().recvMessage(1, room);
        assertThat(message.ancillaryTruncated()).isTrue();
        assertThat(message.ancillary()).hasSize(1);
        RawAncillary raw = message.ancillary(RawAncillary.class).orElseThrow();
        assertThat(raw.data()).hasSize(room - 16);
      }
    }
  }

  @Test
  void cutPiecesOfIp6AreNeverTyped() throws IOException {
    try (SocketPair pair = Loopback.UDP6.pair()) {
      Socket receiver = pair.second();
      receiver.option(Ipv6Option.IPV6_RECVPKTINFO, true);
      receiver.option(Ipv6Option.IPV6_RECVTCLASS, true);
      receiver.option(Ipv6Option.IPV6_RECVHOPLIMIT, true);
      cutEverywhere(room -> {
        pair.first().send(X);
        return receiver.recvMessage(1, room);
      });
    }
  }

  /** A UDP address that was bound and is no more. */
  private static Address closedPort() throws IOException {
    try (Socket closed = Socket.open(Family.INET, Type.DGRAM)) {
      closed.bind(Inet4.LOOPBACK);
      return closed.localAddress();
    }
  }

  @Test
  void errorWithoutItsOffenderIsRaw() throws IOException {
    try (Socket socket = Socket.open(Family.INET, Type.DGRAM)) {
      Address nobody = closedPort();
      socket.option(IpOption.IP_RECVERR, true);
      cutEverywhere(room -> {
        socket.sendTo(X, nobody);
        // The answer comes at once: loopback delivers it within the call.
        ReceivedMessage error = socket.recvMessage(1, room, Flags.ERRQUEUE, Deadline.NEVER);
        socket.option(Option.SO_ERROR);
        return error;
      });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNIX_STREAM", "UNIX_DATAGRAM", "SEQPACKET"})
  void cutCredentialsAreRaw(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      pair.second().option(Option.SO_PASSCRED, true);
      cutEverywhere(room -> {
        pair.first().send(X);
        return pair.second().recvMessage(1, room);
      });
    }
  }

  @Test
  void severalMessagesAtOnceAreCutAlike() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      pair.second().option(IpOption.IP_RECVTTL, true);
      pair.first().send(X);
      pair.first().send(X);
      List<ReceivedMessage> some = pair.second().recvMessages(2, 1, 18, Flags.NONE, Deadline.NEVER);
      assertThat(some).isNotEmpty();
      for (ReceivedMessage message : some) {
        assertThat(message.ancillary()).hasExactlyElementsOfTypes(RawAncillary.class);
      }
    }
  }
}
