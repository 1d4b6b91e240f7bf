package mortise.server;

/** The one place where a server's threads come from. */
final class Crew {
  private final String name;

  Crew(String name) {
    this.name = name;
  }

  /**
   * A thread that accepts. It is of the system, so that handlers which compute for long, and hold
   * all carriers meanwhile, do not keep it from its work.
   */
  Thread acceptor(Runnable task) {
    return Thread.ofPlatform().daemon().name("mortise-accept-" + name).unstarted(task);
  }

  /** A thread that handles one connection. */
  void handle(Runnable task) {
    Thread.startVirtualThread(task);
  }

  /** A thread for what must go on whatever handlers do. */
  Thread keeper(String task, Runnable run) {
    return Thread.ofPlatform().daemon().name("mortise-" + task + "-" + name).unstarted(run);
  }
}
