package mortise.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import mortise.sys.LinuxIfAlg;
import mortise.sys.SysSocket;

/**
 * The control messages of an operation of the kernel's cryptography, at SOL_ALG. They go with the
 * first message that is sent to a socket which a socket at an {@link Alg} has accepted:
 *
 * <pre>{@code
 * byte[] vector = new byte[16];
 * try (Socket operation = socket.accept()) {
 *   operation.sendMessage(
 *       Message.of(data).with(AlgOperation.encrypt(), AlgOperation.initialVector(vector)));
 *   byte[] encrypted = operation.recv(data.length);
 * }
 * }</pre>
 */
public final class AlgOperation {
  private AlgOperation() {}

  /** Encrypts the data (ALG_SET_OP, ALG_OP_ENCRYPT). */
  public static RawAncillary encrypt() {
    return ofNumber(LinuxIfAlg.ALG_OP_ENCRYPT);
  }

  /** Decrypts the data (ALG_SET_OP, ALG_OP_DECRYPT). */
  public static RawAncillary decrypt() {
    return ofNumber(LinuxIfAlg.ALG_OP_DECRYPT);
  }

  /** Performs an operation that is given by its number, ALG_OP_ (ALG_SET_OP). */
  public static RawAncillary ofNumber(int number) {
    return control(LinuxIfAlg.ALG_SET_OP, number(number));
  }

  /** Sets the initialisation vector (ALG_SET_IV). */
  public static RawAncillary initialVector(byte[] vector) {
    byte[] length = number(vector.length);
    byte[] data = Arrays.copyOf(length, length.length + vector.length);
    System.arraycopy(vector, 0, data, length.length, vector.length);
    return control(LinuxIfAlg.ALG_SET_IV, data);
  }

  /**
   * Sets how many bytes in front of the data of an {@code aead} are authenticated and not encrypted
   * (ALG_SET_AEAD_ASSOCLEN).
   *
   * @throws IllegalArgumentException when it is negative
   */
  public static RawAncillary associatedLength(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("associated length " + bytes + " is negative");
    }
    return control(LinuxIfAlg.ALG_SET_AEAD_ASSOCLEN, number(bytes));
  }

  /** A C int. */
  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static RawAncillary control(int type, byte[] data) {
    return RawAncillary.of(SysSocket.SOL_ALG, type, data);
  }
}
