package mortise.net;

import mortise.sys.struct.SockTxtime;

/**
 * The clock of transmit times: the value of {@link Option#SO_TXTIME}, {@code linux/net_tstamp.h}.
 *
 * @param clock the {@code CLOCK_} number: 1 monotonic, 11 TAI, as the queueing discipline has it
 * @param flags 1 when the time is a deadline and not a beginning, 2 to report missed times on the
 *     error queue
 */
public record TransmitClock(int clock, int flags) {
  static final Codec<TransmitClock> CODEC =
      new Codecs.Struct<>(
          SockTxtime.SIZE,
          s -> new TransmitClock(SockTxtime.clockid(s), SockTxtime.flags(s)),
          (s, time) -> {
            SockTxtime.clockid(s, time.clock);
            SockTxtime.flags(s, time.flags);
          });
}
