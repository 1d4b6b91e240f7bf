package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Printable;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNameTest {
  private static final String LONG = "a".repeat(70) + ".example";

  @ParameterizedTest
  @CsvSource({
    "a.example, a.example, true",
    "A.EXAMPLE., a.Example, true",
    "a.example, b.example, false",
    "my_host.example, my_host.example, true",
    "b.a.com, *.a.com, true",
    "my_host.a.com, *.a.com, true",
    "xn--bcher-kva.a.com, *.a.com, true",
    "bücher.example, xn--bcher-kva.example, true",
    "c.b.a.com, *.a.com, false",
    "a.com, *.a.com, false",
    ".a.com, *.a.com, false",
    "a.com, *.com, false",
    "a.com, *, false",
    "a.com, *., false",
    "a.com, *.com., false",
    "b.a.com, *.*.com, false",
    "c.b.a.com, *.*.a.com, false",
    "wb.a.com, w*.a.com, false",
    "bw.a.com, *w.a.com, false",
    "bwb.a.com, b*b.a.com, false",
    "a.b.com, a.*.com, false",
    "b..com, *..com, false",
    "b.a.com, **.a.com, false"
  })
  void starStandsForOneWholeFirstLabel(String host, String pattern, boolean matches) {
    assertThat(HostName.of(host).matches(pattern)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "::1, ::1",
    "[::1], ::1",
    "::1%lo, ::1",
    "2001:DB8:0:0::1, 2001:db8::1"
  })
  void addressIsComparedAsAnAddress(String host, String same) {
    assertThat(HostName.of(host).address()).isEqualTo(HostName.of(same).address()).isNotNull();
    assertThat(HostName.of(host).sent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a b", "a\u0000b", "a\nb", "a/b", "a@b", "1:2"})
  void whatIsNoNameIsRefused(String host) {
    assertThatThrownBy(() -> HostName.of(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("invalid host '" + Printable.of(host) + "' (expected a name or an address)");
    assertThat(TlsClient.isHost(host)).isFalse();
    HostName.ofBytes(host.getBytes(StandardCharsets.UTF_8)); // a client may ask for anything
  }

  @Test
  void nameIsSentAsItIsCompared() {
    assertThat(HostName.of("My_Host.Example.").sent().orElseThrow())
        .isEqualTo("my_host.example".getBytes(StandardCharsets.US_ASCII));
    assertThat(HostName.of(LONG).sent()).isPresent();
    assertThat(HostName.of("127.1").sent()).isEmpty();
    assertThatThrownBy(() -> HostName.of("a.".repeat(128) + "b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Creates a certificate with these alternative names and a common name. */
  private static Path certificate(Authority authority, Path folder, String common, String names)
      throws Exception {
    Path file = Files.createTempFile(folder, "c", ".pem");
    authority.openssl(
        ("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %s.key -out %s"
                + " -days 2 -subj /CN=%s"
                + (names.isEmpty() ? "" : " -addext subjectAltName=" + names))
            .formatted(file, file, common));
    return file;
  }

  /** The result of {@code openssl verify -verify_hostname} or {@code -verify_ip}. */
  private static boolean opensslFinds(Path certificate, String option, String host)
      throws IOException, InterruptedException {
    try (Program openssl =
        Program.start("openssl", "verify", "-CAfile", certificate, option, host, certificate)) {
      return openssl.end().status() == 0;
    }
  }

  @Test
  void hostMatchingAgreesWithOpenssl(@TempDir Path folder) throws Exception {
    Authority authority = Authority.in(folder);
    Path names =
        certificate(
            authority,
            folder,
            "c.example",
            "DNS:a.example,DNS:*.b.example,DNS:*.com,IP:127.0.0.1,IP:2001:db8::1");
    Path common = certificate(authority, folder, "c.example", "");
    Path address = certificate(authority, folder, "c.example", "IP:127.0.0.1");
    List<String> different = new ArrayList<>();
    for (Path file : List.of(names, common, address)) {
      X509Certificate certificate = KeyFile.read(file, () -> null).certificates().getFirst();
      for (String host :
          List.of(
              "a.example",
              "A.Example",
              "x.b.example",
              "b.example",
              "x.y.b.example",
              "x.com",
              "c.example")) {
        HostName name = HostName.of(host);
        boolean found = name.isIn(certificate) || name.isCommonName(certificate);
        if (found != opensslFinds(file, "-verify_hostname", host)) {
          different.add(file + " for " + host + ": " + found);
        }
      }
      for (String host : List.of("127.0.0.1", "127.0.0.2", "2001:db8:0:0:0:0:0:1", "::1")) {
        boolean found = HostName.of(host).isIn(certificate);
        if (found != opensslFinds(file, "-verify_ip", host)) {
          different.add(file + " for " + host + ": " + found);
        }
      }
    }
    assertThat(different).isEmpty();
  }
}
