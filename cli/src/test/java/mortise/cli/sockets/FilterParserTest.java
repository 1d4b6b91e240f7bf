package mortise.cli.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mortise.diag.KernelSocket;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Protocol;
import mortise.net.TcpState;
import mortise.net.Type;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One socket, 10.1.2.3:40000 to 192.0.2.9:443 and established, and what is true of it. */
final class FilterParserTest {
  private static final ListedSocket SOCKET =
      new ListedSocket(
          SocketKind.TCP,
          new KernelSocket(
              Family.INET,
              Type.STREAM,
              Protocol.TCP,
              TcpState.ESTABLISHED,
              Address.parse("10.1.2.3:40000"),
              Address.parse("192.0.2.9:443"),
              new KernelSocket.Queues(0, 0),
              new KernelSocket.Holder(1, 1, 0),
              Optional.empty(),
              0,
              new KernelSocket.Details(
                  Optional.empty(), "", OptionalLong.empty(), List.of(), false, 0)),
          List.of(),
          "");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state established",
        "state listening state established",
        "exclude listening",
        "state connected exclude time-wait",
        "dport = :443",
        "dport 443",
        "dport :https",
        "dport eq https",
        "dport == 443",
        "sport >= 1024",
        "sport gt 1024 and sport lt 50000",
        "sport!=:80",
        "dst 192.0.2.0/24",
        "dst = 192.0.2.9:443",
        "src 10.0.0.0/8",
        "src != 10.9.0.0/16",
        "not dst 10.0.0.0/8",
        "! src 127.0.0.1",
        "( dport = :80 or dport = :443 )",
        "(dport=:80||dport=:443)&&src 10.1.2.3",
        "dport = :443 sport = :40000",
        "dport = :443 or sport = :1 and sport = :2",
        "state established ( dport = :80 or not ( dport = :22 | src 10.2.0.0/16 ) )",
      })
  void holds(String filter) throws IOException {
    assertThat(FilterParser.parse(List.of(filter.split(" ")))).accepts(SOCKET);
    assertThat(FilterParser.parse(List.of(filter))).accepts(SOCKET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state listening",
        "exclude established",
        "dport != :443",
        "sport < 1024",
        "dst 10.0.0.0/8",
        "dst 192.0.2.9:80",
        "not dport = :443",
        "( dport = :443 or sport = :1 ) and sport = :2",
        "dport = :443 sport = :1",
      })
  void doesNotHold(String filter) throws IOException {
    assertThat(FilterParser.parse(List.of(filter))).rejects(SOCKET);
  }
}
