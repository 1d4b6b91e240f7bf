package mortise.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.sys.struct.Addrinfo;
import mortise.sys.struct.IfNameindex;
import mortise.sys.struct.Protoent;
import mortise.sys.struct.Servent;
import mortise.sys.struct.SockaddrIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The names of hosts, services, protocols and interfaces, as far as no network is asked. */
@Timeout(30)
class NetdbTest {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = arena.allocate(JAVA_INT);

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void numericHostIsFound() {
    MemorySegment hints = arena.allocate(Addrinfo.LAYOUT.byteSize(), 8);
    Addrinfo.ai_flags(hints, Netdb.AI_NUMERICHOST | Netdb.AI_NUMERICSERV | Netdb.AI_CANONNAME);
    Addrinfo.ai_socktype(hints, SysSocket.SOCK_STREAM);
    MemorySegment result = arena.allocate(ADDRESS);
    assertThat(Netdb.getaddrinfo(errno, text("127.0.0.1"), text("80"), hints, result)).isZero();
    MemorySegment first = Addrinfo.first(result);
    assertThat(Addrinfo.ai_family(first)).isEqualTo(SysSocket.AF_INET);
    assertThat(Addrinfo.ai_protocol(first)).isEqualTo(NetinetIn.IPPROTO_TCP);
    assertThat(Addrinfo.ai_canonname(first)).isEqualTo("127.0.0.1");
    MemorySegment address = Addrinfo.ai_addr(first);
    assertThat(address.byteSize()).isEqualTo(SockaddrIn.SIZE);
    assertThat(SockaddrIn.sin_port(address)).isEqualTo(80);
    assertThat(SockaddrIn.sin_addr(address)).isEqualTo(NetinetIn.INADDR_LOOPBACK);
    assertThat(Addrinfo.ai_next(first)).isEqualTo(MemorySegment.NULL);
    Netdb.freeaddrinfo(first);
  }

  @Test
  void unknownHostIsACode() {
    MemorySegment hints = arena.allocate(Addrinfo.LAYOUT.byteSize(), 8);
    Addrinfo.ai_flags(hints, Netdb.AI_NUMERICHOST);
    MemorySegment result = arena.allocate(ADDRESS);
    int code = Netdb.getaddrinfo(errno, text("not a number"), MemorySegment.NULL, hints, result);
    assertThat(code).isEqualTo(Netdb.EAI_NONAME);
    assertThat(Netdb.gai_strerror(code)).isNotBlank();
  }

  @Test
  void addressIsNamed() {
    MemorySegment address = arena.allocate(SockaddrIn.LAYOUT.byteSize(), 8);
    SockaddrIn.set(address, SysSocket.AF_INET, 443, NetinetIn.INADDR_LOOPBACK);
    MemorySegment host = arena.allocate(Netdb.NI_MAXHOST);
    MemorySegment service = arena.allocate(Netdb.NI_MAXSERV);
    int numeric = Netdb.NI_NUMERICHOST | Netdb.NI_NUMERICSERV;
    assertThat(Netdb.getnameinfo(errno, address, host, service, numeric)).isZero();
    assertThat(host.getString(0)).isEqualTo("127.0.0.1");
    assertThat(service.getString(0)).isEqualTo("443");
    MemorySegment none = MemorySegment.NULL;
    assertThat(Netdb.getnameinfo(errno, address, host, none, numeric)).isZero();
    assertThat(Netdb.getnameinfo(errno, address, arena.allocate(2), none, numeric))
        .isEqualTo(Netdb.EAI_OVERFLOW);
  }

  @Test
  void serviceIsFoundByNameAndPort() {
    needs("/etc/services");
    MemorySegment service = arena.allocate(Servent.LAYOUT.byteSize(), 8);
    MemorySegment buffer = arena.allocate(1024, 8);
    MemorySegment result = arena.allocate(ADDRESS);
    MemorySegment tcp = text("tcp");
    assertThat(Netdb.getservbyname_r(text("http"), tcp, service, buffer, result)).isZero();
    assertThat(result.get(ADDRESS, 0)).isNotEqualTo(MemorySegment.NULL);
    assertThat(Short.reverseBytes((short) Servent.s_port(service))).isEqualTo((short) 80);
    assertThat(Servent.s_name(service)).isEqualTo("http");
    assertThat(Servent.s_proto(service)).isEqualTo("tcp");

    int port = Short.toUnsignedInt(Short.reverseBytes((short) 443));
    assertThat(Netdb.getservbyport_r(port, tcp, service, buffer, result)).isZero();
    assertThat(Servent.s_name(service)).isEqualTo("https");
    assertThat(Servent.s_aliases(service)).isNotNull();
    assertThat(Netdb.getservbyport_r(port, tcp, service, arena.allocate(1), result))
        .isEqualTo(-SysErrno.ERANGE);
  }

  @Test
  void protocolIsFoundByNameAndNumber() {
    needs("/etc/protocols");
    MemorySegment byName = Netdb.getprotobyname(text("udp"));
    assertThat(Protoent.p_proto(byName)).isEqualTo(NetinetIn.IPPROTO_UDP);
    MemorySegment byNumber = Netdb.getprotobynumber(NetinetIn.IPPROTO_TCP);
    assertThat(Protoent.p_name(byNumber)).isEqualTo("tcp");
    assertThat(Protoent.p_aliases(byNumber)).contains("TCP");
    assertThat(Netdb.getprotobyname(text("no such"))).isEqualTo(MemorySegment.NULL);
  }

  @Test
  void interfacesHaveNamesAndNumbers() {
    MemorySegment array = NetIf.if_nameindex(errno);
    assertThat(array).isNotEqualTo(MemorySegment.NULL);
    int index = IfNameindex.if_index(array);
    String name = IfNameindex.if_name(array);
    NetIf.if_freenameindex(array);
    assertThat(index).isPositive();
    assertThat(NetIf.if_nametoindex(text(name))).isEqualTo(index);
    MemorySegment found = MemorySegment.ofArray(new byte[NetIf.IF_NAMESIZE]);
    assertThat(NetIf.if_indextoname(index, found)).isZero();
    assertThat(found.getString(0)).isEqualTo(name);
    assertThat(NetIf.if_nametoindex(text("no such"))).isEqualTo(-SysErrno.ENODEV);
    assertThat(NetIf.if_indextoname(1 << 30, found)).isEqualTo(-SysErrno.ENXIO);
  }

  private static void needs(String file) {
    assumeTrue(Files.exists(Path.of(file)), "this system has no " + file);
  }

  private MemorySegment text(String text) {
    return arena.allocateFrom(text);
  }
}
