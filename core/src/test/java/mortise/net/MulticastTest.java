package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups on an interface of this machine: who has joined receives. */
final class MulticastTest {
  /** A group, the interface that it is on, and this machine's address there. */
  record Place(Multicast group, Inet local, Inet any) {
    Socket open() throws IOException {
      return Socket.open(local.family(), Type.DGRAM);
    }

    /** The groups that other tests of this machine have joined are not to be heard, ip(7). */
    int bind(Socket receiver) throws IOException {
      boolean v4 = local instanceof Inet4;
      receiver.option(v4 ? IpOption.IP_MULTICAST_ALL : Ipv6Option.IPV6_MULTICAST_ALL, false);
      receiver.bind(any);
      return ((Inet) receiver.localAddress()).port();
    }

    /** Sends to the group on the interface, from this machine's address. */
    void send(String text, int port) throws IOException {
      try (Socket sender = open()) {
        sender.bind(local);
        if (local instanceof Inet4 v4) {
          sender.option(IpOption.IP_MULTICAST_IF, v4);
        } else {
          sender.option(Ipv6Option.IPV6_MULTICAST_IF, group.index());
        }
        sender.sendTo(text.getBytes(), group.group().withPort(port));
      }
    }
  }

  enum Version {
    V4,
    V6;

    /** IPv4 on loopback; IPv6 where there is a route for multicasts, which loopback has none of. */
    Place place() throws IOException {
      if (this == V4) {
        return new Place(Multicast.of("239.77.1.2").on("lo"), Inet4.LOOPBACK, Inet4.ANY);
      }
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp() && each.supportsMulticast() && !each.isLoopback()) {
          Optional<InetAddress> local =
              each.inetAddresses().filter(address -> address instanceof Inet6Address).findFirst();
          if (local.isPresent()) {
            Inet6 address = Inet6.of(local.get().getAddress(), 0).withScope(each.getIndex());
            return new Place(Multicast.of("ff01::7712").on(each.getIndex()), address, Inet6.ANY);
          }
        }
      }
      return abort("no interface of this machine has IPv6 and multicast");
    }
  }

  /** What this host sends to itself is queued when the send returns. */
  private static boolean receives(Socket receiver, String text) throws IOException {
    try {
      byte[] bytes = receiver.recv(100, Flags.DONTWAIT);
      assertThat(new String(bytes)).isEqualTo(text);
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  @NeedsLinux("IP_MULTICAST_ALL")
  @ParameterizedTest
  @EnumSource
  void joinedReceivesAndLeftDoesNot(Version version) throws IOException {
    Place place = version.place();
    try (Socket receiver = place.open()) {
      int port = place.bind(receiver);
      receiver.join(place.group());
      place.send("in", port);
      assertThat(receives(receiver, "in")).isTrue();
      receiver.leave(place.group());
      place.send("out", port);
      assertThat(receives(receiver, "out")).isFalse();
    }
  }

  @NeedsLinux("IP_MULTICAST_ALL")
  @ParameterizedTest
  @EnumSource
  void blockedSourceIsNotReceivedUntilItIsUnblocked(Version version) throws IOException {
    Place place = version.place();
    try (Socket receiver = place.open()) {
      int port = place.bind(receiver);
      receiver.join(place.group());
      receiver.block(place.group().from(place.local()));
      place.send("blocked", port);
      assertThat(receives(receiver, "blocked")).isFalse();
      receiver.unblock(place.group().from(place.local()));
      place.send("free", port);
      assertThat(receives(receiver, "free")).isTrue();
    }
  }

  @NeedsLinux("IP_MULTICAST_ALL")
  @ParameterizedTest
  @EnumSource
  void onlyTheJoinedSourceIsReceived(Version version) throws IOException {
    Place place = version.place();
    Inet other = version == Version.V4 ? Inet.of("10.9.8.7", 0) : Inet.of("2001:db8::7", 0);
    try (Socket receiver = place.open()) {
      int port = place.bind(receiver);
      receiver.join(place.group().from(other));
      place.send("stranger", port);
      assertThat(receives(receiver, "stranger")).isFalse();
      receiver.join(place.group().from(place.local()));
      place.send("friend", port);
      assertThat(receives(receiver, "friend")).isTrue();
      receiver.leave(place.group().from(place.local()));
      place.send("gone", port);
      assertThat(receives(receiver, "gone")).isFalse();
    }
  }

  @NeedsLinux("groups of IPv4 on a socket of IPv6")
  @Test
  void socketOfIpv6JoinsGroupsOfIpv4() throws IOException {
    Needs.ipv6();
    Place four = Version.V4.place();
    try (Socket receiver = Socket.open(Family.INET6, Type.DGRAM)) {
      receiver.bind(Inet6.ANY);
      int port = ((Inet) receiver.localAddress()).port();
      receiver.join(four.group());
      four.send("four", port);
      assertThat(receives(receiver, "four")).isTrue();
    }
  }

  @Test
  void interfaceIsFoundByNameIndexAndAddress() throws IOException {
    Multicast group = Multicast.of("239.77.1.2");
    int loopback = Interfaces.nameToIndex("lo");
    assertThat(Stream.of(group.on("lo"), group.on(Inet4.LOOPBACK)))
        .containsOnly(group.on(loopback));
    assertThat(group.on("lo").from(Inet4.LOOPBACK))
        .hasToString("239.77.1.2 from 127.0.0.1 on " + loopback);
  }

  @Test
  void leavingWhatWasNotJoinedNamesGroupAndErrno() throws IOException {
    Place place = Version.V4.place();
    try (Socket socket = place.open()) {
      assertThatThrownBy(() -> socket.leave(place.group()))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("setsockopt MCAST_LEAVE_GROUP=239.77.1.2 on ")
          .hasMessageContaining("EADDRNOTAVAIL");
    }
  }
}
