package mortise.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A server and a client that talk to each other, both sides of the conversation told. */
@Command(name = "demo", description = "Play a conversation between a server and a client.")
final class Demo implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where the server listens (default: ${DEFAULT-VALUE}, else a free port).")
  private int port = 31500;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "The address the server listens on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(names = "--forever", description = "Serve until interrupted, without a client.")
  private boolean forever;

  @Option(names = "--trace", description = "Show every socket call as it happens.")
  private boolean trace;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException("demo is not there yet");
  }
}
