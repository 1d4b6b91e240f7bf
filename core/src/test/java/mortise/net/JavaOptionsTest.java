package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import mortise.testing.Needs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The JDK's options: every one that its own channels have, with the values that these take. */
final class JavaOptionsTest {
  private static final Map<String, Object> VALUES =
      Map.ofEntries(
          Map.entry("SO_SNDBUF", 20_000),
          Map.entry("SO_RCVBUF", 20_000),
          Map.entry("SO_LINGER", 7),
          Map.entry("IP_TOS", 0x20),
          Map.entry("IP_MULTICAST_TTL", 5),
          Map.entry("TCP_KEEPIDLE", 70),
          Map.entry("TCP_KEEPINTERVAL", 7),
          Map.entry("TCP_KEEPCOUNT", 3));

  private static Stream<DynamicTest> all(NetworkChannel channel, Family family, Type type)
      throws IOException {
    try (channel) {
      Set<SocketOption<?>> options = channel.supportedOptions();
      return options.stream()
          .sorted(java.util.Comparator.comparing(SocketOption::name))
          .map(option ->
              dynamicTest(option.name() + " " + family, () -> same(option, family, type)));
    }
  }

  @TestFactory
  Stream<DynamicTest> takesAllThatTheChannelsOfTheJdkTake() throws IOException {
    return Stream.of(
            all(SocketChannel.open(), Family.INET, Type.STREAM),
            all(SocketChannel.open(), Family.INET6, Type.STREAM),
            all(DatagramChannel.open(), Family.INET, Type.DGRAM),
            all(DatagramChannel.open(), Family.INET6, Type.DGRAM))
        .flatMap(tests -> tests);
  }

  /** Written to a socket of ours it reads as what was written, as a channel of the JDK does. */
  private static <T> void same(SocketOption<T> option, Family family, Type type)
      throws IOException {
    if (family.equals(Family.INET6)) {
      Needs.ipv6();
    }
    T value = value(option);
    try (Socket socket = Socket.open(family, type);
        NetworkChannel channel =
            type.equals(Type.STREAM) ? SocketChannel.open() : DatagramChannel.open()) {
      if (!option.name().equals("SO_INCOMING_NAPI_ID")) {
        assertThat(socket.option(option, value)).isSameAs(socket);
        channel.setOption(option, value);
      }
      T read = socket.option(option);
      assertThat(read).isEqualTo(channel.getOption(option));
    }
  }

  private static <T> T value(SocketOption<T> option) throws IOException {
    Object value =
        option.type() == Boolean.class
            ? Boolean.TRUE
            : option.type() == NetworkInterface.class
                ? NetworkInterface.getByName("lo")
                : VALUES.getOrDefault(option.name(), 0);
    return option.type().cast(value);
  }

  private record Strange(String name, Class<Integer> type) implements SocketOption<Integer> {}

  @Test
  void unknownOptionIsNamed() throws IOException {
    try (Socket socket = Socket.open()) {
      assertThatThrownBy(() -> socket.option(new Strange("SO_STRANGE", Integer.class)))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("mortise does not know the JDK's option SO_STRANGE");
      assertThatThrownBy(() -> socket.option(new Strange("SO_PEERCRED", Integer.class), 1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageEndingWith("use Option.SO_PEERCRED");
    }
  }

  @Test
  void valueThatTheJdkRefusesIsRefused() throws IOException {
    try (Socket socket = Socket.open()) {
      assertThatThrownBy(() -> socket.option(StandardSocketOptions.SO_RCVBUF, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("SO_RCVBUF -1: is negative");
      assertThatThrownBy(() -> socket.option(StandardSocketOptions.IP_TOS, 256))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("IP_TOS 256");
      @SuppressWarnings({"unchecked", "rawtypes"})
      SocketOption<Object> raw = (SocketOption) StandardSocketOptions.TCP_NODELAY;
      assertThatThrownBy(() -> socket.option(raw, "yes"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("TCP_NODELAY does not take a java.lang.String: yes");
    }
  }

  @Test
  void negativeLingerTurnsItOff() throws IOException {
    try (Socket socket = Socket.open()) {
      socket.option(StandardSocketOptions.SO_LINGER, 7);
      socket.option(StandardSocketOptions.SO_LINGER, -1);
      assertThat(socket.option(StandardSocketOptions.SO_LINGER)).isEqualTo(-1);
    }
  }

  @Test
  void allStandardOptionsAreKnown() throws IllegalAccessException {
    Set<String> unknown = new TreeSet<>();
    for (var field : StandardSocketOptions.class.getFields()) {
      String name = ((SocketOption<?>) field.get(null)).name();
      try (Socket socket = Socket.open()) {
        JavaOptions.read(socket, name);
      } catch (UnsupportedOperationException e) {
        unknown.add(name);
      } catch (IOException e) {
        // The kernel's word, which is enough here.
      }
    }
    assertThat(unknown).isEmpty();
  }
}
