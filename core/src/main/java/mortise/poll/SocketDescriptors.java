package mortise.poll;

/** What the server layer needs from within {@code mortise.net}'s sockets and deadlines. */
public abstract class SocketDescriptors {
  private static volatile SocketDescriptors finder;

  protected SocketDescriptors() {}

  /** Called once, by the class of sockets. */
  public static void install(SocketDescriptors of) {
    finder = of;
  }

  /** The descriptor of a socket. */
  public static Descriptor of(Object socket) {
    return finder.find(socket);
  }

  /** The instant of a deadline, see {@link WaitLimit}. */
  public static long waitLimit(Object deadline) {
    return finder.instant(deadline);
  }

  protected abstract Descriptor find(Object socket);

  protected abstract long instant(Object deadline);
}
