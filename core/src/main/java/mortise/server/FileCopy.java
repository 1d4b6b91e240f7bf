package mortise.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file that is read and written, for connections that do more with bytes than to send them. */
final class FileCopy {
  private static final int ROOM = 1 << 16;

  private FileCopy() {}

  static long of(Path path, long offset, long count, Connection to) throws IOException {
    if (offset < 0 || count < 0) {
      throw new IllegalArgumentException(
          "offset " + offset + " or count " + count + " is negative");
    }
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer room = ByteBuffer.allocate((int) Math.min(ROOM, count));
      long done = 0;
      while (done < count) {
        room.clear().limit((int) Math.min(room.capacity(), count - done));
        int part = file.read(room, offset + done);
        if (part < 0) {
          break;
        }
        to.write(room.flip());
        done += part;
      }
      return done;
    }
  }
}
