package mortise.net;

import java.time.Duration;
import java.util.Optional;
import mortise.sys.LinuxTcp;
import mortise.sys.NetinetTcp;

/**
 * The options of TCP, tcp(7) and {@code linux/tcp.h}.
 *
 * <p>TCP_ZEROCOPY_RECEIVE is left out: it needs memory that the socket is mapped into.
 */
public final class TcpOption {
  private static final OptionLevel TCP = new OptionLevel(NetinetTcp.SOL_TCP);

  /** Seconds, where a negative number is no time at all. */
  private static final Codec<Optional<Duration>> LINGER2 =
      Codecs.INT.map(
          seconds -> seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)),
          time -> time.map(Codecs::wholeSeconds).orElse(-1));

  /** Sends small segments at once instead of gathering them, tcp(7). */
  public static final Option<Boolean> TCP_NODELAY = TCP.flag("TCP_NODELAY", NetinetTcp.TCP_NODELAY);

  /** The largest segment in bytes; what is set bounds what both sides agree on. */
  public static final Option<Integer> TCP_MAXSEG = TCP.number("TCP_MAXSEG", NetinetTcp.TCP_MAXSEG);

  /** Sends full segments only, for 200 ms or until it is cleared. */
  public static final Option<Boolean> TCP_CORK = TCP.flag("TCP_CORK", NetinetTcp.TCP_CORK);

  /** How long a peer may be silent before it is probed, in whole seconds, up to 32767. */
  public static final Option<Duration> TCP_KEEPIDLE =
      TCP.seconds("TCP_KEEPIDLE", NetinetTcp.TCP_KEEPIDLE);

  /** The time between probes, in whole seconds, up to 32767. */
  public static final Option<Duration> TCP_KEEPINTVL =
      TCP.seconds("TCP_KEEPINTVL", NetinetTcp.TCP_KEEPINTVL);

  /** How many probes without an answer end the connection, 1 to 127. */
  public static final Option<Integer> TCP_KEEPCNT =
      TCP.number("TCP_KEEPCNT", NetinetTcp.TCP_KEEPCNT);

  /** How often connect tries again, 1 to 255. */
  public static final Option<Integer> TCP_SYNCNT = TCP.number("TCP_SYNCNT", NetinetTcp.TCP_SYNCNT);

  /**
   * How long an orphaned connection waits for the peer's end, in whole seconds; empty for not at
   * all, zero for the system's default.
   */
  public static final Option<Optional<Duration>> TCP_LINGER2 =
      TCP.of("TCP_LINGER2", NetinetTcp.TCP_LINGER2, LINGER2);

  /**
   * Accepts a connection when its first data is there, or this time has passed, which the kernel
   * rounds to its retransmissions; zero at once.
   */
  public static final Option<Duration> TCP_DEFER_ACCEPT =
      TCP.seconds("TCP_DEFER_ACCEPT", NetinetTcp.TCP_DEFER_ACCEPT);

  /** The most that the receive window may be, in bytes; 0 for no bound. */
  public static final Option<Integer> TCP_WINDOW_CLAMP =
      TCP.number("TCP_WINDOW_CLAMP", NetinetTcp.TCP_WINDOW_CLAMP);

  /** How the connection is doing. Read only. */
  public static final Option<TcpInfo> TCP_INFO =
      TCP.of("TCP_INFO", NetinetTcp.TCP_INFO, TcpInfo.CODEC).readOnly();

  /** Acknowledges at once, until the kernel finds it better to wait. */
  public static final Option<Boolean> TCP_QUICKACK =
      TCP.flag("TCP_QUICKACK", NetinetTcp.TCP_QUICKACK);

  /** The congestion control by name, such as {@code cubic}. */
  public static final Option<String> TCP_CONGESTION =
      TCP.of("TCP_CONGESTION", NetinetTcp.TCP_CONGESTION, Codecs.text(15));

  /** Information about the congestion control, {@code union tcp_cc_info}. Read only. */
  public static final Option<byte[]> TCP_CC_INFO =
      TCP.of("TCP_CC_INFO", NetinetTcp.TCP_CC_INFO, Codecs.bytes()).readOnly();

  /** The protocol on top that the kernel handles, such as {@code tls}; empty for none. */
  public static final Option<String> TCP_ULP =
      TCP.of("TCP_ULP", NetinetTcp.TCP_ULP, Codecs.text(15));

  /** The key that segments from and to an address are signed with, RFC 2385. Write only. */
  public static final Option<Md5Signature> TCP_MD5SIG =
      TCP.of("TCP_MD5SIG", NetinetTcp.TCP_MD5SIG, Md5Signature.CODEC).writeOnly();

  /** The signing key for a network, or for an interface, RFC 2385. Write only. */
  public static final Option<Md5Signature> TCP_MD5SIG_EXT =
      TCP.of("TCP_MD5SIG_EXT", NetinetTcp.TCP_MD5SIG_EXT, Md5Signature.CODEC).writeOnly();

  /** Retransmits streams of few packets without ever longer waits. */
  public static final Option<Boolean> TCP_THIN_LINEAR_TIMEOUTS =
      TCP.flag("TCP_THIN_LINEAR_TIMEOUTS", NetinetTcp.TCP_THIN_LINEAR_TIMEOUTS);

  /** Retransmits streams of few packets sooner. The kernel no longer heeds it. */
  public static final Option<Boolean> TCP_THIN_DUPACK =
      TCP.flag("TCP_THIN_DUPACK", NetinetTcp.TCP_THIN_DUPACK);

  /**
   * How long sent data may stay unacknowledged before the connection ends, in milliseconds; zero
   * for the system's default.
   */
  public static final Option<Duration> TCP_USER_TIMEOUT =
      TCP.millis("TCP_USER_TIMEOUT", NetinetTcp.TCP_USER_TIMEOUT);

  /**
   * Stops the protocol so that its state can be moved: 1 on, 0 off, -1 off without a window probe.
   * Needs CAP_NET_ADMIN.
   */
  public static final Option<Integer> TCP_REPAIR = TCP.number("TCP_REPAIR", NetinetTcp.TCP_REPAIR);

  /** Repair: which queue is meant, 0 none, 1 receive, 2 send. */
  public static final Option<Integer> TCP_REPAIR_QUEUE =
      TCP.number("TCP_REPAIR_QUEUE", NetinetTcp.TCP_REPAIR_QUEUE);

  /** Repair: the sequence number of the queue, 0 to 2^32 - 1. */
  public static final Option<Long> TCP_QUEUE_SEQ =
      TCP.of("TCP_QUEUE_SEQ", NetinetTcp.TCP_QUEUE_SEQ, Codecs.UNSIGNED);

  /** Repair: what was agreed on, as {@code struct tcp_repair_opt} in a row. Write only. */
  public static final Option<byte[]> TCP_REPAIR_OPTIONS =
      TCP.of("TCP_REPAIR_OPTIONS", NetinetTcp.TCP_REPAIR_OPTIONS, Codecs.bytes()).writeOnly();

  /** Repair: the windows, {@code struct tcp_repair_window}. */
  public static final Option<byte[]> TCP_REPAIR_WINDOW =
      TCP.of("TCP_REPAIR_WINDOW", NetinetTcp.TCP_REPAIR_WINDOW, Codecs.bytes(20));

  /**
   * Server: how many connections may come with data in their SYN and wait, RFC 7413; 0 for none.
   */
  public static final Option<Integer> TCP_FASTOPEN =
      TCP.number("TCP_FASTOPEN", NetinetTcp.TCP_FASTOPEN);

  /** Client: connect returns at once, and the first send goes with the SYN. */
  public static final Option<Boolean> TCP_FASTOPEN_CONNECT =
      TCP.flag("TCP_FASTOPEN_CONNECT", NetinetTcp.TCP_FASTOPEN_CONNECT);

  /** Server: the key of the cookies, 16 bytes; with the one before it 32. */
  public static final Option<byte[]> TCP_FASTOPEN_KEY =
      TCP.of("TCP_FASTOPEN_KEY", NetinetTcp.TCP_FASTOPEN_KEY, Codecs.bytes(32));

  /** Takes and sends data in SYNs without cookies. */
  public static final Option<Boolean> TCP_FASTOPEN_NO_COOKIE =
      TCP.flag("TCP_FASTOPEN_NO_COOKIE", NetinetTcp.TCP_FASTOPEN_NO_COOKIE);

  /** The clock that timestamps are made by, 0 to 2^32 - 1; it can be set in repair. */
  public static final Option<Long> TCP_TIMESTAMP =
      TCP.of("TCP_TIMESTAMP", NetinetTcp.TCP_TIMESTAMP, Codecs.UNSIGNED);

  /** How many bytes may wait unsent before the socket is no longer writable; 2^32 - 1 for any. */
  public static final Option<Long> TCP_NOTSENT_LOWAT =
      TCP.of("TCP_NOTSENT_LOWAT", NetinetTcp.TCP_NOTSENT_LOWAT, Codecs.UNSIGNED);

  /** Server: keeps the headers of SYNs; 2 with that of the link layer. */
  public static final Option<Integer> TCP_SAVE_SYN =
      TCP.number("TCP_SAVE_SYN", NetinetTcp.TCP_SAVE_SYN);

  /** The headers of the SYN that made this connection, which reading gives away. Read only. */
  public static final Option<byte[]> TCP_SAVED_SYN =
      TCP.of("TCP_SAVED_SYN", NetinetTcp.TCP_SAVED_SYN, Codecs.bytes()).readOnly();

  /** Adds the number of remaining bytes to every received message. */
  public static final Option<Boolean> TCP_INQ = TCP.flag("TCP_INQ", NetinetTcp.TCP_INQ);

  /** Sends everything this much later, for experiments; in microseconds. */
  public static final Option<Duration> TCP_TX_DELAY =
      TCP.micros("TCP_TX_DELAY", NetinetTcp.TCP_TX_DELAY);

  /** Whether the connection is one of multipath TCP. Read only; Linux 6.10. */
  public static final Option<Boolean> TCP_IS_MPTCP =
      TCP.flag("TCP_IS_MPTCP", LinuxTcp.TCP_IS_MPTCP).readOnly().since(6, 10);

  /** The longest wait before a retransmission, 1 to 120 s; Linux 6.15. */
  public static final Option<Duration> TCP_RTO_MAX_MS =
      TCP.millis("TCP_RTO_MAX_MS", LinuxTcp.TCP_RTO_MAX_MS).since(6, 15);

  /** The shortest wait before a retransmission; Linux 6.15. */
  public static final Option<Duration> TCP_RTO_MIN_US =
      TCP.micros("TCP_RTO_MIN_US", LinuxTcp.TCP_RTO_MIN_US).since(6, 15);

  /** The longest that an acknowledgement may wait; Linux 6.15. */
  public static final Option<Duration> TCP_DELACK_MAX_US =
      TCP.micros("TCP_DELACK_MAX_US", LinuxTcp.TCP_DELACK_MAX_US).since(6, 15);

  private TcpOption() {}
}
