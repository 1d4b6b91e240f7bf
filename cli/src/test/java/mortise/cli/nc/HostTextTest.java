package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mortise.net.Inet;
import mortise.server.AccessList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostTextTest {
  private static final HostText TEXT = new HostText(NcSettings.Network.INET, true);

  private static AccessList list(List<String> rules) throws IOException {
    return AccessList.DENY_ALL.allow(rules.toArray(new String[0]));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.8-10/31, 127.0.0.11, 127.0.0.12",
    "127.0.0.8-10/24, 127.0.0.1, 127.0.1.8",
    "1.2.3.0-255/24, 1.2.3.77, 1.2.4.0",
    "10.-.-.-5, 10.9.9.5, 10.9.9.6",
    "localhost/24, 127.0.0.99, 127.0.1.1"
  })
  void specificationHasTheOneAndNotTheOther(String text, String inside, String outside)
      throws IOException {
    for (List<String> rules : List.of(TEXT.ofOption(text), TEXT.ofFile(Path.of("f"), text))) {
      assertThat(list(rules).permits(Inet.of(inside, 1))).isTrue();
      assertThat(list(rules).permits(Inet.of(outside, 1))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",1.2.3.4", "1.2.3.4,", "1,,2.3.4.5", "1.2.3.,4", "1.,2.3.4", "1.2.3.,", "127.0.0.010",
        "127.1", "0x7f.1", "017700000001", "127.1/8", "127.0.0.1,010", "1.2.3.4/024", "1.2.3.4/+24",
        "1.2.3.0-255/33", "fe80::1%lo", "1.2.3.٤", "1.2.3.1-2-3", "1.2.3.9-3"
      })
  void wordOfAFileThatCannotBeReadIsNamedWithItsLine(String word) {
    assertThatThrownBy(() -> TEXT.ofFile(Path.of("rules"), "\n# x\n10.0.0.1 " + word + "\n"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Error in hosts file rules, line 3, at \"" + word + "\": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.010",
        "127.1",
        "0x7f.1",
        "017700000001",
        "127.0.0.1-010",
        "1.2.3.4/024",
        "fe80::1%lo",
        "1.2.3.0-255/33"
      })
  void optionThatCannotBeReadIsNamed(String text) {
    assertThatThrownBy(() -> TEXT.ofOption(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void emptyItemsOfAnOptionAreSkippedAsNcatDoes() throws IOException {
    assertThat(TEXT.ofOption(",1.2.3.4,,5.6.7.8,")).containsExactly("1.2.3.4", "5.6.7.8");
  }
}
