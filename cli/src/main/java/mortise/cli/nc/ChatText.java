package mortise.cli.nc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mortise.cli.hub.RoomMember;

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
    return said(member.name(), bytes, count);
  }

  /** A member of another node's data; see {@link #said(Member, byte[], int)}. */
  static byte[] said(RoomMember member, byte[] bytes) {
    return said(name(member), bytes, bytes.length);
  }

  private static byte[] said(String speaker, byte[] bytes, int count) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(count + 16);
    byte[] name = ascii(speaker + " ");
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
    return arrival(member, others, List.of());
  }

  /**
   * The announcement of a new member, with the list of members.
   *
   * @param remote those of other nodes
   */
  static byte[] arrival(Member member, List<Member> others, List<RoomMember> remote) {
    List<String> all = new ArrayList<>();
    others.forEach(other -> all.add(other.address() + " as " + other.name()));
    remote.forEach(other -> all.add(other.name() + " as " + name(other)));
    String there = all.isEmpty() ? "nobody" : String.join(", ", all);
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

  /** How a member of another node is called. */
  static String name(RoomMember member) {
    return "<user" + member.number() + "@" + member.node() + ">";
  }

  /** An announcement; its text is printable. */
  static byte[] announcement(String text) {
    return ascii("<announce> " + text + "\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
