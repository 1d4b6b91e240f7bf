package mortise.net;

import java.lang.foreign.MemorySegment;
import mortise.sys.LinuxIfAlg;
import mortise.sys.SysSocket;

/** The options of the kernel's algorithms, {@link Alg}: set after bind and before accept. */
public final class AlgOption {
  private static final OptionLevel ALG = new OptionLevel(SysSocket.SOL_ALG);

  /** The key. Write only. */
  public static final Option<byte[]> ALG_SET_KEY =
      ALG.of("ALG_SET_KEY", LinuxIfAlg.ALG_SET_KEY, Codecs.bytes()).writeOnly();

  /** Of an {@code aead}, how many bytes the tag has, up to 4096. Write only. */
  public static final Option<Integer> ALG_SET_AEAD_AUTHSIZE =
      ALG.of("ALG_SET_AEAD_AUTHSIZE", LinuxIfAlg.ALG_SET_AEAD_AUTHSIZE, new SizeCodec())
          .writeOnly();

  /** What an {@code rng} is to be seeded with, for tests of the kernel. Write only. */
  public static final Option<byte[]> ALG_SET_DRBG_ENTROPY =
      ALG.of("ALG_SET_DRBG_ENTROPY", LinuxIfAlg.ALG_SET_DRBG_ENTROPY, Codecs.bytes()).writeOnly();

  /** A key by its number in the kernel's keyring. Write only. */
  public static final Option<Integer> ALG_SET_KEY_BY_KEY_SERIAL =
      ALG.number("ALG_SET_KEY_BY_KEY_SERIAL", LinuxIfAlg.ALG_SET_KEY_BY_KEY_SERIAL).writeOnly();

  private AlgOption() {}

  /** The kernel takes the length of the value, and looks at none of its bytes. */
  private record SizeCodec() implements Codec<Integer> {
    private static final int MOST = 4096;

    @Override
    public int size() {
      return 0;
    }

    @Override
    public MemorySegment encode(Integer value) {
      if (value < 0 || value > MOST) {
        throw new IllegalArgumentException("is not in 0.." + MOST);
      }
      return MemorySegment.ofArray(new byte[value]);
    }

    @Override
    public Integer decode(MemorySegment value) {
      return (int) value.byteSize();
    }
  }
}
