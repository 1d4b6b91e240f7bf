package mortise.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mortise.net.Printable;
import mortise.server.TlsInfo;

/**
 * A field of version 2 of the PROXY protocol besides the addresses, with its type number:
 * proxy-protocol.txt section 2.2.1 to 2.2.8.
 */
public sealed interface Tlv {
  /** The number of the kind, 0 to 255. */
  int type();

  /**
   * The protocol that TLS agreed on, as RFC 7301 names it: "h2".
   *
   * @param protocol of characters 0 to 255
   */
  record Alpn(String protocol) implements Tlv {
    static final int TYPE = 0x01;

    @Override
    public String toString() {
      return "Alpn[" + Printable.of(protocol) + "]";
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** The host that the client asked for, as by SNI. */
  record Authority(String host) implements Tlv {
    static final int TYPE = 0x02;

    @Override
    public String toString() {
      return "Authority[" + Printable.of(host) + "]";
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /**
   * The CRC-32C of the header with zeros in place of the sum. Sending puts the right one in its
   * place; receiving has checked it.
   */
  record Crc32c(int sum) implements Tlv {
    static final int TYPE = 0x03;

    /** One whose sum is reckoned when the header is sent. */
    public static final Crc32c RECKONED = new Crc32c(0);

    @Override
    public int type() {
      return TYPE;
    }
  }

  /**
   * Padding, for alignment.
   *
   * @param length how many, 0 to 65535; they are sent as zeros
   */
  record NoOp(int length) implements Tlv {
    static final int TYPE = 0x04;

    public NoOp {
      if (length < 0 || length > 0xffff) {
        throw new IllegalArgumentException("length " + length + " is not in 0..65535");
      }
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** What names the connection in every log, 128 bytes at the most. */
  record UniqueId(byte[] bytes) implements Tlv {
    static final int TYPE = 0x05;
    static final int LONGEST = 128;

    public UniqueId {
      if (bytes.length > LONGEST) {
        throw new IllegalArgumentException(
            "a unique id of " + bytes.length + " bytes is longer than " + LONGEST);
      }
      bytes = bytes.clone();
    }

    @Override
    public int type() {
      return TYPE;
    }

    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof UniqueId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "UniqueId[" + HexFormat.of().formatHex(bytes) + "]";
    }
  }

  /**
   * The client's TLS connection.
   *
   * @param client a sum of {@link #OVER_TLS}, {@link #CERTIFICATE_NOW}, {@link #CERTIFICATE_EVER}
   * @param verify 0 where the client sent a certificate and it was found to be right
   * @param parts its attributes, each a text in UTF-8
   */
  record Ssl(int client, int verify, List<Raw> parts) implements Tlv {
    static final int TYPE = 0x20;

    /** The client came over TLS. */
    public static final int OVER_TLS = 1;

    /** It sent a certificate over this connection. */
    public static final int CERTIFICATE_NOW = 2;

    /** It sent one over this connection or one before that this one resumes. */
    public static final int CERTIFICATE_EVER = 4;

    private static final int VERSION = 0x21;
    private static final int COMMON_NAME = 0x22;
    private static final int CIPHER = 0x23;

    public Ssl {
      parts = List.copyOf(parts);
    }

    /** What a handshake agreed on. */
    static Ssl of(TlsInfo facts) {
      boolean certified = !facts.peerCertificates().isEmpty();
      int sent = facts.resumed() ? CERTIFICATE_EVER : CERTIFICATE_EVER | CERTIFICATE_NOW;
      List<Raw> parts = new ArrayList<>();
      parts.add(Raw.text(VERSION, facts.protocol()));
      parts.add(Raw.text(CIPHER, facts.cipherSuite()));
      return new Ssl(OVER_TLS | (certified ? sent : 0), certified ? 0 : 1, parts);
    }

    /** TLS's version: "TLSv1.3". */
    public Optional<String> version() {
      return text(VERSION);
    }

    /** The common name of the client's certificate. */
    public Optional<String> commonName() {
      return text(COMMON_NAME);
    }

    public Optional<String> cipher() {
      return text(CIPHER);
    }

    private Optional<String> text(int type) {
      return parts.stream().filter(part -> part.type() == type).map(Raw::text).findFirst();
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** The network namespace that the client's connection belongs to. */
  record Netns(String name) implements Tlv {
    static final int TYPE = 0x30;

    @Override
    public String toString() {
      return "Netns[" + Printable.of(name) + "]";
    }

    @Override
    public int type() {
      return TYPE;
    }
  }

  /** What has no meaning here: the types 0xe0 to 0xff are for everybody's own use. */
  record Raw(int type, byte[] bytes) implements Tlv {
    public Raw {
      if (type < 0 || type > 0xff) {
        throw new IllegalArgumentException("type " + type + " is not in 0..255");
      }
      bytes = bytes.clone();
    }

    /** Text in UTF-8. */
    public static Raw text(int type, String text) {
      return new Raw(type, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    /** The bytes as UTF-8. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Raw that && type == that.type && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * type + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "Raw[0x%02x %s]", type, HexFormat.of().formatHex(bytes));
    }
  }
}
