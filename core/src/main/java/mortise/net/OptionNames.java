package mortise.net;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mortise.sys.NetinetIn;
import mortise.sys.SysSocket;

/** Names of options that were given by number, for texts that a person reads. */
final class OptionNames {
  private record Key(int level, int number) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byLevel = Integer.compare(level, other.level);
      return byLevel != 0 ? byLevel : Integer.compare(number, other.number);
    }
  }

  /** The constants of the public classes of options, read when a text first needs one. */
  private static final Map<Key, String> KNOWN = known();

  private OptionNames() {}

  /** The C name where there is a constant, such as {@code SO_RCVBUF}, else number and level. */
  static String of(int level, int number) {
    String known = KNOWN.get(new Key(level, number));
    return known != null ? known : "option " + number + " of " + level(level);
  }

  private static String level(int number) {
    String name = ConstantNames.of(SysSocket.class, "SOL_", number);
    if (name.equals("SOL_" + number)) {
      name = ConstantNames.of(NetinetIn.class, "IPPROTO_", number);
    }
    return name.equals("IPPROTO_" + number) ? "level " + number : name;
  }

  private static Map<Key, String> known() {
    Map<Key, String> names = new TreeMap<>();
    // Bluetooth, CAN and AF_ALG reuse numbers of levels for several protocols.
    Stream.of(
            Option.class,
            IpOption.class,
            Ipv6Option.class,
            TcpOption.class,
            UdpOption.class,
            PacketOption.class,
            NetlinkOption.class)
        .flatMap(type -> Stream.of(type.getFields()))
        .filter(field -> field.getType() == Option.class)
        .map(OptionNames::option)
        .forEach(option -> names.putIfAbsent(key(option), option.toString()));
    return names;
  }

  private static Key key(Option<?> option) {
    return new Key(option.level(), option.number());
  }

  private static Option<?> option(Field field) {
    try {
      return (Option<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field + " is a public constant", e);
    }
  }
}
