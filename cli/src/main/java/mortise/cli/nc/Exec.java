package mortise.cli.nc;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import mortise.cli.flow.Watcher;
import mortise.process.ChildPlan;
import mortise.server.Connection;

/** A program as one end of each conversation: {@code --exec}, {@code --sh-exec}. */
final class Exec {
  private final ChildPlan plan;
  private final boolean onPty;

  private Exec(ChildPlan plan, boolean onPty) {
    this.plan = plan;
    this.onPty = onPty;
  }

  /**
   * A program and its arguments, in ncat's words.
   *
   * @throws IllegalArgumentException when there is no program in it
   */
  static Exec ofWords(String line, boolean onPty) {
    List<String> words = Words.of(line);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("there is no program in '" + line + "'");
    }
    return new Exec(ChildPlan.of(words), onPty);
  }

  /** A line for the shell. */
  static Exec ofShell(String line, boolean onPty) {
    return new Exec(ChildPlan.ofShell(line), onPty);
  }

  /**
   * Starts the program for a peer and passes on between them until the program has ended, or the
   * peer has gone. Tells the peer the end, and closes the connection.
   *
   * @param variables what the program is told in its environment
   * @throws mortise.process.DescriptorException when the program cannot be started
   * @throws IOException when the connection breaks
   */
  void serve(Connection peer, Map<String, String> variables, Watcher watcher) throws IOException {
    ChildPlan mine = plan;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      mine = mine.with(variable.getKey(), variable.getValue());
    }
    try (ExecChild child = ExecChild.start(mine, onPty)) {
      new ExecTalk(peer, child, watcher).run();
    }
  }
}
