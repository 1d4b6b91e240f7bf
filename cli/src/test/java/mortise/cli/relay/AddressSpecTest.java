package mortise.cli.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressSpecTest {
  @Test
  void partsAreTakenApart() {
    AddressSpec spec =
        AddressSpec.parse("tcp-listen:[::1]:80,fork,allow=10.0.0.0/8,allow=::1,max=3");
    assertThat(spec.kind()).isEqualTo(AddressKind.TCP_AT);
    assertThat(spec.body()).isEqualTo("[::1]:80");
    assertThat(spec.has(AddressOption.FORK)).isTrue();
    assertThat(spec.values(AddressOption.ALLOW)).containsExactly("10.0.0.0/8", "::1");
    assertThat(spec.value(AddressOption.MAX)).contains("3");
    assertThat(spec).hasToString("tcp-listen:[::1]:80");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "file:a\\,b,read|a,b",
        "file:'a,b'|a,b",
        "file:\"a, 'b\"|a, 'b",
        "file:a\\\\b|a\\b",
        "sh:echo a,b; x=1,2|echo a,b; x=1,2",
        "sh:echo a,b,pty|echo a,b",
        "sh:echo 'a,pty'|echo 'a,pty'",
        "-|",
        "pipe|",
      })
  void commasCanBePartOfIt(String text, String body) {
    assertThat(AddressSpec.parse(text).body()).isEqualTo(body == null ? "" : body);
  }

  @Test
  void wordsAreAsAShellHasThem() {
    assertThat(ProgramEndpoint.words(AddressSpec.parse("exec:a  'b c' d\\ e \"f, g\"'h' ''")))
        .isEqualTo(List.of("a", "b c", "d e", "f, gh", ""));
  }

  @ParameterizedTest
  @CsvSource({"1,PT1S", "500ms,PT0.5S", "1.5m,PT1M30S", "2h,PT2H", "1d,PT24H", "0,PT0S"})
  void timesAreRead(String text, Duration time) {
    assertThat(DurationText.parse(text)).contains(time);
  }

  @ParameterizedTest
  @CsvSource({"''", "x", "-1", "1y", "1 s", "1e3", "99999999999999999999", "400d", "ms", "'1,5'"})
  void whatIsNoTimeIsNone(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "tpc:a:1|unknown kind 'tpc'. Did you mean 'tcp'?",
        "tcp-lisen:1|unknown kind 'tcp-lisen'. Did you mean 'tcp-listen'?",
        "example.org:80|unknown kind 'example.org'. Did you mean 'tcp:example.org:80'?",
        "80|unknown kind '80'. Did you mean 'tcp-listen:80'?",
        "/tmp/x|unknown kind '/tmp/x'. Did you mean 'file:/tmp/x' or 'unix:/tmp/x'?",
        "zzz|unknown kind 'zzz'.",
        "tcp|lacks HOST:PORT after 'tcp:'",
        "tcp:|lacks HOST:PORT after 'tcp:'",
        "stdio:x|'stdio' takes no value after a colon",
        "tcp:a:1,nodely|unknown option 'nodely'. Did you mean 'nodelay'?",
        "tcp:a:1,fork|option 'fork' does not apply to 'tcp' addresses",
        "tcp:a:1,bind|option 'bind' lacks =HOST[:PORT]",
        "tcp:a:1,nodelay=1|option 'nodelay' takes no value",
        "tcp:a:1,ttl=1,ttl=2|option 'ttl' is given twice",
        "exec:'cat|unterminated quote '",
        "tcp:a|lacks a port: tcp:HOST:PORT",
        "tcp::1|lacks a host: tcp:HOST:PORT",
        "tcp:::1:1|an IPv6 host needs brackets: [::1]:PORT",
        "tcp:a:65536|invalid port 65536 (expected 0..65535)",
        "tcp:a:no-such-service|unknown tcp service 'no-such-service'",
        "tcp:a:1,retry=x|option 'retry': invalid number 'x' (expected 0..2147483647)",
        "tcp:a:1,timeout=x|option 'timeout': invalid duration 'x' (e.g. 500ms, 2s, 1.5m, 1h, or"
            + " seconds as a number)",
        "tcp:a:1,through=ftp://b|option 'through': proxy kind \"ftp\" is not socks4, socks4a,"
            + " socks5, socks5h or http",
        "proxy:a:1|lacks the proxy, through=socks5://HOST:PORT or http://HOST:PORT",
        "tls-listen:0,key=x|lacks the certificate of the key, cert=FILE",
        "tls-listen:0,cert=/no/such|option 'cert': '/no/such' cannot be read",
        "tls:a:1,verify=maybe|option 'verify': invalid value 'maybe' (expected yes or no)",
        "tls:a:1,tls-version=1.1|option 'tls-version': invalid version '1.1' (expected 1.2 or 1.3)",
        "tcp-listen:0,allow=1.2.3.4/99|1.2.3.4/99",
        "unix-listen:/tmp/mortise-x,mode=9|option 'mode': invalid mode '9' (expected octal 0..777)",
        "unix-listen:/tmp/mortise-x,owner=no-such-user|option 'owner': unknown user 'no-such-user'",
        "vsock:x|is not vsock:CID:PORT",
        "exec:''|lacks a program",
        "exec:a,env=X|option 'env': invalid variable 'X' (expected NAME=VALUE)",
        "exec:a,dir=/no/such|option 'dir': '/no/such' is not a directory",
        "exec:a,b|unknown option 'b'. A literal comma is \\,.",
        "fd:x|invalid descriptor number 'x'",
        "fd:999|descriptor 999 is not open",
        "file:/,read|'/' is a directory",
        "file:x,read,write|options 'read' and 'write' exclude each other",
      })
  void badAddressesAreNamed(String address, String why) {
    String[] message = new String[1];
    assertThatThrownBy(
            () -> {
              RelayEndpoint place =
                  EndpointFactory.of(AddressSpec.parse(address), new Role(true, false));
              place.close();
            })
        .isInstanceOf(BadAddressException.class)
        .satisfies(e -> message[0] = e.getMessage());
    assertThat(message[0]).startsWith("address '" + address + "': ").contains(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pipe | tcp-listen:0,fork | belongs to the first address",
        "tcp-listen:0,max=2 | pipe | needs 'fork'",
        "tcp-listen:0,fork | - | exists once",
      })
  void whatDoesNotGoTogetherIsTold(String first, String second, String why) {
    assertThatThrownBy(
            () -> new RelayRun(first, second, null, null, new PrintWriter(new StringWriter())))
        .isInstanceOf(BadAddressException.class)
        .hasMessageContaining(why);
  }
}
