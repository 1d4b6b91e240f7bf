package mortise.cli.watch;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of verbs that move bytes, for seeing them move: a mixin of picocli's. */
public final class WatchOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the bytes of both ways to a file.")
  private Path output;

  @Option(
      names = {"-x", "--hex-dump"},
      paramLabel = "FILE",
      description = "Write them to a file as a hex dump.")
  private Path hexDump;

  @Option(
      names = "--append-output",
      description = "Keep what is in the files of -o and -x and add to it.")
  private boolean append;

  @Option(
      names = "--pcap",
      paramLabel = "FILE",
      description = "Write the session as pcapng, for Wireshark and tshark.")
  private Path capture;

  @Option(names = "--hexdump", description = "Show a hex dump of both ways on stderr.")
  private boolean hex;

  @Option(names = "--json", description = "Tell what happens on stderr, a JSON object a line.")
  private boolean json;

  @Option(
      names = "--progress",
      negatable = true,
      description =
          "Tell on stderr how far a transfer is; by itself on a terminal that shows nothing else.")
  private Boolean progress;

  @Option(
      names = "--report",
      description = "Tell bytes, time, rate, RTT and retransmissions at the end.")
  private boolean report;

  @Option(names = "--trace", description = "Show every socket call on stderr as it ends.")
  private boolean trace;

  /** What the options ask for. */
  public WatchSettings settings() {
    WatchSettings.When when =
        progress == null
            ? WatchSettings.When.AUTO
            : progress ? WatchSettings.When.ALWAYS : WatchSettings.When.NEVER;
    return new WatchSettings(output, hexDump, append, capture, hex, json, when, report, trace);
  }
}
