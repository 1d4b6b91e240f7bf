package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CipherListTest {
  private static String[] supported() throws Exception {
    return SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites();
  }

  /** OpenSSL itself tells which suites it means, of those that both have. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ECDHE-RSA-AES128-GCM-SHA256",
        "DHE-RSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA256",
        "HIGH:!aNULL:!kRSA",
        "ECDHE+AESGCM:DHE+AESGCM",
        "ALL:!aNULL:!eNULL:!LOW:!EXP:!MD5:@STRENGTH",
        "kEECDH+CHACHA20 aRSA+kEDH,AES128",
        "ECDSA:-AES256:+CHACHA20",
        "NOSUCHCIPHER:ECDHE-RSA-AES128-SHA"
      })
  void suitesAreThoseOfOpenssl(String list) throws Exception {
    List<String> ours =
        CipherList.choose(list, supported()).stream()
            .filter(suite -> suite.contains("_WITH_"))
            .map(suite -> CipherSuite.of(suite).openssl())
            .toList();
    List<String> shared =
        Arrays.stream(supported()).map(suite -> CipherSuite.of(suite).openssl()).toList();
    List<String> theirs;
    try (Program openssl =
        Program.start("openssl", "ciphers", "-s", "-tls1_2", list + ":@SECLEVEL=0")) {
      theirs =
          Arrays.stream(openssl.end().out().strip().split(":")).filter(shared::contains).toList();
    }
    assertThat(theirs).isNotEmpty();
    assertThat(ours).containsAll(theirs);
    assertThat(ours.stream().filter(theirs::contains)).hasSameElementsAs(theirs);
  }

  @Test
  void modernSuitesStayUnlessNamed() throws Exception {
    assertThat(CipherList.choose("ECDHE-RSA-AES128-SHA", supported()))
        .contains("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
    assertThat(CipherList.choose("TLS_AES_128_GCM_SHA256", supported()))
        .containsExactly("TLS_AES_128_GCM_SHA256");
  }

  @Test
  void orderIsThatOfTheList() throws Exception {
    List<String> chosen =
        CipherList.choose("ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA", supported());
    assertThat(chosen.indexOf("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"))
        .isLessThan(chosen.indexOf("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"));
  }

  @Test
  void listThatMeansNothingIsRefusedByItsName() {
    assertThatThrownBy(() -> CipherList.choose("FOO:!AES", supported()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FOO:!AES");
  }
}
