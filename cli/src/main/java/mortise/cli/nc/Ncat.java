package mortise.cli.nc;

import java.io.IOException;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import mortise.cli.flow.DescriptorConnection;
import mortise.cli.shell.LogOutput;
import mortise.cli.watch.RecordException;
import mortise.cli.watch.Watch;
import mortise.net.Errno;
import mortise.process.DefaultSignalAction;
import mortise.process.DescriptorException;

/** ncat: parses the command line, runs it, and prints one sentence for an error. */
public final class Ncat {
  static final int OK = 0;
  static final int NETWORK = 1;
  static final int OTHER = 2;

  /** The exit status of a program that SIGPIPE has ended, as in a shell. */
  static final int BROKEN_PIPE = 128 + 13;

  private static final int SIGQUIT = 3;

  private Ncat() {}

  /**
   * Runs nc on this process's streams and returns its exit status: 0, 1 for a failure of the
   * network, 2 for any other, 128 and the signal's number where one ends it.
   */
  public static int main(CommandName name, String... args) {
    // The JVM answers SIGQUIT by a thread dump on standard output, which is for data here.
    DefaultSignalAction.restore(SIGQUIT);
    try {
      return run(name, DescriptorConnection.ofProcess(), System.err, args);
    } catch (IOException e) {
      new Log(System.err, 0).message(ErrorMessages.of(e));
      return OTHER;
    }
  }

  /** Runs nc on other streams. */
  static int run(DescriptorConnection stdio, PrintStream err, String... args) {
    return run(CommandName.VERB, stdio, err, args);
  }

  /** Runs nc on other streams, called as {@code name}. */
  public static int run(
      CommandName name, DescriptorConnection stdio, PrintStream err, String... args) {
    long begin = System.nanoTime();
    Log log = new Log(err, 0);
    try {
      ParsedOptions given = ParsedOptions.parse(args);
      if (given.has(NcOption.HELP)) {
        return print(stdio, name.help(given.value(NcOption.HELP)));
      }
      if (given.has(NcOption.VERSION)) {
        return print(stdio, versionLine());
      }
      NcSettings settings = NcSettings.of(given);
      log = new Log(err, settings.verbosity());
      if (log.isVerbose()) {
        log.message(NcHelp.version());
      }
      return run(settings, stdio, log, begin);
    } catch (UsageException e) {
      log.message(ErrorMessages.of(e) + " QUITTING.");
      return OTHER;
    } catch (ExitException e) {
      if (e.getMessage() != null) {
        log.message(e.getMessage());
      }
      return e.status();
    } catch (RecordException e) {
      log.message(ErrorMessages.of(e) + " QUITTING.");
      return OTHER;
    } catch (IOException e) {
      return explain(e, log);
    }
  }

  /** What {@code --version} prints. */
  public static String versionLine() {
    return "Ncat: " + NcHelp.version() + "\n";
  }

  private static int run(NcSettings settings, DescriptorConnection stdio, Log log, long begin)
      throws IOException {
    if (!settings.listening().on() || !settings.listening().keepOpen()) {
      return converse(settings, stdio, log, begin);
    }
    // One reader that stops must not stop the conversations of all.
    if (log.stream() == System.err) {
      Log ofProcess = new Log(LogOutput.standardError(), settings.verbosity());
      return converse(settings, stdio, ofProcess, begin);
    }
    try (LogOutput output = LogOutput.to(log.stream());
        PrintStream err = new PrintStream(output, true, log.stream().charset())) {
      return converse(settings, stdio, new Log(err, settings.verbosity()), begin);
    }
  }

  private static int converse(NcSettings settings, DescriptorConnection stdio, Log log, long begin)
      throws IOException {
    try (Watch watch = Watch.open(settings.records(), log.stream())) {
      NcRun session = new NcRun(settings, stdio, log, watch, begin);
      try {
        int status = mode(session);
        if (watch.failure() != null) {
          throw watch.failure();
        }
        return status;
      } catch (IOException e) {
        // What has ended everything else comes first.
        IOException cause = watch.failure() == null ? e : watch.failure();
        watch.failed(cause);
        throw cause;
      }
    }
  }

  private static int mode(NcRun session) throws IOException {
    if (session.settings().listening().on()) {
      return new ListenMode(session).run();
    }
    if (session.settings().transferMode().zero()) {
      return new ZeroMode(session).run();
    }
    if (session.settings().transferMode().passesDescriptor()) {
      return new PassMode(session).run();
    }
    return new ConnectMode(session).run();
  }

  private static int explain(IOException e, Log log) {
    if (e instanceof DescriptorException here) {
      if (here.errno().equals(Errno.EPIPE)) {
        return BROKEN_PIPE;
      }
      log.message(ErrorMessages.of(e));
      return OTHER;
    }
    if (e instanceof UnknownHostException || e instanceof FileSystemException) {
      log.message(ErrorMessages.of(e) + " QUITTING.");
      return OTHER;
    }
    log.message(ErrorMessages.of(e));
    return NETWORK;
  }

  private static int print(DescriptorConnection stdio, String text) throws IOException {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    stdio.write(bytes, 0, bytes.length);
    return OK;
  }
}
