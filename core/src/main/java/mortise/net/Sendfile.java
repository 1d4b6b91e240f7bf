package mortise.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.function.Supplier;
import mortise.poll.Attempt;
import mortise.poll.Descriptor.Direction;
import mortise.sys.SysErrno;
import mortise.sys.SysSendfile;

/**
 * Files into a stream socket.
 *
 * <p>sendfile(2) reads the file inside the call, from a slow disk perhaps, and no flag makes a file
 * non-blocking. So the call is PLAIN, which lets the garbage collector go on meanwhile, and asks
 * for 512 KiB at the most, which bounds how long the disk may hold the caller's carrier thread.
 */
final class Sendfile {
  private static final int CHUNK = SocketEndpoint.STREAM_CHUNK;

  /** The kernel sends the end of each part at once, so small parts cost packets and wake-ups. */
  static final int PART = 1 << 19;

  private final SocketEndpoint endpoint;
  private final Supplier<Deadline> deadlines;
  private final long offset;
  private final long count;
  private long sent;

  Sendfile(SocketEndpoint endpoint, long offset, long count, Supplier<Deadline> deadlines) {
    if (offset < 0 || count < 0) {
      throw new IllegalArgumentException(
          "offset " + offset + " or count " + count + " is negative");
    }
    if (!endpoint.isStream()) {
      throw new IllegalStateException("a file goes into a stream, not into " + endpoint.type);
    }
    this.endpoint = endpoint;
    this.offset = offset;
    this.count = count;
    this.deadlines = deadlines;
  }

  /** Sends and returns how much there was. */
  long send(Path path) throws IOException {
    // sendfile(2) has no flag that keeps it from blocking.
    if (endpoint.blocking || path.getFileSystem() != FileSystems.getDefault()) {
      return copy(path);
    }
    try (OpenFile file = OpenFile.toRead(path);
        Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment from = arena.allocate(ValueLayout.JAVA_LONG);
      Attempt sendfile =
          (fd, memory, size) -> {
            from.set(ValueLayout.JAVA_LONG, 0, offset + sent);
            return SysSendfile.sendfile(errno, fd, file.fd(), from, size);
          };
      while (sent < count) {
        int size = part(PART);
        long begin = Trace.beginEffect();
        long result =
            endpoint.descriptor.transfer(
                Direction.WRITE, sendfile, MemorySegment.NULL, size, deadlines.get().waitLimit);
        endpoint.trace(begin, "sendfile", result, path, offset + sent, size);
        // sendfile(2): not every file can be sent so, and read and write are to be tried then.
        if (sent == 0 && (result == -SysErrno.EINVAL || result == -SysErrno.ENOSYS)) {
          return copy(path);
        }
        if (!moved("sendfile", result)) {
          break;
        }
      }
    }
    return sent;
  }

  private long copy(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      return copy(file);
    }
  }

  /** Sends by read and send, for a channel whose descriptor is not accessible. */
  long copy(FileChannel file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.min(count, CHUNK));
      while (sent < count) {
        ByteBuffer part = memory.asByteBuffer().limit(part(CHUNK));
        if (file.read(part, offset + sent) < 0) {
          break;
        }
        sendAll(memory.asSlice(0, part.position()));
      }
    }
    return sent;
  }

  private void sendAll(MemorySegment part) throws IOException {
    for (long done = 0; done < part.byteSize(); ) {
      MemorySegment rest = part.asSlice(done);
      long begin = Trace.beginEffect();
      long result = endpoint.send(rest, Flags.NONE, deadlines.get());
      endpoint.traceBytes(begin, "send", result, rest, rest.byteSize(), Flags.NONE);
      moved("send", result);
      done += result;
    }
  }

  private int part(int bound) {
    return (int) Math.min(count - sent, bound);
  }

  private boolean moved(String call, long result) throws IOException {
    if (result < 0) {
      throw endpoint.failure(call, result, sent);
    }
    sent += result;
    return result > 0;
  }
}
