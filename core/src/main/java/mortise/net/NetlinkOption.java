package mortise.net;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mortise.sys.LinuxNetlink;
import mortise.sys.SysSocket;

/** The options of netlink sockets, netlink(7). */
public final class NetlinkOption {
  private static final OptionLevel NETLINK = new OptionLevel(SysSocket.SOL_NETLINK);

  /** A bit for each group in C ints, the first one for group 1. */
  private static final Codec<Set<Integer>> GROUPS =
      Codecs.INTS.map(NetlinkOption::groups, groups -> List.of());

  /** Joins a group by its number. Write only. */
  public static final Option<Integer> NETLINK_ADD_MEMBERSHIP =
      NETLINK
          .range(
              "NETLINK_ADD_MEMBERSHIP", LinuxNetlink.NETLINK_ADD_MEMBERSHIP, 0, Integer.MAX_VALUE)
          .writeOnly();

  /** Leaves a group. Write only. */
  public static final Option<Integer> NETLINK_DROP_MEMBERSHIP =
      NETLINK
          .range(
              "NETLINK_DROP_MEMBERSHIP", LinuxNetlink.NETLINK_DROP_MEMBERSHIP, 0, Integer.MAX_VALUE)
          .writeOnly();

  /** The groups that the socket is in. Read only. */
  public static final Option<Set<Integer>> NETLINK_LIST_MEMBERSHIPS =
      NETLINK
          .of("NETLINK_LIST_MEMBERSHIPS", LinuxNetlink.NETLINK_LIST_MEMBERSHIPS, GROUPS)
          .readOnly();

  /** Adds the multicast group to every message. */
  public static final Option<Boolean> NETLINK_PKTINFO =
      NETLINK.flag("NETLINK_PKTINFO", LinuxNetlink.NETLINK_PKTINFO);

  /** Reports to the sender that a broadcast did not reach all receivers. */
  public static final Option<Boolean> NETLINK_BROADCAST_ERROR =
      NETLINK.flag("NETLINK_BROADCAST_ERROR", LinuxNetlink.NETLINK_BROADCAST_ERROR);

  /** Suppresses ENOBUFS errors for lost messages. */
  public static final Option<Boolean> NETLINK_NO_ENOBUFS =
      NETLINK.flag("NETLINK_NO_ENOBUFS", LinuxNetlink.NETLINK_NO_ENOBUFS);

  /** Receives from other network namespaces that have a number here. Needs CAP_NET_BROADCAST. */
  public static final Option<Boolean> NETLINK_LISTEN_ALL_NSID =
      NETLINK.flag("NETLINK_LISTEN_ALL_NSID", LinuxNetlink.NETLINK_LISTEN_ALL_NSID);

  /** Answers without the message that they are about. */
  public static final Option<Boolean> NETLINK_CAP_ACK =
      NETLINK.flag("NETLINK_CAP_ACK", LinuxNetlink.NETLINK_CAP_ACK);

  /** Adds an error text to error replies. */
  public static final Option<Boolean> NETLINK_EXT_ACK =
      NETLINK.flag("NETLINK_EXT_ACK", LinuxNetlink.NETLINK_EXT_ACK);

  /** Refuses requests that have what the kernel does not know. */
  public static final Option<Boolean> NETLINK_GET_STRICT_CHK =
      NETLINK.flag("NETLINK_GET_STRICT_CHK", LinuxNetlink.NETLINK_GET_STRICT_CHK);

  private NetlinkOption() {}

  private static Set<Integer> groups(List<Integer> words) {
    long[] pairs = new long[(words.size() + 1) / 2];
    for (int i = 0; i < words.size(); i++) {
      pairs[i / 2] |= Integer.toUnsignedLong(words.get(i)) << 32 * (i % 2);
    }
    return BitSet.valueOf(pairs).stream()
        .mapToObj(bit -> bit + 1)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
