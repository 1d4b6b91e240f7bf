package mortise.cli.watch;

import java.io.IOException;
import java.time.Duration;
import mortise.cli.flow.Watcher;
import mortise.cli.shell.Amount;
import mortise.net.Address;
import mortise.net.Printable;
import mortise.net.TcpInfo;
import mortise.server.Connection;

/** A sentence about a conversation once it is over, and one about all of them. */
final class TransferReport implements Watcher {
  private final StatusScreen screen;
  private final TransferStats tally;

  TransferReport(StatusScreen screen, TransferStats tally) {
    this.screen = screen;
    this.tally = tally;
  }

  @Override
  public void closed(Connection peer, IOException failure) {
    screen.print(sentence(tally) + "\n");
  }

  /** {@code 127.0.0.1:80: sent 5 B, received 1.46 KiB in 3.21 s, 466 B/s; RTT ...}. */
  static String sentence(TransferStats tally) {
    Address peer = tally.remote();
    String name =
        peer == null || peer.toString().isEmpty() ? "" : Printable.line(peer.toString()) + ": ";
    return name
        + amounts(tally.sent(), tally.received(), tally.age())
        + tally.tcp().map(TransferReport::tcp).orElse("");
  }

  static String total(long conversations, long sent, long received, Duration time) {
    return conversations + " conversations: " + amounts(sent, received, time);
  }

  private static String amounts(long sent, long received, Duration time) {
    double rate = Math.max(sent, received) / Math.max(1e-9, time.toNanos() / 1e9);
    return "sent "
        + exact(sent)
        + ", received "
        + exact(received)
        + (" in " + seconds(time) + ", " + Amount.ofBytes(rate) + "/s");
  }

  private static String seconds(Duration time) {
    double seconds = time.toNanos() / 1e9;
    return seconds < 1 ? Amount.ofTime(time) : Amount.threeDigits(seconds) + " s";
  }

  private static String exact(long count) {
    return Amount.ofBytes(count) + (count < 1000 ? "" : " (" + count + " bytes)");
  }

  private static String tcp(TcpInfo tcp) {
    long again = tcp.totalRetransmits();
    String segments =
        again == 0
            ? "no retransmissions"
            : again + (again == 1 ? " segment" : " segments") + " sent again";
    return "; RTT "
        + Amount.ofTime(tcp.rtt())
        + (" +/- " + Amount.ofTime(tcp.rttVariation()) + ", ")
        + segments;
  }
}
