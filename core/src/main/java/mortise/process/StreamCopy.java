package mortise.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import mortise.net.Deadline;

/**
 * Threads that copy between a stream of a child, whose calls block, and a descriptor of the layer
 * over NIO. The end of one side is the end of the other; both are closed then.
 */
final class StreamCopy {
  private static final int PART = 1 << 13;

  private StreamCopy() {}

  /** What comes from a descriptor goes to the child's standard input. */
  static Thread toProcess(PlainDescriptor from, OutputStream to) {
    return thread(
        "mortise-child-stdin",
        () -> {
          try (from;
              to) {
            byte[] part = new byte[PART];
            for (int count; (count = from.read(part)) > 0; ) {
              to.write(part, 0, count);
              to.flush();
            }
          } catch (IOException _) {
            // The child has ended, or takes no more; the writer here sees EPIPE.
          }
        });
  }

  /** What comes from the child's standard output, or its errors, goes to a descriptor. */
  static Thread fromProcess(InputStream from, PlainDescriptor to) {
    return thread(
        "mortise-child-stdout",
        () -> {
          try (from;
              to) {
            byte[] part = new byte[PART];
            for (int count; (count = from.read(part)) >= 0; ) {
              to.write(part, 0, count, Deadline.NEVER);
            }
          } catch (IOException _) {
            // There is no reader any more; the child gets SIGPIPE.
          }
        });
  }

  private static Thread thread(String name, Runnable copy) {
    return Thread.ofPlatform().daemon().name(name).unstarted(copy);
  }
}
