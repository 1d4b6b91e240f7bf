package mortise.net;

import java.net.SocketAddress;
import java.util.Objects;

/** An address that {@code java.net} has no class for, where a {@link SocketAddress} is wanted. */
@SuppressWarnings("serial") // an address of this machine's sockets means nothing to another
final class ForeignAddress extends SocketAddress {
  private final Address address;

  ForeignAddress(Address address) {
    this.address = Objects.requireNonNull(address);
  }

  Address address() {
    return address;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ForeignAddress that && address.equals(that.address);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
