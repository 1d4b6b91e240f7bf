package mortise.net;

/**
 * An algorithm of the kernel, {@code struct sockaddr_alg}.
 *
 * <p>A socket is bound to the algorithm, {@linkplain AlgOption#ALG_SET_KEY gets its key} where it
 * needs one, and {@linkplain Socket#accept accepts} another socket for each operation. To that one
 * the data is sent, with {@link Flags#MORE} while there is more, and from it the result is
 * received.
 *
 * <pre>{@code
 * try (Socket algorithm = Socket.open(Family.ALG, Type.SEQPACKET)) {
 *   algorithm.bind(Alg.of("hash", "sha256"));
 *   try (Socket operation = algorithm.accept()) {
 *     operation.sendAll(data);
 *     byte[] digest = operation.recv(32);
 *   }
 * }
 * }</pre>
 *
 * <p>For a cipher the first message has the operation: {@code
 * Message.of(data).with(AlgOperation.encrypt(), AlgOperation.initialVector(vector))}.
 *
 * @param type {@code hash}, {@code skcipher}, {@code aead} or {@code rng}; 13 bytes at most
 * @param name the algorithm as in {@code /proc/crypto}, such as {@code cbc(aes)}; 63 bytes at most
 * @param features what the implementation must have, CRYPTO_ALG_ numbers; usually 0
 * @param mask what it may have of these; usually 0
 */
public record Alg(String type, String name, int features, int mask) implements Address {
  /** The longest type. */
  static final int TYPE_BYTES = 13;

  /** The longest name. */
  static final int NAME_BYTES = 63;

  public Alg {
    check("type", type, TYPE_BYTES);
    check("name", name, NAME_BYTES);
  }

  private static void check(String what, String text, int most) {
    if (text.length() > most || text.chars().anyMatch(c -> c == 0 || c > 0xff)) {
      throw new IllegalArgumentException(
          "algorithm " + what + " \"" + text + "\" is not 0 to " + most + " bytes without NUL");
    }
  }

  /** Any implementation of an algorithm. */
  public static Alg of(String type, String name) {
    return new Alg(type, name, 0, 0);
  }

  @Override
  public Family family() {
    return Family.ALG;
  }

  /** {@code alg:hash:sha256}: the type and the name. */
  @Override
  public String toString() {
    return "alg:" + type + ":" + name;
  }
}
