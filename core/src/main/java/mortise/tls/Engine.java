package mortise.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import mortise.server.TlsInfo;

/**
 * The state machine of one TLS connection: turns records into bytes and bytes into records. It does
 * no I/O and never waits for a peer, and any thread may call it at any time.
 *
 * <p>There are two: {@link JdkEngine} over the JDK's {@code SSLEngine}, and {@link OpensslEngine}
 * over the system's libssl.
 */
interface Engine {
  /** {@link #decrypt}: the buffer may be too small for the record, which is still to be read. */
  int NO_ROOM = -1;

  /** {@link #decrypt}: the record was close_notify. */
  int CLOSED = -2;

  /** What a handshake needs next. */
  enum Need {
    SEND,
    RECEIVE,
    NOTHING
  }

  /** Goes on with the handshake as far as it can without the peer. */
  Need handshake() throws SSLException;

  /** Takes in the record of the handshake that a buffer begins with, which is whole. */
  void receive(ByteBuffer records) throws SSLException;

  /**
   * Decrypts the record that a buffer begins with, which is whole, and moves both positions.
   *
   * @return how many bytes there were, 0 for a record without data, {@link #NO_ROOM} or {@link
   *     #CLOSED}
   */
  int decrypt(ByteBuffer records, ByteBuffer into) throws SSLException;

  /** What the last record without data asks for; false after one that asks for nothing. */
  boolean owesAnswer() throws SSLException;

  /**
   * Encrypts as many bytes as fit behind what the engine itself has to send; moves both positions.
   * To be called again while {@code bytes} has some.
   *
   * @return false where the direction is closed, and no byte was taken
   */
  boolean encrypt(ByteBuffer bytes, ByteBuffer records) throws SSLException;

  /** Puts out what the engine itself has to send: handshake messages, alerts. */
  void takeOwn(ByteBuffer records) throws SSLException;

  /** Whether there is more that the engine itself has to send. */
  boolean hasOutput();

  /** Has close_notify be the last that it has to send. */
  void closeOutbound();

  /** Whether the peer has sent close_notify. */
  boolean isInboundClosed();

  /** Whether one direction may end and the other go on, as of TLS 1.3. */
  boolean hasHalfClose();

  /** What the handshake agreed on. */
  TlsInfo facts() throws SSLException;

  /** Frees the room that large records have taken, before a wait that may be long. */
  void trim();

  /** Gives back what it holds outside of the heap. Does nothing twice. */
  void free();
}
