package mortise.cli.nc;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mortise.cli.flow.Flow;
import mortise.cli.flow.FlowRules;
import mortise.cli.flow.ProgramGuard;
import mortise.cli.flow.ProgramRules;
import mortise.cli.flow.Watcher;
import mortise.process.ChildConfig;
import mortise.server.Connection;

/**
 * A program as one end of each conversation: {@code --exec}, {@code --sh-exec}.
 *
 * <p>The peer's end is forwarded to the program; the end of the program and of all its children is
 * forwarded to the peer, which then has a second to close too (lingering close). What the peer
 * sends to a program that reads no more is thrown away. {@link ProgramGuard} ends the program of a
 * peer that has gone.
 */
final class Exec implements Service {
  /** How long the conversation goes on after the program has ended, in milliseconds. */
  private static final long FAREWELL = 1000;

  private final ChildConfig plan;
  private final NcSettings settings;
  private final Supplier<Watcher> watchers;

  private Exec(ChildConfig plan, NcSettings settings, Supplier<Watcher> watchers) {
    this.plan = plan;
    this.settings = settings;
    this.watchers = watchers;
  }

  /**
   * The program that settings ask for.
   *
   * @param watchers gives one to each conversation
   * @throws UsageException when there is no program in the text, or none that can be run
   */
  static Exec of(NcSettings settings, Supplier<Watcher> watchers) {
    String text = settings.command().text();
    boolean shell = settings.command().kind() == NcSettings.Command.Kind.SHELL;
    return new Exec(shell ? ChildConfig.ofShell(text) : words(text), settings, watchers);
  }

  private static ChildConfig words(String text) {
    List<String> words = CommandWords.of(text);
    if (words.isEmpty()) {
      throw new UsageException("--exec: no program in \"" + text + "\"");
    }
    ProgramFile.check("--exec", words.getFirst());
    return ChildConfig.of(words);
  }

  @Override
  public void serve(Connection peer) throws IOException {
    ChildConfig mine = plan;
    String protocol = settings.target().transport().name();
    for (Map.Entry<String, String> told : ChildEnvironment.of(peer, protocol).entrySet()) {
      mine = mine.with(told.getKey(), told.getValue());
    }
    try (ExecChild child = ExecChild.start(mine, settings.command().onPty())) {
      try (ProgramGuard _ = ProgramGuard.start(peer, child::isAlive, child::stop)) {
        Flow.between(
                ConnectionFilters.here(child.end(), settings),
                ConnectionFilters.there(peer, settings),
                new ProgramRules(rules()),
                watchers.get())
            .run();
      }
    }
  }

  private FlowRules rules() {
    boolean stream = settings.target().isStream();
    FlowRules usual = FlowRulesFactory.of(settings);
    long quitAfter = stream ? FAREWELL : 0;
    return new FlowRules(
        true, true, stream, quitAfter, true, usual.idle(), usual.delay(), usual.part());
  }
}
