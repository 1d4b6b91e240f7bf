package mortise.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a TCP connection is doing, tcp(7), {@code struct tcp_info} of {@code linux/tcp.h}. {@link
 * TcpOption#TCP_INFO} reads it.
 *
 * <p>The kernel extends the struct, and reports as much as it has. Fields that every kernel reports
 * are plain; fields that an old kernel lacks are optional; newer fields are in the bytes. The names
 * of the struct's fields stand in the class of the same name in {@code mortise.sys}, in the same
 * order.
 *
 * @param bytes the struct as the kernel gave it, 104 bytes at least, in native order
 */
public record TcpInfo(ByteBuffer bytes) {
  static final Codec<TcpInfo> CODEC =
      Codecs.bytes().map(bytes -> new TcpInfo(ByteBuffer.wrap(bytes)), info -> info.copy());

  /** What Linux 2.6.10 and all later kernels have: up to tcpi_total_retrans. */
  private static final int OLDEST_SIZE = 104;

  public TcpInfo {
    if (bytes.remaining() < OLDEST_SIZE) {
      throw new IndexOutOfBoundsException(
          "a tcp_info of " + bytes.remaining() + " bytes, fewer than " + OLDEST_SIZE);
    }
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    bytes = copy.asReadOnlyBuffer();
  }

  /** The struct as the kernel gave it, read-only. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.nativeOrder());
  }

  private MemorySegment memory() {
    return MemorySegment.ofBuffer(bytes);
  }

  private byte[] copy() {
    return memory().toArray(ValueLayout.JAVA_BYTE);
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(1000 * micros);
  }

  private static OptionalLong optional(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Optional<Long> time(long value) {
    return value < 0 ? Optional.empty() : Optional.of(value);
  }

  /** The kernel's "no limit" is all ones, which is also how a missing field reads. */
  private OptionalLong rate(int offset, long value) {
    if (bytes.remaining() < offset + Long.BYTES) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(value < 0 ? Long.MAX_VALUE : value);
  }

  /** Where the connection is in its life. */
  public TcpState state() {
    return new TcpState((int) mortise.sys.struct.TcpInfo.tcpi_state(memory()));
  }

  /** What the congestion control is at, {@code TCP_CA_} number: 0 all is well, 4 loss. */
  public int congestionState() {
    return (int) mortise.sys.struct.TcpInfo.tcpi_ca_state(memory());
  }

  /** What both sides agreed on, {@code TCPI_OPT_} numbers or-ed. */
  public int options() {
    return (int) mortise.sys.struct.TcpInfo.tcpi_options(memory());
  }

  /** How many bits the peer's windows are shifted by. */
  public int sendWindowScale() {
    return (int) mortise.sys.struct.TcpInfo.tcpi_snd_wscale(memory());
  }

  /** The window scale of the receive window, in bits. */
  public int receiveWindowScale() {
    return (int) mortise.sys.struct.TcpInfo.tcpi_rcv_wscale(memory());
  }

  /** Whether {@link #deliveryRate} was measured while there was too little to send. */
  public boolean isDeliveryRateLimited() {
    return mortise.sys.struct.TcpInfo.tcpi_delivery_rate_app_limited(memory()) == 1;
  }

  /** Why data in a SYN failed, {@code TFO_} number; 0 where it did not. */
  public int fastOpenFailure() {
    return (int) mortise.sys.struct.TcpInfo.tcpi_fastopen_client_fail(memory());
  }

  /** How often the oldest unacknowledged segment was sent again so far. */
  public int retransmits() {
    return (int) mortise.sys.struct.TcpInfo.tcpi_retransmits(memory());
  }

  /** Window or keepalive probes without an answer so far. */
  public int probes() {
    return (int) mortise.sys.struct.TcpInfo.tcpi_probes(memory());
  }

  /** How often the wait for a retransmission has doubled. */
  public int backoff() {
    return (int) mortise.sys.struct.TcpInfo.tcpi_backoff(memory());
  }

  /** The wait before a retransmission. */
  public Duration retransmissionTimeout() {
    return micros(mortise.sys.struct.TcpInfo.tcpi_rto(memory()));
  }

  /** The wait before an acknowledgement goes alone. */
  public Duration ackTimeout() {
    return micros(mortise.sys.struct.TcpInfo.tcpi_ato(memory()));
  }

  /** The largest segment that is sent, in bytes. */
  public long sendMss() {
    return mortise.sys.struct.TcpInfo.tcpi_snd_mss(memory());
  }

  /** The largest segment that was received, in bytes; a guess. */
  public long receiveMss() {
    return mortise.sys.struct.TcpInfo.tcpi_rcv_mss(memory());
  }

  /**
   * Segments that are sent and not acknowledged; of a listener, connections that wait to be
   * accepted.
   */
  public long unacked() {
    return mortise.sys.struct.TcpInfo.tcpi_unacked(memory());
  }

  /** Segments that are acknowledged out of order; of a listener, its backlog. */
  public long sacked() {
    return mortise.sys.struct.TcpInfo.tcpi_sacked(memory());
  }

  /** Segments that are taken for lost. */
  public long lost() {
    return mortise.sys.struct.TcpInfo.tcpi_lost(memory());
  }

  /** Segments that are sent again and not acknowledged. */
  public long retransmitted() {
    return mortise.sys.struct.TcpInfo.tcpi_retrans(memory());
  }

  /** How long ago data was sent. */
  public Duration lastDataSent() {
    return Duration.ofMillis(mortise.sys.struct.TcpInfo.tcpi_last_data_sent(memory()));
  }

  /** How long ago data came. */
  public Duration lastDataReceived() {
    return Duration.ofMillis(mortise.sys.struct.TcpInfo.tcpi_last_data_recv(memory()));
  }

  /** How long ago an acknowledgement came. */
  public Duration lastAckReceived() {
    return Duration.ofMillis(mortise.sys.struct.TcpInfo.tcpi_last_ack_recv(memory()));
  }

  /** The MTU of the path, in bytes. */
  public long pathMtu() {
    return mortise.sys.struct.TcpInfo.tcpi_pmtu(memory());
  }

  /** How far the receive window may grow, in bytes. */
  public long receiveThreshold() {
    return mortise.sys.struct.TcpInfo.tcpi_rcv_ssthresh(memory());
  }

  /** The round trip time, smoothed. */
  public Duration rtt() {
    return micros(mortise.sys.struct.TcpInfo.tcpi_rtt(memory()));
  }

  /** How much the round trip time varies. */
  public Duration rttVariation() {
    return micros(mortise.sys.struct.TcpInfo.tcpi_rttvar(memory()));
  }

  /** The slow start threshold, in segments; 2^31 - 1 where there is none yet. */
  public long slowStartThreshold() {
    return mortise.sys.struct.TcpInfo.tcpi_snd_ssthresh(memory());
  }

  /** The congestion window, in segments. */
  public long congestionWindow() {
    return mortise.sys.struct.TcpInfo.tcpi_snd_cwnd(memory());
  }

  /** The advertised maximum segment size, in bytes. */
  public long advertisedMss() {
    return mortise.sys.struct.TcpInfo.tcpi_advmss(memory());
  }

  /** How many segments late one may be before it is taken for lost. */
  public long reordering() {
    return mortise.sys.struct.TcpInfo.tcpi_reordering(memory());
  }

  /** The round trip time as the receiver sees it; zero when unknown. */
  public Duration receiverRtt() {
    return micros(mortise.sys.struct.TcpInfo.tcpi_rcv_rtt(memory()));
  }

  /** The receive buffer as it was tuned, in bytes. */
  public long receiveSpace() {
    return mortise.sys.struct.TcpInfo.tcpi_rcv_space(memory());
  }

  /** All segments that were sent again. */
  public long totalRetransmits() {
    return mortise.sys.struct.TcpInfo.tcpi_total_retrans(memory());
  }

  /** How fast it may send, in bytes per second; Long.MAX_VALUE for no limit. Linux 3.15. */
  public OptionalLong pacingRate() {
    return rate(104, mortise.sys.struct.TcpInfo.tcpi_pacing_rate(memory()));
  }

  /** {@link Option#SO_MAX_PACING_RATE}; Long.MAX_VALUE for no limit. Linux 3.15. */
  public OptionalLong maxPacingRate() {
    return rate(112, mortise.sys.struct.TcpInfo.tcpi_max_pacing_rate(memory()));
  }

  /** Bytes that the peer acknowledged. Linux 4.1. */
  public OptionalLong bytesAcked() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_bytes_acked(memory()));
  }

  /** Bytes that came and were acknowledged. Linux 4.1. */
  public OptionalLong bytesReceived() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_bytes_received(memory()));
  }

  /** All segments that were sent. Linux 4.2. */
  public OptionalLong segmentsOut() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_segs_out(memory()));
  }

  /** All segments that came. Linux 4.2. */
  public OptionalLong segmentsIn() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_segs_in(memory()));
  }

  /** Bytes that wait to be sent the first time. Linux 4.6. */
  public OptionalLong notSentBytes() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_notsent_bytes(memory()));
  }

  /** The shortest round trip time of late. Linux 4.6. */
  public Optional<Duration> minRtt() {
    return time(mortise.sys.struct.TcpInfo.tcpi_min_rtt(memory())).map(TcpInfo::micros);
  }

  /** Segments with data that came. Linux 4.6. */
  public OptionalLong dataSegmentsIn() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_data_segs_in(memory()));
  }

  /** Segments with data that were sent. Linux 4.6. */
  public OptionalLong dataSegmentsOut() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_data_segs_out(memory()));
  }

  /** How fast data was delivered of late, in bytes per second. Linux 4.9. */
  public OptionalLong deliveryRate() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_delivery_rate(memory()));
  }

  /** How long there was something to send. Linux 4.10. */
  public Optional<Duration> busyTime() {
    return time(mortise.sys.struct.TcpInfo.tcpi_busy_time(memory())).map(TcpInfo::micros);
  }

  /** How much of that the peer's window held it up. Linux 4.10. */
  public Optional<Duration> receiveWindowLimited() {
    return time(mortise.sys.struct.TcpInfo.tcpi_rwnd_limited(memory())).map(TcpInfo::micros);
  }

  /** How much of that the send buffer held it up. Linux 4.10. */
  public Optional<Duration> sendBufferLimited() {
    return time(mortise.sys.struct.TcpInfo.tcpi_sndbuf_limited(memory())).map(TcpInfo::micros);
  }

  /** Segments that reached the peer. Linux 4.18. */
  public OptionalLong delivered() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_delivered(memory()));
  }

  /** Those of them that met congestion (ECN). Linux 4.18. */
  public OptionalLong deliveredCongested() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_delivered_ce(memory()));
  }

  /** Bytes that were sent, retransmissions included. Linux 4.19. */
  public OptionalLong bytesSent() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_bytes_sent(memory()));
  }

  /** Bytes that were sent again. Linux 4.19. */
  public OptionalLong bytesRetransmitted() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_bytes_retrans(memory()));
  }

  /** Segments that the peer reported as duplicates (D-SACK). Linux 4.19. */
  public OptionalLong duplicates() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_dsack_dups(memory()));
  }

  /** How often segments were seen to come out of order. Linux 4.19. */
  public OptionalLong reorderingSeen() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_reord_seen(memory()));
  }

  /** Segments that came out of order. Linux 5.4. */
  public OptionalLong outOfOrder() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_rcv_ooopack(memory()));
  }

  /** The peer's window, in bytes. Linux 5.4. */
  public OptionalLong sendWindow() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_snd_wnd(memory()));
  }

  /** The advertised receive window, in bytes. Linux 6.2. */
  public OptionalLong receiveWindow() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_rcv_wnd(memory()));
  }

  /** How often another path was tried. Linux 6.2. */
  public OptionalLong rehashes() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_rehash(memory()));
  }

  /** How often a retransmission timed out. Linux 6.7. */
  public OptionalLong timeouts() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_total_rto(memory()));
  }

  /** How often such a time ended well. Linux 6.7. */
  public OptionalLong timeoutRecoveries() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_total_rto_recoveries(memory()));
  }

  /** How long such times were together. Linux 6.7. */
  public Optional<Duration> timeoutTime() {
    return time(mortise.sys.struct.TcpInfo.tcpi_total_rto_time(memory())).map(Duration::ofMillis);
  }

  /** Segments that came and had met congestion. Linux 7.0, as the rest. */
  public OptionalLong receivedCongested() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_received_ce(memory()));
  }

  /** Bytes that reached the peer marked ECT(1). */
  public OptionalLong deliveredE1Bytes() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_delivered_e1_bytes(memory()));
  }

  /** Bytes that reached the peer marked ECT(0). */
  public OptionalLong deliveredE0Bytes() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_delivered_e0_bytes(memory()));
  }

  /** Bytes that reached the peer marked CE. */
  public OptionalLong deliveredCeBytes() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_delivered_ce_bytes(memory()));
  }

  /** Bytes that came marked ECT(1). */
  public OptionalLong receivedE1Bytes() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_received_e1_bytes(memory()));
  }

  /** Bytes that came marked ECT(0). */
  public OptionalLong receivedE0Bytes() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_received_e0_bytes(memory()));
  }

  /** Bytes that came marked CE. */
  public OptionalLong receivedCeBytes() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_received_ce_bytes(memory()));
  }

  /** How ECN is used, {@code TCPI_ECN_MODE_} number. */
  public OptionalLong ecnMode() {
    return optional(mortise.sys.struct.TcpInfo.tcpi_ecn_mode(memory()));
  }

  /** The few numbers that one looks at first. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "TcpInfo[%s rtt %s cwnd %d retransmits %d]",
        state(),
        rtt(),
        congestionWindow(),
        totalRetransmits());
  }
}
