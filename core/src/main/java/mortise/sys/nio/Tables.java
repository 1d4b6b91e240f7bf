package mortise.sys.nio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * services(5) and protocols(5): the system's own tables where they are, else those that programs
 * ask for most.
 */
final class Tables {
  private static final String SERVICES =
      """
      echo 7/tcp
      echo 7/udp
      discard 9/tcp sink null
      discard 9/udp sink null
      daytime 13/tcp
      daytime 13/udp
      ftp-data 20/tcp
      ftp 21/tcp
      ssh 22/tcp
      telnet 23/tcp
      smtp 25/tcp mail
      time 37/tcp timserver
      time 37/udp timserver
      domain 53/tcp
      domain 53/udp
      tftp 69/udp
      http 80/tcp www
      pop3 110/tcp pop-3
      ntp 123/udp
      imap2 143/tcp imap
      snmp 161/udp
      ldap 389/tcp
      https 443/tcp
      https 443/udp
      submission 587/tcp
      ldaps 636/tcp
      imaps 993/tcp
      pop3s 995/tcp
      socks 1080/tcp
      """;

  private static final String PROTOCOLS =
      """
      ip 0 IP
      icmp 1 ICMP
      igmp 2 IGMP
      tcp 6 TCP
      udp 17 UDP
      ipv6 41 IPv6
      ipv6-icmp 58 IPv6-ICMP
      sctp 132 SCTP
      udplite 136 UDPLite
      """;

  /**
   * A line.
   *
   * @param kind the protocol of a service; empty for a protocol
   */
  record Entry(String name, int number, String kind, List<String> aliases) {
    boolean isNamed(String wanted) {
      return name.equals(wanted) || aliases.contains(wanted);
    }
  }

  private Tables() {}

  /** The service, or null; {@code kind} is null for any protocol. */
  static Entry service(String name, String kind) {
    return services()
        .filter(entry -> entry.isNamed(name) && (kind == null || entry.kind.equals(kind)))
        .findFirst()
        .orElse(null);
  }

  static Entry service(int port, String kind) {
    return services()
        .filter(entry -> entry.number == port && (kind == null || entry.kind.equals(kind)))
        .findFirst()
        .orElse(null);
  }

  static Entry protocol(String name) {
    return protocols().filter(entry -> entry.isNamed(name)).findFirst().orElse(null);
  }

  static Entry protocol(int number) {
    return protocols().filter(entry -> entry.number == number).findFirst().orElse(null);
  }

  private static Stream<Entry> services() {
    return entries("services", SERVICES).filter(entry -> !entry.kind.isEmpty());
  }

  private static Stream<Entry> protocols() {
    return entries("protocols", PROTOCOLS);
  }

  private static Stream<Entry> entries(String file, String otherwise) {
    List<Entry> entries = new ArrayList<>();
    text(file, otherwise).lines().map(Tables::parsed).forEach(entries::addAll);
    return entries.stream();
  }

  private static String text(String file, String otherwise) {
    String windows = System.getenv("SystemRoot");
    Path folder =
        windows == null ? Path.of("/etc") : Path.of(windows, "System32", "drivers", "etc");
    String name = windows == null || file.equals("services") ? file : file.substring(0, 8);
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return otherwise;
    }
  }

  /** The entry of a line; none where it has only a comment, or is no entry. */
  private static List<Entry> parsed(String line) {
    int comment = line.indexOf('#');
    String[] words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
    if (words.length < 2) {
      return List.of();
    }
    String[] value = words[1].split("/", 2);
    try {
      List<String> aliases = List.of(words).subList(2, words.length);
      String kind = value.length == 2 ? value[1] : "";
      return List.of(new Entry(words[0], Integer.parseInt(value[0]), kind, aliases));
    } catch (NumberFormatException e) {
      return List.of();
    }
  }
}
