package mortise.bench;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bin/bench}. */
@Command(
    name = "bin/bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Compares servers by what they cost: CPU per request, connection and gigabyte, memory per"
          + " idle connection, as ratios to an epoll server in C.",
      "Servers and load are pinned to CPUs; every round starts all servers anew, warms them up and"
          + " lets them take turns in short slices.%n"
    })
final class Bench implements Callable<Integer> {
  @Option(
      names = "--servers",
      split = ",",
      paramLabel = "NAME",
      description = "Only these; c-epoll comes along. --list shows them.")
  private List<String> servers = List.of();

  @Option(
      names = "--cells",
      defaultValue = "all",
      paramLabel = "NAMES",
      description = {
        "What is measured, with commas between: echo-SIZE-CONNECTIONS, connect-CONNECTIONS,"
            + " sink-CONNECTIONS, each with -same or -other for the load generator's CPU,"
            + " idle-CONNECTIONS (or idle-max); seven, all.",
        "With --tls: handshake-1, resume-1, tlssink-1,",
        "tlsecho-SIZE-CONNECTIONS, tlsidle-CONNECTIONS.",
        "With --udp: udp-SIZE-CLIENTS-WINDOW, udptrain-SIZE-CLIENTS-WINDOW."
      })
  private String cells;

  @Option(
      names = "--tls",
      description = {
        "Measures servers behind TLS 1.3: handshakes and bytes per CPU-second, as ratios to"
            + " openssl s_server."
      })
  private boolean tls;

  @Option(
      names = "--udp",
      description = "Measures echoes of datagrams, as ratios to C with recvmmsg and sendmmsg.")
  private boolean udp;

  @Option(names = "--rounds", defaultValue = "5", description = "How often.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "1",
      description = "How long each server works in each cell and round.")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "3",
      description =
          "CPU seconds for each server that compiles at run time; a tenth for the others.")
  private double warmup;

  @Option(names = "--quick", description = "One round, short: to see that it works, not to quote.")
  private boolean quick;

  @Option(
      names = "--server-cpu",
      paramLabel = "N",
      defaultValue = "-1",
      description = "The server's CPU; the last one unless given.")
  private int serverCpu;

  @Option(
      names = "--load-cpu",
      paramLabel = "N",
      defaultValue = "-1",
      description = "The load generator's CPU in -other cells; the first one unless given.")
  private int loadCpu;

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description = "For the JVM of every server in Java, such as -Xmx64m; may be repeated.")
  private List<String> javaOptions = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where samples.csv and tables.md go; bench/target/results unless given.")
  private Path out;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = {
        "Where a run is added, a line for each cell and server; bench/history.csv unless given.",
        "--quick adds nothing."
      })
  private Path history;

  @Option(
      names = "--compare",
      description = {
        "Instead: what was worse in its last run than in its best earlier one on the same machine,"
            + " by more than the noise; exit status 1 where there is any."
      })
  private boolean compare;

  @Option(names = "--plot", description = "Draws the table of ratios into docs/bench.svg as well.")
  private boolean plot;

  @Option(
      names = "--syscalls",
      description = "Instead: the system calls per request of each server, by strace.")
  private boolean syscalls;

  @Option(
      names = "--allocations",
      description = "Instead: the bytes that each server in Java allocates per request.")
  private boolean allocations;

  @Option(
      names = "--jmh",
      arity = "0..1",
      fallbackValue = ".*",
      paramLabel = "PATTERN",
      description = "Instead: the JMH benchmarks of single calls whose names fit.")
  private String jmh;

  @Option(names = "--list", description = "Lists servers and cells and ends.")
  private boolean list;

  private final Tools tools = Tools.here();

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Bench());
    line.setExecutionExceptionHandler((e, command, parsed) -> {
      System.err.println("bin/bench: " + (e instanceof FileSystemException ? e : e.getMessage()));
      return 1;
    });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Peers peers = new Peers(tools, javaOptions);
    if (list) {
      list(peers);
    } else if (compare) {
      List<String> worse = History.read(history()).worse();
      worse.forEach(System.out::println);
      return worse.isEmpty() ? 0 : 1;
    } else if (jmh != null) {
      jmh();
    } else if (syscalls || allocations) {
      perRequest(peers);
    } else {
      measure(peers);
    }
    return 0;
  }

  private static void list(Peers peers) {
    System.out.println("Servers:");
    peers.all().forEach(Bench::list);
    System.out.println("Servers of --tls:");
    peers.tls().forEach(Bench::list);
    System.out.println("Servers of --udp:");
    peers.udp().forEach(Bench::list);
    System.out.println("Cells (seven: those that \"all\" in the table is the mean of):");
    Cell.SEVEN.forEach(
        cell -> System.out.printf(Locale.ROOT, "  %-20s %s%n", cell.name(), cell.title()));
    System.out.println("Further cells (all: these and the seven):");
    Cell.FURTHER.forEach(
        cell -> System.out.printf(Locale.ROOT, "  %-20s %s%n", cell.name(), cell.title()));
    System.out.println("Cells of --tls:");
    Cell.TLS.forEach(
        cell -> System.out.printf(Locale.ROOT, "  %-20s %s%n", cell.name(), cell.title()));
    System.out.println("Cells of --udp:");
    Cell.UDP.forEach(
        cell -> System.out.printf(Locale.ROOT, "  %-20s %s%n", cell.name(), cell.title()));
  }

  private static void list(Peer peer) {
    System.out.printf(Locale.ROOT, "  %-19s %s%n", peer.name(), peer.what());
  }

  private void measure(Peers all) throws IOException {
    Cpus cpus = cpus();
    List<Cell> chosen = cells("all");
    if (!cpus.hasOther()) {
      say("There is one CPU alone: cells with the load on another one are left out.");
      chosen = chosen.stream().filter(cell -> cell.place() == Cell.Place.SAME).toList();
    }
    Machine machine = Machine.now();
    Rounds run = new Rounds(Load.build(suite(), tools, cpus), times(), Bench::say);
    List<Peer> peers = chosen(all);
    run.measure(peers, chosen);
    List<String> names = peers.stream().map(Peer::name).filter(run::hasMeasured).toList();
    Results results = new Results(chosen, names, run.samples);
    Report report = new Report(machine.text(cpus, times()), run.skipped, results);
    System.out.println(report.text());
    Path folder = out != null ? out : tools.home().resolve("target/results");
    report.write(folder);
    say("Written: " + folder.resolve("tables.md") + " and samples.csv beside it.");
    if (!quick) {
      String commit = tools.commit();
      History.append(history(), History.of(results, LocalDate.now(), commit, Machine.name()));
      say("Added to the history: " + history() + "; --compare looks for what has become worse.");
    }
    if (plot) {
      Path file = tools.home().resolveSibling("docs").resolve("bench.svg");
      Files.createDirectories(file.getParent());
      Plot.write(results, file);
      say("Drawn: " + file);
    }
  }

  private Path history() {
    return history != null ? history : tools.home().resolve("history.csv");
  }

  private Suite suite() {
    if (tls && udp) {
      throw new IllegalArgumentException("--tls and --udp are measured one after the other");
    }
    return tls ? Suite.TLS : udp ? Suite.UDP : Suite.TCP;
  }

  /** The cells that the caller chose, or those that stand for all; throws where they do not fit. */
  private List<Cell> cells(String all) {
    List<Cell> chosen =
        !cells.equals("all")
            ? Cell.parseAll(cells)
            : suite() == Suite.TCP ? Cell.parseAll(all) : suite().cells();
    if (chosen.stream().anyMatch(cell -> cell.work().suite() != suite())) {
      throw new IllegalArgumentException(
          "cells of TLS are measured with --tls, of datagrams with --udp, others without: "
              + cells);
    }
    return chosen;
  }

  private void perRequest(Peers all) throws IOException {
    List<Cell> chosen = cells("echo-64-50-other");
    Load load = Load.build(suite(), tools, cpus());
    RequestCosts costs = new RequestCosts(load, times().warmupMillis(), quick, Bench::say);
    if (syscalls) {
      System.out.print(costs.syscalls(chosen, chosen(all)));
    }
    if (allocations) {
      System.out.print(costs.allocations(chosen, chosen(all)));
    }
  }

  private void jmh() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder().include(jmh).jvmArgs(Peers.GRANTS.toArray(String[]::new));
    if (quick) {
      options.forks(1).warmupIterations(1).measurementIterations(1);
    }
    new Runner(options.build()).run();
  }

  private List<Peer> chosen(Peers peers) {
    SequencedSet<String> names = new LinkedHashSet<>(servers);
    List<Peer> all = suite().of(peers);
    if (names.isEmpty()) {
      return all;
    }
    names.addFirst(suite().base());
    return Peers.named(all, List.copyOf(names));
  }

  private Rounds.Times times() {
    return quick
        ? new Rounds.Times(1, 200, 2000)
        : new Rounds.Times(rounds, (int) (1000 * seconds), (int) (1000 * warmup));
  }

  private Cpus cpus() throws IOException {
    Cpus chosen = Cpus.choose();
    return new Cpus(
        serverCpu < 0 ? chosen.server() : serverCpu, loadCpu < 0 ? chosen.other() : loadCpu);
  }

  private static void say(String line) {
    System.err.println(line);
  }
}
