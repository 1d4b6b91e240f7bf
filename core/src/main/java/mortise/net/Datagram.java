package mortise.net;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one recvfrom brought: a message and its sender.
 *
 * @param data the bytes of the message, as many as the caller's bound let through
 * @param sender the source address; null if the kernel reports none, as on a connected stream
 */
public record Datagram(byte[] data, @Nullable Address sender) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Datagram(byte[] bytes, Address from)
        && Arrays.equals(data, bytes)
        && Objects.equals(sender, from);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(data) + Objects.hashCode(sender);
  }

  /** The sender and the number of bytes. */
  @Override
  public String toString() {
    return data.length + " bytes from " + sender;
  }
}
