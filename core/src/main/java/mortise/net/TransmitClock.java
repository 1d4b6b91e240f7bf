package mortise.net;

import mortise.sys.SockTxtime;

/**
 * By which clock messages say when they are to leave: the value of {@link Option#SO_TXTIME}, {@code
 * linux/net_tstamp.h}.
 *
 * @param clock the {@code CLOCK_} number: 1 monotonic, 11 TAI, as the queueing discipline has it
 * @param flags 1 when the time is a deadline and not a beginning, 2 to be told of what was too late
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
