package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever cannot be done ends in one sentence that names it, and the right status. */
final class NcBadInputTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          -y                              | invalid option -- 'y'
          --foo                           | unrecognized option '--foo'
          --ssl-                          | option '--ssl-' is ambiguous; possibilities: '--ssl-cert'
          -X 5 127.0.0.1 80               | invalid option -- 'X'. Here it is --proxy-type (and -x is
          -l -e /no/such/program          | --exec: program '/no/such/program' does not exist
          -l -e no-such-program           | --exec: program 'no-such-program' is not on the PATH
          -l -e /etc/passwd               | --exec: '/etc/passwd' is not executable (chmod +x)
          -e / 127.0.0.1 80               | --exec: '/' is a directory (expected a program)
          127.0.0.1:80                    | Could not resolve hostname "127.0.0.1:80": Name or service not known (EAI_NONAME); host and port are separate arguments: 127.0.0.1 80
          http://[::1]:80/x               | Could not resolve hostname "http://[::1]:80/x": Name or service not known (EAI_NONAME); host and port are separate arguments: ::1 80
          -4 [::1] 80                     | Could not resolve hostname "[::1]": it is an address of IPv6.
          -p                              | option requires an argument -- 'p'
          --wait                          | option '--wait' requires an argument
          --udp=1                         | option '--udp' doesn't allow an argument
          --help=some                     | invalid value 'some' of --help (expected 'all' or none).
          -v                              | You must specify a host to connect to.
          80                              | You must specify a host to connect to.
          127.0.0.1 65536                 | Invalid port number "65536"
          127.0.0.1 -1x                   | invalid option -- '1'
          127.0.0.1 8o                    | Invalid port number "8o"
          127.0.0.1 nosuchservice         | Invalid port number "nosuchservice"
          127.0.0.1 99999999999999999999  | Invalid port number "99999999999999999999"
          127.0.0.1 80 81                 | Got more than one port specification: 80 81.
          -l -p 80 81                     | Got more than one port specification: 80 81.
          -l -p 70000                     | Invalid source port "70000"
          -p x 127.0.0.1 80               | Invalid source port "x"
          -w 0 127.0.0.1 80               | Invalid --wait time "0"
          -w -5 127.0.0.1 80              | Invalid --wait time "-5"
          -w 5x 127.0.0.1 80              | Invalid --wait time "5x"
          -w ms 127.0.0.1 80              | Invalid --wait time "ms"
          -w 5s5 127.0.0.1 80             | Invalid --wait time "5s5"
          -w 2147484 127.0.0.1 80         | Invalid --wait time "2147484"
          -i 500 127.0.0.1 80             | The time of --idle-timeout is in seconds, so "500" is 8 minutes
          -d 0s 127.0.0.1 80              | Invalid --delay time "0s"
          -q x 127.0.0.1 80               | Invalid -q time "x"
          -m -1 -l                        | Invalid value "-1" of --max-conns
          -m x -l                         | Invalid value "x" of --max-conns
          -G 5 127.0.0.1 80               | Invalid source-route hop pointer "5"
          -G 32 127.0.0.1 80              | Invalid source-route hop pointer "32"
          -g 1,2,3,4,5,6,7,8,9 127.0.0.1  | A source route has 8 hops at most
          -6 -g 10.0.0.1 ::1 80           | A source route (-g) is for IPv4 only.
          -4 -6 127.0.0.1 80              | Invalid option combination: -4 and -6.
          -u --sctp 127.0.0.1 80          | Invalid option combination: --udp and --sctp.
          -U --vsock x                    | Invalid option combination: --unixsock and --vsock.
          -U                              | You have to specify the path of a socket to connect to.
          -U -l                           | You have to specify the path of a socket to listen on.
          -U x 80                         | A UNIX socket has no port
          -U -p 80 x                      | A source port (-p) makes no sense with UNIX sockets.
          --vsock x 80                    | Invalid CID "x"
          -l -s 127.0.0.1                 | -l and -s are incompatible.
          -l -z                           | Services designed for LISTENING can't be used with -z.
          -z -t 127.0.0.1 80              | Invalid option combination: -z and --telnet.
          -z -e cat 127.0.0.1 80          | Command execution can't be done along with option -z.
          -z 127.0.0.1 25-20              | Invalid port range "25-20": its start is above its end.
          -z 127.0.0.1 20,,25             | Invalid port number ""
          -e a -c b -l                    | Only one of --exec, --sh-exec, and --lua-exec is allowed.
          --allow 10.0.0.1 127.0.0.1 80   | Invalid option combination: allow/deny with connect.
          -m 5 127.0.0.1 80               | Invalid option combination: `--max-conns' with connect.
          -l --allow 1.2.3.4/33           | Error in host specification: rule "1.2.3.4/33"
          -l --deny 1.2.3.300-400         | Error in host specification: rule "1.2.3.300-400"
          -l -n --deny a.name             | Error in host specification "a.name"
          -l --allowfile /nonexistent     | Can't open /nonexistent: No such file or directory.
          --proxy x --proxy-type q h 1    | Invalid proxy type "q"
          --proxy x --proxy-dns q h 1     | Invalid proxy DNS type "q"
          --proxy-type http h 1           | Proxy type (--proxy-type) specified without proxy address
          --proxy x -l                    | Invalid option combination: --proxy and -l.
          --proxy x -u h 1                | A proxy (--proxy) supports TCP only
          --broker -e cat                 | Invalid option combination: --broker and -e.
          --broker -u                     | UDP mode does not support connection brokering.
          --tos 256 127.0.0.1 80          | Invalid type of service "256"
          --tos af14 127.0.0.1 80         | Invalid type of service "af14"
          --ttl 0 127.0.0.1 80            | Invalid value "0" of --ttl
          --mark x 127.0.0.1 80           | Invalid value "x" of --mark
          --mptcp -u 127.0.0.1 80         | Invalid option combination: --mptcp and --udp.
          --retry x 127.0.0.1 80          | Invalid value "x" of --retry
          --pty 127.0.0.1 80              | --pty needs a program: --exec or --sh-exec.
          --ssl-require-client-cert -l    | --ssl-require-client-cert needs trusted CAs
          --send-only --recv-only h 1     | Invalid option combination: --send-only and --recv-only.
          -n a.name 80                    | Could not resolve hostname "a.name": it is a name, and -n
          no-such-host.invalid 80         | Could not resolve hostname "no-such-host.invalid": Name
          -4 ::1 80                       | Could not resolve hostname "::1": it is an address of IPv6.
          -6 127.0.0.1 80                 | Could not resolve hostname "127.0.0.1": it is an address of
          -l 192.0.2.1 0                  | Cannot listen: bind 192.0.2.1:0
          -F 127.0.0.1 80                 | Cannot pass a descriptor (-F): standard output is not a UNIX
          -F --ssl 127.0.0.1 80           | Cannot pass a descriptor (-F): with --ssl its data is
          -o /nonexistent/f 127.0.0.1 80  | cannot write '/nonexistent/f'
          -x / 127.0.0.1 80               | cannot write '/'
          """)
  void complains(String line, String sentence) throws Exception {
    Nc.Ended ended = Nc.run(new byte[0], (Object[]) line.split(" "));
    assertTrue(ended.err().startsWith("Ncat: " + sentence), ended.err());
    assertEquals(1, ended.err().lines().count(), ended.err());
    assertEquals(Ncat.OTHER, ended.status());
    assertEquals(0, ended.out().length);
  }

  @Test
  void refusedConnectionIsTheNetworksFault() throws Exception {
    int port;
    try (var socket = mortise.net.Socket.listener(mortise.net.Inet4.LOOPBACK)) {
      port = ((mortise.net.Inet) socket.localAddress()).port();
    }
    Nc.Ended ended = Nc.run(new byte[0], "127.0.0.1", port);
    assertEquals(Ncat.NETWORK, ended.status());
    String peer = "127.0.0.1:" + port;
    assertEquals("Ncat: connect " + peer + ": Connection refused (ECONNREFUSED).\n", ended.err());
  }

  @Test
  void fileOfHostsNamesTheWrongWord(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("hosts"), List.of("10.0.0.1 # fine", "10.0.0.256"));
    Nc.Ended ended = Nc.run(new byte[0], "-l", "-n", "--denyfile", file);
    assertEquals(Ncat.OTHER, ended.status());
    assertTrue(
        ended.err().startsWith("Ncat: Error in hosts file " + file + ", line 2, at \"10.0.0.256\""),
        ended.err());
  }

  @Test
  void helpAndVersionWinOverWhatComesAfter() throws Exception {
    Nc.Ended help = Nc.run(new byte[0], "-h", "--foo");
    assertEquals(Ncat.OK, help.status());
    assertTrue(help.text().contains("--ssl-verify"), help.text());
    assertTrue(Nc.run(new byte[0], "--version").text().startsWith("Ncat: Version "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-l --ssl --ssl-cert %s",
        "-l --ssl --ssl-cert %s --ssl-key %s",
        "-l --ssl-verify --ssl-trustfile %s",
        "--ssl-verify --ssl-trustfile %s 127.0.0.1 1",
        "--ssl --ssl-cert %s --ssl-key %s 127.0.0.1 1",
        "-l --allowfile %s",
        "-l --denyfile %s",
        "-l --lua-exec %s",
        "--lua-exec %s 127.0.0.1 1",
        "-o %s 127.0.0.1 1",
        "-x %s 127.0.0.1 1",
        "--pcap %s 127.0.0.1 1"
      })
  void filesThatCannotBeUsedAreNamed(String line, @TempDir Path folder) throws Exception {
    for (Path file : List.of(folder, folder.resolve("missing/file"))) {
      Nc.Ended ended = Nc.run(new byte[0], (Object[]) line.replace("%s", "" + file).split(" "));
      assertTrue(ended.err().contains(file.toString()), ended.err());
      String reason = file == folder ? "(?i)is a directory" : "(?i)no such file( or directory)?";
      assertTrue(ended.err().matches("Ncat: .*" + reason + "\\. QUITTING\\.\n"), ended.err());
      assertEquals(Ncat.OTHER, ended.status());
    }
  }
}
