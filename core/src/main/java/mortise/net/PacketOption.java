package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.List;
import mortise.sys.LinuxIfPacket;
import mortise.sys.SysSocket;

/**
 * The options of packet sockets, packet(7).
 *
 * <p>PACKET_RX_RING and PACKET_TX_RING are left out: they need memory that the socket is mapped
 * into.
 */
public final class PacketOption {
  private static final OptionLevel PACKET = new OptionLevel(SysSocket.SOL_PACKET);

  private static final Codec<List<Long>> LONGS =
      new Codecs.Struct<>(
          24,
          s ->
              List.of(
                  s.get(JAVA_LONG_UNALIGNED, 0),
                  s.get(JAVA_LONG_UNALIGNED, 8),
                  s.get(JAVA_LONG_UNALIGNED, 16)),
          (s, values) -> {});

  /** Receives more than is sent to the interface. Write only. */
  public static final Option<PacketMembership> PACKET_ADD_MEMBERSHIP =
      PACKET
          .of("PACKET_ADD_MEMBERSHIP", LinuxIfPacket.PACKET_ADD_MEMBERSHIP, PacketMembership.CODEC)
          .writeOnly();

  /** Ends what {@link #PACKET_ADD_MEMBERSHIP} began. Write only. */
  public static final Option<PacketMembership> PACKET_DROP_MEMBERSHIP =
      PACKET
          .of(
              "PACKET_DROP_MEMBERSHIP",
              LinuxIfPacket.PACKET_DROP_MEMBERSHIP,
              PacketMembership.CODEC)
          .writeOnly();

  /** How many packets came and were lost since this was read last. Read only. */
  public static final Option<PacketStatistics> PACKET_STATISTICS =
      PACKET
          .of("PACKET_STATISTICS", LinuxIfPacket.PACKET_STATISTICS, PacketStatistics.CODEC)
          .readOnly();

  /** Adds its lengths, its VLAN and its checksum state to every packet. */
  public static final Option<Boolean> PACKET_AUXDATA =
      PACKET.flag("PACKET_AUXDATA", LinuxIfPacket.PACKET_AUXDATA);

  /** Reports the original interface of a packet, as under a bond. */
  public static final Option<Boolean> PACKET_ORIGDEV =
      PACKET.flag("PACKET_ORIGDEV", LinuxIfPacket.PACKET_ORIGDEV);

  /** Does not receive what this host sends. */
  public static final Option<Boolean> PACKET_IGNORE_OUTGOING =
      PACKET.flag("PACKET_IGNORE_OUTGOING", LinuxIfPacket.PACKET_IGNORE_OUTGOING);

  /** Sends straight to the driver, past traffic control. */
  public static final Option<Boolean> PACKET_QDISC_BYPASS =
      PACKET.flag("PACKET_QDISC_BYPASS", LinuxIfPacket.PACKET_QDISC_BYPASS);

  /**
   * Spreads packets over the sockets of a group: the id, and {@code PACKET_FANOUT_} mode and flags
   * shifted left by 16. The socket must be bound.
   */
  public static final Option<Integer> PACKET_FANOUT =
      PACKET.number("PACKET_FANOUT", LinuxIfPacket.PACKET_FANOUT);

  /** The filter that chooses the socket of a group with mode 6 (CBPF). Write only. */
  public static final Option<BpfProgram> PACKET_FANOUT_DATA =
      PACKET
          .of("PACKET_FANOUT_DATA", LinuxIfPacket.PACKET_FANOUT_DATA, BpfProgram.CODEC)
          .writeOnly();

  /** How packets went to other sockets of the group: all, of huge flows, failed. Read only. */
  public static final Option<List<Long>> PACKET_ROLLOVER_STATS =
      PACKET.of("PACKET_ROLLOVER_STATS", LinuxIfPacket.PACKET_ROLLOVER_STATS, LONGS).readOnly();

  /** From which size on packets are copied to the queue beside the ring, in bytes. */
  public static final Option<Integer> PACKET_COPY_THRESH =
      PACKET.number("PACKET_COPY_THRESH", LinuxIfPacket.PACKET_COPY_THRESH);

  /** The layout of the rings: 0 to 2 for V1 to V3. */
  public static final Option<Integer> PACKET_VERSION =
      PACKET.range("PACKET_VERSION", LinuxIfPacket.PACKET_VERSION, 0, LinuxIfPacket.TPACKET_V3);

  /** How many bytes the ring keeps free before each packet. */
  public static final Option<Integer> PACKET_RESERVE =
      PACKET.number("PACKET_RESERVE", LinuxIfPacket.PACKET_RESERVE);

  /** Drops wrong packets of the ring to send instead of stopping. */
  public static final Option<Boolean> PACKET_LOSS =
      PACKET.flag("PACKET_LOSS", LinuxIfPacket.PACKET_LOSS);

  /** Has a {@code struct virtio_net_hdr} before every packet. */
  public static final Option<Boolean> PACKET_VNET_HDR =
      PACKET.flag("PACKET_VNET_HDR", LinuxIfPacket.PACKET_VNET_HDR);

  /** The size of that header in bytes, 0, 10 or 12; Linux 6.5. */
  public static final Option<Integer> PACKET_VNET_HDR_SZ =
      PACKET.number("PACKET_VNET_HDR_SZ", LinuxIfPacket.PACKET_VNET_HDR_SZ).since(6, 5);

  /** The transmit ring has the start of each packet. */
  public static final Option<Boolean> PACKET_TX_HAS_OFF =
      PACKET.flag("PACKET_TX_HAS_OFF", LinuxIfPacket.PACKET_TX_HAS_OFF);

  /** The clock of the ring's timestamps, {@code SOF_TIMESTAMPING_} numbers. */
  public static final Option<Integer> PACKET_TIMESTAMP =
      PACKET.number("PACKET_TIMESTAMP", LinuxIfPacket.PACKET_TIMESTAMP);

  private PacketOption() {}
}
