package mortise.cli;

import java.time.Duration;
import mortise.server.Limits;
import mortise.server.Timeouts;
import picocli.CommandLine.Option;

/** How much a server bears, and for how long: a mixin of picocli's. */
final class LimitOptions {
  @Option(names = "--max-connections", paramLabel = "N", description = "Max. connections (10000).")
  private Integer connections;

  @Option(
      names = "--per-address",
      paramLabel = "N",
      description = "Max. connections per client address.")
  private Integer perAddress;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Rate limit: new connections per second.")
  private Integer rate;

  @Option(
      names = "--address-rate",
      paramLabel = "N",
      description = "Rate limit per client address.")
  private Integer addressRate;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      converter = SizeOption.class,
      description = "Max. bytes from a connection.")
  private Long bytes;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "Idle timeout (5m).")
  private Duration idle;

  @Option(
      names = "--stall",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "Write timeout for a stalled client (30s).")
  private Duration stall;

  @Option(
      names = "--life",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "Max. lifetime of a connection.")
  private Duration life;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "Graceful shutdown timeout (10s).")
  private Duration drain;

  /** How many, and how much of each. */
  Limits limits() {
    Limits limits = Limits.DEFAULT;
    limits = connections == null ? limits : limits.connections(connections);
    limits = perAddress == null ? limits : limits.perAddress(perAddress);
    limits = rate == null ? limits : limits.perSecond(rate);
    limits = addressRate == null ? limits : limits.perAddressPerSecond(addressRate);
    return bytes == null ? limits : limits.bytes(bytes);
  }

  /** How long. */
  Timeouts times() {
    Timeouts times = Timeouts.DEFAULT;
    times = idle == null ? times : times.idle(idle);
    times = stall == null ? times : times.stall(stall);
    times = life == null ? times : times.life(life);
    return drain == null ? times : times.drain(drain);
  }
}
