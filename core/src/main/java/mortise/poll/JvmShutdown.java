package mortise.poll;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the JVM is about to end.
 *
 * <p>HotSpot's last act is to wait for threads that are in native code, 300 ms at the most
 * (VM_Exit::wait_for_threads_in_native_to_block), and a poller is always there. So once the end has
 * begun pollers wait in Java, a little at a time: sockets go on for whatever else happens at the
 * end, such as a server that stops.
 */
final class JvmShutdown {
  private static final Set<EpollSet> SETS = ConcurrentHashMap.newKeySet();

  private static volatile boolean begun;

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(JvmShutdown::begin, "mortise-end"));
    } catch (IllegalStateException e) {
      begun = true;
    }
  }

  private JvmShutdown() {}

  static void register(EpollSet set) {
    SETS.add(set);
  }

  static void deregister(EpollSet set) {
    SETS.remove(set);
  }

  static boolean hasBegun() {
    return begun;
  }

  private static void begin() {
    begun = true;
    SETS.forEach(EpollSet::wake);
  }
}
