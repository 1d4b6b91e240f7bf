package mortise.net;

import mortise.sys.struct.TpacketStats;

/**
 * What a packet socket has seen since it was asked last, packet(7).
 *
 * @param packets those that came, the lost ones included
 * @param drops those that were lost for want of room
 */
public record PacketStatistics(long packets, long drops) {
  static final Codec<PacketStatistics> CODEC =
      new Codecs.Struct<>(
          TpacketStats.SIZE,
          s ->
              new PacketStatistics(
                  Integer.toUnsignedLong(TpacketStats.tp_packets(s)),
                  Integer.toUnsignedLong(TpacketStats.tp_drops(s))),
          (s, value) -> {});
}
