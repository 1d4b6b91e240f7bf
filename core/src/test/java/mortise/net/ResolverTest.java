package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mortise.sys.Netdb;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;

/** Names as Python finds them, which asks the same libc. */
final class ResolverTest {
  private static final String PYTHON =
      """
      def text(host):
          return None if host == '-' else host
      for line in sys.stdin:
          words = line.split()
          if not words:
              break
          family, kind, protocol, flags = map(int, words[2:])
          try:
              found = socket.getaddrinfo(
                  text(words[0]), text(words[1]), family, kind, protocol, flags)
              print(*sorted('%d/%d/%d/%s/%s' % (f, t, p, name, '/'.join(map(str, address)))
                            for f, t, p, name, address in found))
          except socket.gaierror as e:
              print('error', e.errno)
      """;

  /** A question as Python gets it, and as we do; a dash is null. */
  private record Question(String host, String service, Hints hints) {
    @Override
    public String toString() {
      int type = hints.type() == null ? 0 : hints.type().number();
      return "%s %s %d %d %d %d"
          .formatted(
              host,
              service,
              hints.family().number(),
              type,
              hints.protocol().number(),
              hints.flags().bits());
    }

    private static String text(String word) {
      return word.equals("-") ? null : word;
    }

    /** The answers in the form in which Python prints them. */
    String ask() throws Exception {
      try {
        return Resolver.getaddrinfo(text(host), text(service), hints).stream()
            .map(Question::line)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(" "));
      } catch (UnknownHostException e) {
        return "error " + ((LookupFailure) e).code();
      }
    }

    private static String line(AddressInfo info) {
      String address =
          switch (info.address()) {
            case Inet6 v6 ->
                v6.withScope(0).host() + "/" + v6.port() + "/" + v6.flow() + "/" + v6.scope();
            case Inet4 v4 -> v4.host() + "/" + v4.port();
            default -> throw new AssertionError(info);
          };
      return "%d/%d/%d/%s/%s"
          .formatted(
              info.family().number(),
              info.type().number(),
              info.protocol().number(),
              info.canonicalName(),
              address);
    }
  }

  private static List<Question> questions() {
    List<Question> all = new ArrayList<>();
    List<LookupFlags> flags =
        List.of(
            LookupFlags.NONE,
            LookupFlags.PASSIVE,
            LookupFlags.CANONNAME,
            LookupFlags.NUMERICHOST,
            LookupFlags.NUMERICSERV,
            LookupFlags.V4MAPPED.or(LookupFlags.ALL),
            LookupFlags.ADDRCONFIG);
    for (String host : List.of("localhost", "127.0.0.1", "127.1", "::1", "fe80::1%lo", "-")) {
      for (String service : List.of("80", "http", "domain", "no-such-service", "-")) {
        for (LookupFlags flag : flags) {
          for (Family family : List.of(Family.UNSPEC, Family.INET, Family.INET6)) {
            if (!host.equals("-") || !service.equals("-")) {
              all.add(new Question(host, service, Hints.ANY.with(family).with(flag)));
            }
          }
        }
        if (!host.equals("-") || !service.equals("-")) {
          all.add(new Question(host, service, Hints.ANY.with(Type.STREAM)));
          all.add(new Question(host, service, Hints.ANY.with(Type.DGRAM)));
          all.add(new Question(host, service, Hints.ANY.with(Type.RAW)));
          all.add(new Question(host, service, Hints.ANY.with(Protocol.UDP)));
          all.add(new Question(host, service, Hints.ANY.with(new Protocol(132))));
          all.add(new Question(host, service, Hints.ANY.with(Type.STREAM).with(Protocol.UDP)));
          all.add(new Question(host, service, Hints.ANY.with(new Family(99))));
          all.add(new Question(host, service, Hints.ANY.with(new LookupFlags(1 << 30))));
        }
      }
    }
    return all;
  }

  @NeedsLinux("libc's name service")
  @Test
  void findsWhatPythonFindsWhateverTheHints() throws Exception {
    List<Question> questions = questions();
    String lines = questions.stream().map(q -> q + "\n").collect(Collectors.joining());
    try (Program python = Python.start(PYTHON)) {
      String[] answers = python.say(lines + "\n").end().out().split("\n", -1);
      for (int i = 0; i < questions.size(); i++) {
        assertThat(questions.get(i).ask()).as("%s", questions.get(i)).isEqualTo(answers[i]);
      }
    }
  }

  @Test
  void canonicalNameIsTold() throws Exception {
    Hints hints = Hints.of(Family.INET, Type.STREAM).with(LookupFlags.CANONNAME);
    assertThat(Resolver.getaddrinfo("127.0.0.1", null, hints))
        .extracting(AddressInfo::canonicalName)
        .containsExactly("127.0.0.1");
  }

  @Test
  void unknownNameHasTheCodeAndWhatWasAskedFor() {
    Hints hints = Hints.ANY.with(LookupFlags.NUMERICHOST);
    assertThatThrownBy(() -> Resolver.getaddrinfo("no.number", "http", hints))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("no.number:http: Name or service not known (EAI_NONAME)")
        .satisfies(e -> {
          LookupFailure failure = (LookupFailure) e;
          assertThat(failure.code()).isEqualTo(Netdb.EAI_NONAME);
          assertThat(failure.codeName()).isEqualTo("EAI_NONAME");
          assertThat(failure.host()).isEqualTo("no.number");
          assertThat(failure.service()).isEqualTo("http");
        });
  }

  @Test
  void questionThatCannotBeRightIsRefused() {
    assertThatThrownBy(() -> Resolver.getaddrinfo(null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a look-up needs a host or a service");
    assertThatThrownBy(() -> Resolver.getaddrinfo("a\0b", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("host has a NUL at 1");
    assertThatThrownBy(() -> Resolver.getaddrinfo("a", "\0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("service has a NUL at 0");
  }

  private static final String PYTHON_NAMES =
      """
      for line in sys.stdin:
          words = line.split()
          if not words:
              break
          try:
              print(*socket.getnameinfo((words[0], int(words[1])), int(words[2])))
          except socket.gaierror as e:
              print('error', e.errno)
      """;

  @NeedsLinux("libc's name service")
  @Test
  void namesOfAddressesAreThoseThatPythonFinds() throws Exception {
    List<NameFlags> flags =
        List.of(
            NameFlags.NUMERICHOST,
            NameFlags.NUMERICHOST.or(NameFlags.NUMERICSERV),
            NameFlags.NUMERICHOST.or(NameFlags.DGRAM),
            NameFlags.NONE,
            NameFlags.NOFQDN,
            NameFlags.NAMEREQD,
            NameFlags.NAMEREQD.or(NameFlags.NUMERICHOST),
            NameFlags.IDN,
            new NameFlags(1 << 30));
    List<Inet> addresses = new ArrayList<>();
    for (int port : List.of(0, 22, 53, 80, 514, 65535)) {
      addresses.add(Inet4.LOOPBACK.withPort(port));
      addresses.add(Inet6.LOOPBACK.withPort(port));
    }
    StringBuilder lines = new StringBuilder();
    for (Inet address : addresses) {
      for (NameFlags flag : flags) {
        lines.append(address.host() + " " + address.port() + " " + flag.bits() + "\n");
      }
    }
    try (Program python = Python.start(PYTHON_NAMES)) {
      String[] answers = python.say(lines + "\n").end().out().split("\n", -1);
      int at = 0;
      for (Inet address : addresses) {
        for (NameFlags flag : flags) {
          assertThat(names(address, flag)).as(address + " " + flag).isEqualTo(answers[at++]);
        }
      }
    }
  }

  private static String names(Inet address, NameFlags flags) throws Exception {
    try {
      NameInfo info = Resolver.getnameinfo(address, flags);
      return info.host() + " " + info.service();
    } catch (UnknownHostException e) {
      return "error " + ((LookupFailure) e).code();
    }
  }

  @Test
  void addressOfAFamilyWithoutNamesSaysSo() {
    assertThatThrownBy(() -> Resolver.getnameinfo(new Netlink(0, 0), NameFlags.NONE))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("(EAI_FAMILY)");
  }
}
