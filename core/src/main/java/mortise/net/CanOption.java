package mortise.net;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import mortise.sys.LinuxCanJ1939;
import mortise.sys.LinuxCanRaw;

/** The options of sockets on a CAN bus: of {@link Protocol#CAN_RAW} and of J1939. */
public final class CanOption {
  private static final OptionLevel RAW = new OptionLevel(LinuxCanRaw.SOL_CAN_RAW);

  private static final OptionLevel SAE = new OptionLevel(J1939.LEVEL);

  /** The frames to receive are those that one of the filters lets through; none for no frames. */
  public static final Option<List<CanFilter>> CAN_RAW_FILTER =
      RAW.of("CAN_RAW_FILTER", LinuxCanRaw.CAN_RAW_FILTER, new FilterCodec());

  /** Which classes of errors to receive, bits of CAN_ERR_MASK. */
  public static final Option<Integer> CAN_RAW_ERR_FILTER =
      RAW.number("CAN_RAW_ERR_FILTER", LinuxCanRaw.CAN_RAW_ERR_FILTER);

  /** Whether other sockets of this host see what is sent; they do by default. */
  public static final Option<Boolean> CAN_RAW_LOOPBACK =
      RAW.flag("CAN_RAW_LOOPBACK", LinuxCanRaw.CAN_RAW_LOOPBACK);

  /** Receives what the socket itself has sent. */
  public static final Option<Boolean> CAN_RAW_RECV_OWN_MSGS =
      RAW.flag("CAN_RAW_RECV_OWN_MSGS", LinuxCanRaw.CAN_RAW_RECV_OWN_MSGS);

  /** Sends and receives CAN FD frames as well. */
  public static final Option<Boolean> CAN_RAW_FD_FRAMES =
      RAW.flag("CAN_RAW_FD_FRAMES", LinuxCanRaw.CAN_RAW_FD_FRAMES);

  /** A frame has to pass all filters instead of one. */
  public static final Option<Boolean> CAN_RAW_JOIN_FILTERS =
      RAW.flag("CAN_RAW_JOIN_FILTERS", LinuxCanRaw.CAN_RAW_JOIN_FILTERS);

  /** Sends and receives CAN XL frames as well. */
  public static final Option<Boolean> CAN_RAW_XL_FRAMES =
      RAW.flag("CAN_RAW_XL_FRAMES", LinuxCanRaw.CAN_RAW_XL_FRAMES);

  /** J1939: what to receive, {@code struct j1939_filter} in bytes, as many as there are. */
  public static final Option<byte[]> SO_J1939_FILTER =
      SAE.of("SO_J1939_FILTER", LinuxCanJ1939.SO_J1939_FILTER, Codecs.bytes()).writeOnly();

  /** J1939: receives what is for others, too. */
  public static final Option<Boolean> SO_J1939_PROMISC =
      SAE.flag("SO_J1939_PROMISC", LinuxCanJ1939.SO_J1939_PROMISC);

  /** J1939: the priority of what is sent, 0 (the highest) to 7. */
  public static final Option<Integer> SO_J1939_SEND_PRIO =
      SAE.range("SO_J1939_SEND_PRIO", LinuxCanJ1939.SO_J1939_SEND_PRIO, 0, 7);

  /** J1939: reports the progress of sends on the error queue. */
  public static final Option<Boolean> SO_J1939_ERRQUEUE =
      SAE.flag("SO_J1939_ERRQUEUE", LinuxCanJ1939.SO_J1939_ERRQUEUE);

  private CanOption() {}

  private static final class FilterCodec implements Codec<List<CanFilter>> {
    @Override
    public int size() {
      return 8 * mortise.sys.struct.CanFilter.SIZE;
    }

    @Override
    public boolean grows() {
      return true;
    }

    @Override
    public MemorySegment encode(List<CanFilter> value) {
      int size = mortise.sys.struct.CanFilter.SIZE;
      MemorySegment all = MemorySegment.ofArray(new byte[size * value.size()]);
      for (int i = 0; i < value.size(); i++) {
        MemorySegment one = all.asSlice((long) i * size, size);
        mortise.sys.struct.CanFilter.can_id(one, value.get(i).id());
        mortise.sys.struct.CanFilter.can_mask(one, value.get(i).mask());
      }
      return all;
    }

    @Override
    public List<CanFilter> decode(MemorySegment value) {
      int size = mortise.sys.struct.CanFilter.SIZE;
      List<CanFilter> filters = new ArrayList<>();
      for (long at = 0; at + size <= value.byteSize(); at += size) {
        MemorySegment one = value.asSlice(at, size);
        filters.add(
            new CanFilter(
                mortise.sys.struct.CanFilter.can_id(one),
                mortise.sys.struct.CanFilter.can_mask(one)));
      }
      return List.copyOf(filters);
    }
  }
}
