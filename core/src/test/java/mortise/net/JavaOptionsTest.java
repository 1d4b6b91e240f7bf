package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import mortise.testing.ChildJvm;
import mortise.testing.Needs;
import org.junit.jupiter.api.Test;

/** The JDK's options: every one that its own channels have, with the values that these take. */
final class JavaOptionsTest {
  /** In a process of its own, since the JDK's channels leave a descriptor open for ever. */
  @Test
  void takesAllThatTheChannelsOfTheJdkTakeAndReadsTheSame() throws Exception {
    Needs.ipv6();
    String output = new ChildJvm().run(Child.class).succeeded();
    assertThat(output.lines())
        .hasSizeGreaterThan(40)
        .allMatch(line -> line.endsWith(": the same"), "reads the same");
  }

  /** Sets every option on a channel of the JDK and on a socket of ours, and reads both. */
  static final class Child {
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

    private Child() {}

    public static void main(String[] arguments) throws IOException {
      for (Family family : List.of(Family.INET, Family.INET6)) {
        for (Type type : List.of(Type.STREAM, Type.DGRAM)) {
          try (NetworkChannel channel = channel(type)) {
            for (SocketOption<?> option : channel.supportedOptions()) {
              System.out.println(
                  option + " " + family + " " + type + ": " + compare(option, family, type));
            }
          }
        }
      }
    }

    private static NetworkChannel channel(Type type) throws IOException {
      return type.equals(Type.STREAM) ? SocketChannel.open() : DatagramChannel.open();
    }

    private static <T> String compare(SocketOption<T> option, Family family, Type type)
        throws IOException {
      try (Socket socket = Socket.open(family, type);
          NetworkChannel channel = channel(type)) {
        if (!option.name().equals("SO_INCOMING_NAPI_ID")) { // read only
          T value = value(option);
          socket.option(option, value);
          channel.setOption(option, value);
        }
        T ours = socket.option(option);
        T theirs = channel.getOption(option);
        return Objects.equals(ours, theirs) ? "the same" : ours + " and not " + theirs;
      }
    }

    private static <T> T value(SocketOption<T> option) throws IOException {
      if (option.type() == NetworkInterface.class) {
        return option.type().cast(NetworkInterface.getByName("lo"));
      }
      boolean flag = option.type() == Boolean.class;
      return option.type().cast(flag ? Boolean.TRUE : VALUES.get(option.name()));
    }
  }

  private record Strange(String name, Class<Integer> type) implements SocketOption<Integer> {}

  @Test
  void unknownOptionIsNamed() throws IOException {
    try (Socket socket = Socket.open()) {
      assertThatThrownBy(() -> socket.option(new Strange("SO_STRANGE", Integer.class)))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("unsupported JDK option SO_STRANGE");
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
