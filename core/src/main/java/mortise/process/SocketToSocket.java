package mortise.process;

import java.io.IOException;
import java.net.SocketException;
import mortise.net.Deadline;
import mortise.net.SocketFailure;
import mortise.net.Splice;

/** Splices one socket into another. */
final class SocketToSocket extends KernelTransfer {
  private final Splice splice;

  SocketToSocket(Splice splice) {
    this.splice = splice;
  }

  @Override
  public long move(long most, Deadline deadline) throws IOException {
    try {
      return splice.moveSome(size(most), deadline);
    } catch (SocketException e) {
      if (e instanceof SocketFailure failure && isUnsupported(failure)) {
        return UNSUPPORTED;
      }
      throw e;
    }
  }

  @Override
  public int pending() {
    return splice.pending();
  }

  @Override
  public byte[] drain() throws IOException {
    return splice.drain();
  }

  @Override
  public void close() {
    splice.close();
  }
}
