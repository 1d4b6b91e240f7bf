package mortise.cli.flow;

import java.io.IOException;

/**
 * Rules of a conversation whose own end is a program: its output is read to the end, and discarded
 * where the client takes no more, so that the program finishes; {@link ProgramGuard} bounds that.
 *
 * @param rules everything else
 */
public record ProgramRules(FlowRules rules) implements FlowPolicy {
  @Override
  public boolean drains(Flow flow, Direction way, IOException failure) {
    return way == Direction.SENT && ProgramGuard.mayFinish(failure);
  }

  @Override
  public Use use(Direction way) {
    return rules.use(way);
  }

  @Override
  public int part(Direction way) {
    return rules.part(way);
  }

  @Override
  public long delay() {
    return rules.delay();
  }

  @Override
  public void ended(Flow flow, Direction way) throws IOException {
    rules.ended(flow, way);
  }

  @Override
  public long left(Flow flow) throws IOException {
    return rules.left(flow);
  }
}
