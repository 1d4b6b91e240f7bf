package mortise.cli.nc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The texts of ncat's chat server. Each line begins with its sender, and characters that could move
 * the cursor are escaped: {@code \033}.
 */
final class ChatText {
  private ChatText() {}

  /** One who is there. */
  record Member(int number, String address) {
    String name() {
      return "<user" + number + ">";
    }
  }

  /**
   * A member's data, with its name in front of each line. All but printable ASCII is escaped, also
   * a CR that would put the cursor in front of the name.
   */
  static byte[] said(Member member, byte[] bytes, int count) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(count + 16);
    byte[] name = ascii(member.name() + " ");
    for (int i = 0; i < count; i++) {
      if (i == 0 || bytes[i - 1] == '\n') {
        text.writeBytes(name);
      }
      int octet = bytes[i] & 0xff;
      boolean endsLine = octet == '\n' || octet == '\r' && i + 1 < count && bytes[i + 1] == '\n';
      if (octet >= ' ' && octet < 0x7f || octet == '\t' || endsLine) {
        text.write(octet);
      } else {
        text.writeBytes(ascii(String.format(Locale.ROOT, "\\%03o", octet)));
      }
    }
    return text.toByteArray();
  }

  /** The announcement of a new member, with the list of members. */
  static byte[] arrival(Member member, List<Member> others) {
    String there =
        others.isEmpty()
            ? "nobody"
            : String.join(
                ", ",
                others.stream().map(other -> other.address() + " as " + other.name()).toList());
    return ascii(
        String.format(
            Locale.ROOT,
            "<announce> %s is connected as %s.\n<announce> already connected: %s.\n",
            member.address(),
            member.name(),
            there));
  }

  /** That one has gone. */
  static byte[] departure(Member member) {
    return ascii(String.format(Locale.ROOT, "<announce> %s is disconnected.\n", member.name()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
