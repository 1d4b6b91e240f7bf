package mortise.net;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import mortise.sys.NetinetTcp;
import mortise.sys.struct.TcpMd5sig;

/**
 * The key that segments from and to an address are signed with, RFC 2385, as BGP has it: the value
 * of {@link TcpOption#TCP_MD5SIG}, tcp(7).
 *
 * @param peer the address, in the socket's family; its port means nothing
 * @param prefix how many bits of it count, for {@link TcpOption#TCP_MD5SIG_EXT}; -1 for all
 * @param key 80 bytes of UTF-8 at most; empty takes the key away
 */
public record Md5Signature(Inet peer, int prefix, String key) {
  static final Codec<Md5Signature> CODEC =
      new Codecs.Struct<>(
          TcpMd5sig.SIZE,
          s -> {
            throw new AssertionError("the kernel does not report keys");
          },
          Md5Signature::encode);

  public Md5Signature {
    int bits = 8 * peer.bytes().length;
    if (prefix < -1 || prefix > bits) {
      throw new IllegalArgumentException("prefix " + prefix + " is not in -1.." + bits);
    }
    int length = key.getBytes(StandardCharsets.UTF_8).length;
    if (length > NetinetTcp.TCP_MD5SIG_MAXKEYLEN) {
      throw new IllegalArgumentException(
          "a key of " + length + " bytes, the kernel takes " + NetinetTcp.TCP_MD5SIG_MAXKEYLEN);
    }
  }

  private static void encode(MemorySegment s, Md5Signature value) {
    MemorySegment key = MemorySegment.ofArray(value.key.getBytes(StandardCharsets.UTF_8));
    TcpMd5sig.tcpm_addr(s).copyFrom(Sockaddr.encode(value.peer));
    if (value.prefix >= 0) {
      TcpMd5sig.tcpm_flags(s, NetinetTcp.TCP_MD5SIG_FLAG_PREFIX);
      TcpMd5sig.tcpm_prefixlen(s, value.prefix);
    }
    TcpMd5sig.tcpm_keylen(s, (int) key.byteSize());
    TcpMd5sig.tcpm_key(s).copyFrom(key);
  }

  /** Without the key, which is a secret. */
  @Override
  public String toString() {
    return "Md5Signature[" + peer.host() + (prefix < 0 ? "" : "/" + prefix) + "]";
  }
}
