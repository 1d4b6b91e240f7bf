package mortise.cli.watch;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of verbs that move bytes, for seeing them move: a mixin of picocli's. */
public final class WatchOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the bytes of both directions to a file.")
  private Path output;

  @Option(
      names = {"-x", "--hex-dump"},
      paramLabel = "FILE",
      description = "Write a hex dump to a file.")
  private Path hexDump;

  @Option(names = "--append-output", description = "Append to the files of -o and -x.")
  private boolean append;

  @Option(
      names = "--pcap",
      paramLabel = "FILE",
      description = "Write the traffic as pcapng, for Wireshark and tshark.")
  private Path capture;

  @Option(names = "--hexdump", description = "Print a hex dump of both directions on stderr.")
  private boolean hex;

  @Option(names = "--json", description = "Print events on stderr, one JSON object per line.")
  private boolean json;

  @Option(
      names = "--progress",
      negatable = true,
      description = "Show the progress on stderr; automatic on a terminal without other output.")
  private Boolean progress;

  @Option(
      names = "--report",
      description = "Print bytes, time, rate, RTT and retransmissions at the end.")
  private boolean report;

  @Option(names = "--trace", description = "Print every socket call on stderr as it ends.")
  private boolean trace;

  @Mixin private InspectOptions inspection;

  /**
   * What the options ask for.
   *
   * @throws IllegalArgumentException when one cannot be read
   */
  public WatchSettings settings() {
    WatchSettings.When when =
        progress == null
            ? WatchSettings.When.AUTO
            : progress ? WatchSettings.When.ALWAYS : WatchSettings.When.NEVER;
    return new WatchSettings(
        output, hexDump, append, capture, hex, json, when, report, trace, inspection.settings());
  }
}
