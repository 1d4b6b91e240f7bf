package mortise.proxy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mortise.net.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Which of a name's addresses each proxy of a chain is asked for, where this side looks the name
 * up: the first that the proxy reaches.
 */
final class Choices {
  /** How names become addresses. */
  @FunctionalInterface
  interface LookUp {
    List<Target> of(ProxyHop hop, Target name, Deadline deadline) throws IOException;
  }

  /** What one proxy was asked for so far. */
  private static final class Choice {
    final List<Target> addresses;
    int next;
    @Nullable ProxyFailure first;

    Choice(List<Target> addresses) {
      this.addresses = addresses;
    }
  }

  private final LookUp lookUp;
  private final Deadline deadline;
  private final Map<Integer, Choice> choices = new HashMap<>();

  Choices(LookUp lookUp, Deadline deadline) {
    this.lookUp = lookUp;
    this.deadline = deadline;
  }

  /** The address to ask the proxy at a place for; null where it gets the name. */
  @Nullable Target of(int place, ProxyHop hop, Target target) throws IOException {
    if (!hop.resolvesHere() || target.numeric().isPresent()) {
      return null;
    }
    Choice choice = choices.get(place);
    if (choice == null) {
      choice = new Choice(lookUp.of(hop, target, deadline));
      choices.put(place, choice);
    }
    return choice.addresses.get(choice.next);
  }

  /** Goes on to the next address after a refusal; throws the first refusal where there is none. */
  void refused(int place, ProxyFailure refusal) throws ProxyFailure {
    Choice choice = choices.get(place);
    if (choice == null) {
      throw refusal;
    }
    if (choice.first == null) {
      choice.first = refusal;
    } else {
      choice.first.addSuppressed(refusal);
    }
    choice.next++;
    if (choice.next == choice.addresses.size()) {
      throw choice.first;
    }
  }
}
