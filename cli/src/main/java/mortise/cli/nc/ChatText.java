package mortise.cli.nc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What a chat server of ncat's says. Whoever speaks is named in front, and what could move another
 * one's cursor is shown as an escape: {@code \033}.
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
   * What a member has said, with its name in front of each line. All but printable ASCII is
   * escaped, also a CR that would put the cursor in front of the name.
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

  /** That one has come, and who was there already. */
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
