package mortise.cli.sockets;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.StringJoiner;
import mortise.cli.shell.Amount;
import mortise.cli.shell.Json;
import mortise.diag.KernelSocket;
import mortise.net.TcpInfo;
import mortise.net.TcpState;

/** How a connection of TCP fares, in words and as JSON. */
final class TcpInfoFormat {
  private static final long NO_THRESHOLD = Integer.MAX_VALUE;

  private TcpInfoFormat() {}

  static String words(KernelSocket socket) {
    return socket.details().tcp().map(info -> words(socket, info)).orElse("");
  }

  private static String words(KernelSocket socket, TcpInfo info) {
    StringJoiner words = new StringJoiner(" ");
    words.add(socket.details().congestion());
    if (socket.state().equals(TcpState.LISTEN)) {
      return words.add("mss:" + info.advertisedMss()).toString();
    }
    words.add("rtt:" + millis(info.rtt()) + "/" + millis(info.rttVariation()) + "ms");
    info.minRtt().ifPresent(rtt -> words.add("minrtt:" + millis(rtt) + "ms"));
    words.add("rto:" + info.retransmissionTimeout().toMillis() + "ms");
    words.add("mss:" + info.sendMss()).add("pmtu:" + info.pathMtu());
    words.add("cwnd:" + info.congestionWindow());
    if (info.slowStartThreshold() < NO_THRESHOLD) {
      words.add("ssthresh:" + info.slowStartThreshold());
    }
    words.add("retrans:" + info.retransmitted() + "/" + info.totalRetransmits());
    add(words, "lost", OptionalLong.of(info.lost()));
    add(words, "unacked", OptionalLong.of(info.unacked()));
    add(words, "sent", info.bytesSent());
    add(words, "acked", info.bytesAcked());
    add(words, "received", info.bytesReceived());
    add(words, "notsent", info.notSentBytes());
    add(words, "reordered", info.reorderingSeen());
    rate(words, "delivery", info.deliveryRate());
    rate(words, "pacing", info.pacingRate());
    words.add("lastsnd:" + info.lastDataSent().toMillis() + "ms");
    words.add("lastrcv:" + info.lastDataReceived().toMillis() + "ms");
    return words.toString();
  }

  private static void add(StringJoiner words, String name, OptionalLong value) {
    if (value.orElse(0) != 0) {
      words.add(name + ":" + value.getAsLong());
    }
  }

  private static void rate(StringJoiner words, String name, OptionalLong bytesPerSecond) {
    long rate = bytesPerSecond.orElse(0);
    if (rate != 0 && rate != Long.MAX_VALUE) {
      words.add(name + ":" + Amount.ofBits(rate).replace(" ", ""));
    }
  }

  private static String millis(Duration time) {
    return Double.toString(time.toNanos() / 1000 / 1e3);
  }

  /** All of it, times in microseconds, rates in bytes a second. */
  static Json json(KernelSocket socket) {
    return socket.details().tcp().map(info -> json(socket, info)).orElse(null);
  }

  private static Json json(KernelSocket socket, TcpInfo info) {
    return new Json()
        .put("congestion", socket.details().congestion())
        .put("rtt_us", micros(info.rtt()))
        .put("rtt_variation_us", micros(info.rttVariation()))
        .put("min_rtt_us", info.minRtt().map(TcpInfoFormat::micros).orElse(null))
        .put("rto_us", micros(info.retransmissionTimeout()))
        .put("mss", info.sendMss())
        .put("path_mtu", info.pathMtu())
        .put("cwnd", info.congestionWindow())
        .put(
            "ssthresh", info.slowStartThreshold() < NO_THRESHOLD ? info.slowStartThreshold() : null)
        .put("retransmits", info.totalRetransmits())
        .put("lost", info.lost())
        .put("unacked", info.unacked())
        .put("bytes_sent", number(info.bytesSent()))
        .put("bytes_acked", number(info.bytesAcked()))
        .put("bytes_received", number(info.bytesReceived()))
        .put("bytes_retransmitted", number(info.bytesRetransmitted()))
        .put("not_sent", number(info.notSentBytes()))
        .put("delivery_rate", number(info.deliveryRate()))
        .put("pacing_rate", number(info.pacingRate()));
  }

  private static long micros(Duration time) {
    return time.toNanos() / 1000;
  }

  private static Long number(OptionalLong value) {
    return value.isPresent() && value.getAsLong() != Long.MAX_VALUE ? value.getAsLong() : null;
  }
}
