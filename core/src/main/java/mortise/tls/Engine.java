package mortise.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import mortise.server.TlsInfo;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one TLS connection: decrypts records and encrypts bytes. It does no I/O and
 * never waits for a peer. Thread-safe.
 *
 * <p>Implementations are {@link JdkEngine} over the JDK's {@code SSLEngine}, and {@link
 * OpensslEngine} over the system's libssl.
 */
interface Engine {
  /**
   * Result of {@link #decrypt}: the buffer may be too small for the record, which was not consumed.
   */
  int NO_ROOM = -1;

  /** Result of {@link #decrypt}: the record was close_notify. */
  int CLOSED = -2;

  /** The next step of a handshake. */
  enum Need {
    SEND,
    RECEIVE,
    NOTHING
  }

  /** Continues the handshake as far as possible without I/O. */
  Need handshake() throws SSLException;

  /** Consumes the complete handshake record at the buffer's position. */
  void receive(ByteBuffer records) throws SSLException;

  /**
   * Decrypts the complete record at the buffer's position and moves both positions.
   *
   * @return the number of decrypted bytes, 0 for a record without application data, {@link
   *     #NO_ROOM} or {@link #CLOSED}
   */
  int decrypt(ByteBuffer records, ByteBuffer into) throws SSLException;

  /** Whether the last record without application data requires a reply, such as to a key update. */
  boolean owesAnswer() throws SSLException;

  /**
   * Writes the engine's pending output, with the reply to a key update that this write must follow,
   * and then as many encrypted bytes as fit; moves both positions. The caller repeats it while
   * {@code bytes} has remaining bytes.
   *
   * @return false if the connection is closed for writing; no byte was consumed
   */
  boolean encrypt(ByteBuffer bytes, ByteBuffer records) throws SSLException;

  /**
   * Writes the engine's pending output and a KeyUpdate, and returns the secret of the records after
   * it, for the kernel to encrypt application data under. Later output of the engine is under this
   * secret, too, and must not be sent.
   *
   * @return null if the engine cannot reveal the secret; it goes on encrypting
   */
  default @Nullable TrafficSecret releaseSending(ByteBuffer records) throws SSLException {
    return null;
  }

  /** Writes the engine's pending output: handshake messages, alerts. */
  void takeOwn(ByteBuffer records) throws SSLException;

  /** Whether the engine has pending output. */
  boolean hasOutput();

  /** Queues close_notify as the last output. */
  void closeOutbound();

  /** Whether the peer has sent close_notify. */
  boolean isInboundClosed();

  /** Whether each direction closes separately, as in TLS 1.3. */
  boolean hasHalfClose();

  /** The negotiated parameters. */
  TlsInfo facts() throws SSLException;

  /** Releases memory of large records before a wait that may be long. */
  void trim();

  /** Frees native memory. Idempotent. */
  void free();
}
