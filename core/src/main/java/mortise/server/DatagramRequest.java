package mortise.server;

import java.io.IOException;
import mortise.net.Address;

/**
 * A datagram that came to a {@link DatagramServer}, and the way to answer it. An answer comes from
 * the address that the question went to, on a host with several too.
 */
public final class DatagramRequest {
  private final byte[] bytes;
  private final Address sender;
  private final Address destination;
  private final Reply reply;

  /** How an answer is sent. */
  @FunctionalInterface
  interface Reply {
    void send(byte[] bytes) throws IOException;
  }

  DatagramRequest(byte[] bytes, Address sender, Address destination, Reply reply) {
    this.bytes = bytes;
    this.sender = sender;
    this.destination = destination;
    this.reply = reply;
  }

  /** The bytes, which are the handler's. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where it came from; unnamed for a UNIX socket that is not bound. */
  public Address sender() {
    return sender;
  }

  /** Where it was sent to. */
  public Address destination() {
    return destination;
  }

  /**
   * Sends a datagram back to the sender. Waits while the kernel takes none.
   *
   * @throws IOException as {@link mortise.net.Socket#sendTo}; a sender without a name cannot be
   *     answered
   */
  public void reply(byte[] answer) throws IOException {
    reply.send(answer);
  }

  /** The number of bytes and where they came from. */
  @Override
  public String toString() {
    return bytes.length + " bytes from " + sender;
  }
}
