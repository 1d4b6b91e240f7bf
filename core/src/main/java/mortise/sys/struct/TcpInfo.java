package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct tcp_info}, tcp(7): the state of a TCP connection.
 *
 * <p>The kernel appends to it, and TCP_INFO fills as much as both sides know. Cut the segment to
 * the length that the kernel gave back: what lies past its end reads as -1. All numbers are
 * unsigned in C; times are microseconds, save {@code tcpi_last_*} and {@code tcpi_total_rto_time},
 * which are milliseconds.
 */
@Header(value = "linux/tcp.h", struct = "struct tcp_info", grows = true)
public final class TcpInfo {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("tcpi_state"),
          JAVA_BYTE.withName("tcpi_ca_state"),
          JAVA_BYTE.withName("tcpi_retransmits"),
          JAVA_BYTE.withName("tcpi_probes"),
          JAVA_BYTE.withName("tcpi_backoff"),
          JAVA_BYTE.withName("tcpi_options"),
          paddingLayout(2),
          JAVA_INT_UNALIGNED.withName("tcpi_rto"),
          JAVA_INT_UNALIGNED.withName("tcpi_ato"),
          JAVA_INT_UNALIGNED.withName("tcpi_snd_mss"),
          JAVA_INT_UNALIGNED.withName("tcpi_rcv_mss"),
          JAVA_INT_UNALIGNED.withName("tcpi_unacked"),
          JAVA_INT_UNALIGNED.withName("tcpi_sacked"),
          JAVA_INT_UNALIGNED.withName("tcpi_lost"),
          JAVA_INT_UNALIGNED.withName("tcpi_retrans"),
          JAVA_INT_UNALIGNED.withName("tcpi_fackets"),
          JAVA_INT_UNALIGNED.withName("tcpi_last_data_sent"),
          JAVA_INT_UNALIGNED.withName("tcpi_last_ack_sent"),
          JAVA_INT_UNALIGNED.withName("tcpi_last_data_recv"),
          JAVA_INT_UNALIGNED.withName("tcpi_last_ack_recv"),
          JAVA_INT_UNALIGNED.withName("tcpi_pmtu"),
          JAVA_INT_UNALIGNED.withName("tcpi_rcv_ssthresh"),
          JAVA_INT_UNALIGNED.withName("tcpi_rtt"),
          JAVA_INT_UNALIGNED.withName("tcpi_rttvar"),
          JAVA_INT_UNALIGNED.withName("tcpi_snd_ssthresh"),
          JAVA_INT_UNALIGNED.withName("tcpi_snd_cwnd"),
          JAVA_INT_UNALIGNED.withName("tcpi_advmss"),
          JAVA_INT_UNALIGNED.withName("tcpi_reordering"),
          JAVA_INT_UNALIGNED.withName("tcpi_rcv_rtt"),
          JAVA_INT_UNALIGNED.withName("tcpi_rcv_space"),
          JAVA_INT_UNALIGNED.withName("tcpi_total_retrans"),
          JAVA_LONG_UNALIGNED.withName("tcpi_pacing_rate"),
          JAVA_LONG_UNALIGNED.withName("tcpi_max_pacing_rate"),
          JAVA_LONG_UNALIGNED.withName("tcpi_bytes_acked"),
          JAVA_LONG_UNALIGNED.withName("tcpi_bytes_received"),
          JAVA_INT_UNALIGNED.withName("tcpi_segs_out"),
          JAVA_INT_UNALIGNED.withName("tcpi_segs_in"),
          JAVA_INT_UNALIGNED.withName("tcpi_notsent_bytes"),
          JAVA_INT_UNALIGNED.withName("tcpi_min_rtt"),
          JAVA_INT_UNALIGNED.withName("tcpi_data_segs_in"),
          JAVA_INT_UNALIGNED.withName("tcpi_data_segs_out"),
          JAVA_LONG_UNALIGNED.withName("tcpi_delivery_rate"),
          JAVA_LONG_UNALIGNED.withName("tcpi_busy_time"),
          JAVA_LONG_UNALIGNED.withName("tcpi_rwnd_limited"),
          JAVA_LONG_UNALIGNED.withName("tcpi_sndbuf_limited"),
          JAVA_INT_UNALIGNED.withName("tcpi_delivered"),
          JAVA_INT_UNALIGNED.withName("tcpi_delivered_ce"),
          JAVA_LONG_UNALIGNED.withName("tcpi_bytes_sent"),
          JAVA_LONG_UNALIGNED.withName("tcpi_bytes_retrans"),
          JAVA_INT_UNALIGNED.withName("tcpi_dsack_dups"),
          JAVA_INT_UNALIGNED.withName("tcpi_reord_seen"),
          JAVA_INT_UNALIGNED.withName("tcpi_rcv_ooopack"),
          JAVA_INT_UNALIGNED.withName("tcpi_snd_wnd"),
          JAVA_INT_UNALIGNED.withName("tcpi_rcv_wnd"),
          JAVA_INT_UNALIGNED.withName("tcpi_rehash"),
          JAVA_SHORT_UNALIGNED.withName("tcpi_total_rto"),
          JAVA_SHORT_UNALIGNED.withName("tcpi_total_rto_recoveries"),
          JAVA_INT_UNALIGNED.withName("tcpi_total_rto_time"),
          JAVA_INT_UNALIGNED.withName("tcpi_received_ce"),
          JAVA_INT_UNALIGNED.withName("tcpi_delivered_e1_bytes"),
          JAVA_INT_UNALIGNED.withName("tcpi_delivered_e0_bytes"),
          JAVA_INT_UNALIGNED.withName("tcpi_delivered_ce_bytes"),
          JAVA_INT_UNALIGNED.withName("tcpi_received_e1_bytes"),
          JAVA_INT_UNALIGNED.withName("tcpi_received_e0_bytes"),
          JAVA_INT_UNALIGNED.withName("tcpi_received_ce_bytes"),
          paddingLayout(4));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private TcpInfo() {}

  private static long u8(MemorySegment s, long offset) {
    return offset < s.byteSize() ? Pointers.buffer(s).get((int) offset) & 0xff : -1;
  }

  private static long u16(MemorySegment s, long offset) {
    return offset + 2 <= s.byteSize() ? Pointers.buffer(s).getShort((int) offset) & 0xffff : -1;
  }

  private static long u32(MemorySegment s, long offset) {
    return offset + 4 <= s.byteSize() ? Pointers.buffer(s).getInt((int) offset) & 0xffffffffL : -1;
  }

  private static long u64(MemorySegment s, long offset) {
    return offset + 8 <= s.byteSize() ? Pointers.buffer(s).getLong((int) offset) : -1;
  }

  public static long tcpi_state(MemorySegment s) {
    return u8(s, 0);
  }

  public static long tcpi_ca_state(MemorySegment s) {
    return u8(s, 1);
  }

  public static long tcpi_retransmits(MemorySegment s) {
    return u8(s, 2);
  }

  public static long tcpi_probes(MemorySegment s) {
    return u8(s, 3);
  }

  public static long tcpi_backoff(MemorySegment s) {
    return u8(s, 4);
  }

  public static long tcpi_options(MemorySegment s) {
    return u8(s, 5);
  }

  /** The shift of the windows that come in; four bits, the low half of a byte. */
  public static long tcpi_snd_wscale(MemorySegment s) {
    return u8(s, 6) & 0xf;
  }

  /** The shift of the windows that go out; the high half of that byte. */
  public static long tcpi_rcv_wscale(MemorySegment s) {
    return u8(s, 6) >> 4;
  }

  /**
   * 1 when the sender had too little data for {@link #tcpi_delivery_rate} to measure the path's
   * rate.
   */
  public static long tcpi_delivery_rate_app_limited(MemorySegment s) {
    return u8(s, 7) & 1;
  }

  public static long tcpi_fastopen_client_fail(MemorySegment s) {
    return u8(s, 7) >> 1 & 3;
  }

  public static long tcpi_rto(MemorySegment s) {
    return u32(s, 8);
  }

  public static long tcpi_ato(MemorySegment s) {
    return u32(s, 12);
  }

  public static long tcpi_snd_mss(MemorySegment s) {
    return u32(s, 16);
  }

  public static long tcpi_rcv_mss(MemorySegment s) {
    return u32(s, 20);
  }

  public static long tcpi_unacked(MemorySegment s) {
    return u32(s, 24);
  }

  public static long tcpi_sacked(MemorySegment s) {
    return u32(s, 28);
  }

  public static long tcpi_lost(MemorySegment s) {
    return u32(s, 32);
  }

  public static long tcpi_retrans(MemorySegment s) {
    return u32(s, 36);
  }

  public static long tcpi_fackets(MemorySegment s) {
    return u32(s, 40);
  }

  public static long tcpi_last_data_sent(MemorySegment s) {
    return u32(s, 44);
  }

  public static long tcpi_last_ack_sent(MemorySegment s) {
    return u32(s, 48);
  }

  public static long tcpi_last_data_recv(MemorySegment s) {
    return u32(s, 52);
  }

  public static long tcpi_last_ack_recv(MemorySegment s) {
    return u32(s, 56);
  }

  public static long tcpi_pmtu(MemorySegment s) {
    return u32(s, 60);
  }

  public static long tcpi_rcv_ssthresh(MemorySegment s) {
    return u32(s, 64);
  }

  public static long tcpi_rtt(MemorySegment s) {
    return u32(s, 68);
  }

  public static long tcpi_rttvar(MemorySegment s) {
    return u32(s, 72);
  }

  public static long tcpi_snd_ssthresh(MemorySegment s) {
    return u32(s, 76);
  }

  public static long tcpi_snd_cwnd(MemorySegment s) {
    return u32(s, 80);
  }

  public static long tcpi_advmss(MemorySegment s) {
    return u32(s, 84);
  }

  public static long tcpi_reordering(MemorySegment s) {
    return u32(s, 88);
  }

  public static long tcpi_rcv_rtt(MemorySegment s) {
    return u32(s, 92);
  }

  public static long tcpi_rcv_space(MemorySegment s) {
    return u32(s, 96);
  }

  public static long tcpi_total_retrans(MemorySegment s) {
    return u32(s, 100);
  }

  public static long tcpi_pacing_rate(MemorySegment s) {
    return u64(s, 104);
  }

  public static long tcpi_max_pacing_rate(MemorySegment s) {
    return u64(s, 112);
  }

  public static long tcpi_bytes_acked(MemorySegment s) {
    return u64(s, 120);
  }

  public static long tcpi_bytes_received(MemorySegment s) {
    return u64(s, 128);
  }

  public static long tcpi_segs_out(MemorySegment s) {
    return u32(s, 136);
  }

  public static long tcpi_segs_in(MemorySegment s) {
    return u32(s, 140);
  }

  public static long tcpi_notsent_bytes(MemorySegment s) {
    return u32(s, 144);
  }

  public static long tcpi_min_rtt(MemorySegment s) {
    return u32(s, 148);
  }

  public static long tcpi_data_segs_in(MemorySegment s) {
    return u32(s, 152);
  }

  public static long tcpi_data_segs_out(MemorySegment s) {
    return u32(s, 156);
  }

  public static long tcpi_delivery_rate(MemorySegment s) {
    return u64(s, 160);
  }

  public static long tcpi_busy_time(MemorySegment s) {
    return u64(s, 168);
  }

  public static long tcpi_rwnd_limited(MemorySegment s) {
    return u64(s, 176);
  }

  public static long tcpi_sndbuf_limited(MemorySegment s) {
    return u64(s, 184);
  }

  public static long tcpi_delivered(MemorySegment s) {
    return u32(s, 192);
  }

  public static long tcpi_delivered_ce(MemorySegment s) {
    return u32(s, 196);
  }

  public static long tcpi_bytes_sent(MemorySegment s) {
    return u64(s, 200);
  }

  public static long tcpi_bytes_retrans(MemorySegment s) {
    return u64(s, 208);
  }

  public static long tcpi_dsack_dups(MemorySegment s) {
    return u32(s, 216);
  }

  public static long tcpi_reord_seen(MemorySegment s) {
    return u32(s, 220);
  }

  public static long tcpi_rcv_ooopack(MemorySegment s) {
    return u32(s, 224);
  }

  public static long tcpi_snd_wnd(MemorySegment s) {
    return u32(s, 228);
  }

  public static long tcpi_rcv_wnd(MemorySegment s) {
    return u32(s, 232);
  }

  public static long tcpi_rehash(MemorySegment s) {
    return u32(s, 236);
  }

  public static long tcpi_total_rto(MemorySegment s) {
    return u16(s, 240);
  }

  public static long tcpi_total_rto_recoveries(MemorySegment s) {
    return u16(s, 242);
  }

  public static long tcpi_total_rto_time(MemorySegment s) {
    return u32(s, 244);
  }

  public static long tcpi_received_ce(MemorySegment s) {
    return u32(s, 248);
  }

  public static long tcpi_delivered_e1_bytes(MemorySegment s) {
    return u32(s, 252);
  }

  public static long tcpi_delivered_e0_bytes(MemorySegment s) {
    return u32(s, 256);
  }

  public static long tcpi_delivered_ce_bytes(MemorySegment s) {
    return u32(s, 260);
  }

  public static long tcpi_received_e1_bytes(MemorySegment s) {
    return u32(s, 264);
  }

  public static long tcpi_received_e0_bytes(MemorySegment s) {
    return u32(s, 268);
  }

  public static long tcpi_received_ce_bytes(MemorySegment s) {
    return u32(s, 272);
  }

  /** How ECN is used: {@code TCPI_ECN_MODE_} of {@code linux/tcp.h}. */
  public static long tcpi_ecn_mode(MemorySegment s) {
    long bits = u32(s, 276);
    return bits < 0 ? bits : bits & 3;
  }

  public static long tcpi_accecn_opt_seen(MemorySegment s) {
    long bits = u32(s, 276);
    return bits < 0 ? bits : bits >> 2 & 3;
  }

  public static long tcpi_accecn_fail_mode(MemorySegment s) {
    long bits = u32(s, 276);
    return bits < 0 ? bits : bits >> 4 & 0xf;
  }

  public static long tcpi_options2(MemorySegment s) {
    long bits = u32(s, 276);
    return bits < 0 ? bits : bits >> 8;
  }
}
