package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;

/** Services, protocols, interfaces and this host's names, as Python has them. */
final class NameTablesTest {
  private static String python(String program, Object... arguments) throws Exception {
    try (Program python = Python.start(program, arguments)) {
      return python.end().out();
    }
  }

  @Test
  void servicesAreThoseOfPython() throws Exception {
    String theirs =
        python(
            """
            for name, protocol in [('http', 'tcp'), ('domain', 'udp'), ('ssh', 'tcp'),
                                   ('https', 'tcp'), ('no-such', 'tcp'), ('http', 'icmp')]:
                try:
                    print(name, socket.getservbyname(name, protocol))
                except OSError:
                    print(name, 'none')
            for port, protocol in [(80, 'tcp'), (53, 'udp'), (514, 'udp'), (514, 'tcp'),
                                   (1, 'icmp'), (65535, 'tcp')]:
                try:
                    print(port, socket.getservbyport(port, protocol))
                except OSError:
                    print(port, 'none')
            """);
    StringBuilder ours = new StringBuilder();
    for (var pair :
        List.of("http tcp", "domain udp", "ssh tcp", "https tcp", "no-such tcp", "http icmp")) {
      String[] words = pair.split(" ");
      ours.append(words[0] + " ")
          .append(
              Services.getservbyname(words[0], words[1])
                  .map(service -> "" + service.port())
                  .orElse("none"))
          .append('\n');
    }
    for (var pair : List.of("80 tcp", "53 udp", "514 udp", "514 tcp", "1 icmp", "65535 tcp")) {
      String[] words = pair.split(" ");
      ours.append(words[0] + " ")
          .append(
              Services.getservbyport(Integer.parseInt(words[0]), words[1])
                  .map(Services.Service::name)
                  .orElse("none"))
          .append('\n');
    }
    assertThat(ours.toString()).isEqualTo(theirs);
  }

  @Test
  void serviceHasAliasesAndProtocol() throws Exception {
    assertThat(Services.getservbyname("www", null))
        .hasValueSatisfying(service -> {
          assertThat(service.name()).isEqualTo("http");
          assertThat(service.aliases()).contains("www");
          assertThat(service.port()).isEqualTo(80);
          assertThat(service.protocol()).isEqualTo("tcp");
        });
    assertThatThrownBy(() -> Services.getservbyport(65536, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port 65536 is not in 0..65535");
    assertThatThrownBy(() -> Services.getservbyname("a\0", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("service has a NUL at 1");
  }

  @Test
  void protocolsAreThoseOfPython() throws Exception {
    List<String> names = List.of("ip", "icmp", "tcp", "udp", "ipv6", "ipv6-icmp", "sctp");
    String theirs =
        python("for name in sys.argv[1:]: print(socket.getprotobyname(name))", names.toArray());
    StringBuilder ours = new StringBuilder();
    for (String name : names) {
      Protocol protocol = Protocols.getprotobyname(name).orElseThrow().protocol();
      ours.append(protocol.number()).append('\n');
      assertThat(Protocols.getprotobynumber(protocol.number()).orElseThrow().protocol())
          .isEqualTo(protocol);
    }
    assertThat(ours.toString()).isEqualTo(theirs);
    assertThat(Protocols.getprotobyname("no-such")).isEmpty();
    assertThat(Protocols.getprotobynumber(254)).isEmpty();
    assertThat(Protocols.getprotobyname("TCP").orElseThrow().name()).isEqualTo("tcp");
  }

  @NeedsLinux("interfaces that are down")
  @Test
  void interfacesAreThoseOfPython() throws Exception {
    String theirs = python("for i, name in socket.if_nameindex(): print(i, name)");
    String ours =
        Interfaces.nameIndex().stream()
            .map(each -> each.index() + " " + each.name() + "\n")
            .collect(Collectors.joining());
    assertThat(ours).isEqualTo(theirs);
    for (Interfaces.Interface each : Interfaces.nameIndex()) {
      assertThat(Interfaces.nameToIndex(each.name())).isEqualTo(each.index());
      assertThat(Interfaces.indexToName(each.index())).isEqualTo(each.name());
    }
  }

  @Test
  void interfaceThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Interfaces.nameToIndex("no-such"))
        .isInstanceOf(java.net.SocketException.class)
        .hasMessage("if_nametoindex no-such: No such device (ENODEV)");
    assertThatThrownBy(() -> Interfaces.indexToName(-1))
        .isInstanceOf(java.net.SocketException.class)
        .hasMessage("if_indextoname 4294967295: No such device or address (ENXIO)");
    assertThatThrownBy(() -> Interfaces.nameToIndex("lo\0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hostsAreThoseOfPython() throws Exception {
    String theirs =
        python(
            """
            print(socket.gethostname())
            print(socket.gethostbyname('localhost'))
            print(*socket.gethostbyname_ex('localhost'))
            print(*socket.gethostbyaddr('127.0.0.1'))
            print(socket.getfqdn('localhost'))
            """);
    Hosts.Host localhost = Hosts.gethostbyname("localhost");
    String ours =
        String.join(
            "\n",
            Hosts.gethostname(),
            localhost.addresses().getFirst().host(),
            line(localhost),
            line(Hosts.gethostbyaddr(Inet4.LOOPBACK)),
            Hosts.getfqdn("localhost", Deadline.after(Duration.ofSeconds(20))));
    assertThat(ours + "\n").isEqualTo(theirs);
  }

  private static String line(Hosts.Host host) {
    String aliases =
        host.aliases().stream()
            .map(alias -> "'" + alias + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    String addresses =
        host.addresses().stream()
            .map(address -> "'" + address.host() + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    return host.name() + " " + aliases + " " + addresses;
  }

  @Test
  void hostThatIsNotThereHasACode() {
    assertThatThrownBy(() -> Hosts.gethostbyname("two words"))
        .isInstanceOf(UnknownHostException.class)
        .isInstanceOf(LookupFailure.class)
        .hasMessageMatching("two words: .* \\(EAI_\\w+\\)");
    assertThatThrownBy(() -> Hosts.gethostbyname("localhost", Family.UNIX, Deadline.NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hosts have no addresses of family AF_UNIX");
  }

  @Test
  void hostNameThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> Hosts.sethostname("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("has 65 bytes, the kernel takes 64");
    assertThatThrownBy(() -> Hosts.sethostname("a\0b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("host name has a NUL at 1");
  }

  @Test
  void numbersAndDotsAreReadAsPythonReadsThem() throws Exception {
    Needs.program("python3");
    List<String> texts = new java.util.ArrayList<>(List.of("127.1", "0x7f.1", "0177.0.0.1", "1"));
    Seeds.each(
        100,
        random -> {
          StringBuilder text = new StringBuilder();
          int parts = random.nextInt(1, 6);
          for (int i = 0; i < parts; i++) {
            long number = random.nextLong(1L << random.nextInt(1, 34));
            text.append(i == 0 ? "" : ".")
                .append(
                    switch (random.nextInt(3)) {
                      case 0 -> Long.toString(number);
                      case 1 -> "0" + Long.toOctalString(number);
                      default -> "0x" + Long.toHexString(number);
                    });
          }
          texts.add(text.toString());
        });
    String theirs =
        python(
            """
            for text in sys.argv[1:]:
                try:
                    print(socket.inet_ntoa(socket.inet_aton(text)))
                except OSError:
                    print('wrong')
            """,
            texts.toArray());
    String ours = texts.stream().map(NameTablesTest::aton).collect(Collectors.joining("\n"));
    assertThat((ours + "\n").split("\n")).isEqualTo(theirs.split("\n"));
  }

  private static String aton(String text) {
    try {
      return Inet4.aton(text).host();
    } catch (IllegalArgumentException e) {
      return "wrong";
    }
  }

  /** The kernel takes any bytes but slashes and blanks for a name. */
  @NeedsLinux("interfaces that are down")
  @Test
  void interfaceNameWithBytesThatAreNoUtf8IsKept() throws Exception {
    try (Namespace place = Namespace.open()) {
      // A shell writes the bytes, since Java passes arguments in the locale's encoding.
      String script = "ip link add \"$(printf 'x\\377')\" type veth peer name y0";
      try (Program shell = place.start("sh", "-c", script)) {
        assertThat(shell.end().status()).isZero();
      }
      place.call(() -> {
        Interfaces.Interface odd =
            Interfaces.nameIndex().stream()
                .filter(each -> each.name().startsWith("x"))
                .findFirst()
                .orElseThrow();
        assertThat(ByteText.encode(odd.name())).containsExactly('x', 0xff);
        assertThat(Interfaces.nameToIndex(odd.name())).isEqualTo(odd.index());
        assertThat(Interfaces.indexToName(odd.index())).isEqualTo(odd.name());
        return null;
      });
    }
  }
}
