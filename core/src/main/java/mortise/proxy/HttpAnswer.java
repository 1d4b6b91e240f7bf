package mortise.proxy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What one proxy has asked for, kept while one target is being reached. */
final class HttpAnswer {
  private final ProxyHop hop;
  private List<HttpChallenge> challenges = List.of();

  /** How often an answer was refused: the first time there was none, the second it may be stale. */
  private int refused;

  HttpAnswer(ProxyHop hop) {
    this.hop = hop;
  }

  /** That the proxy ended the connection in which it asked: all has to be done once more. */
  static final class OverAgain extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** The value of Proxy-Authorization for a request, if one is wanted. */
  Optional<String> to(String method, String uri) {
    return hop.login().flatMap(login -> HttpAuthorization.answer(challenges, login, method, uri));
  }

  /** Takes the challenges of a 407; false where there is nothing more to answer. */
  boolean take(HttpHead head) {
    challenges = HttpChallenge.parse(head.values("Proxy-Authenticate"));
    boolean stale =
        challenges.stream().anyMatch(one -> one.parameterOr("stale", "").equalsIgnoreCase("true"));
    refused++;
    return (refused == 1 || refused == 2 && stale) && to("CONNECT", "").isPresent();
  }
}
