package mortise.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonTest {
  @Test
  void membersKeepTheirOrderAndNullIsLeftOut() {
    Json json =
        new Json()
            .put("b", 1)
            .put("a", "x")
            .put("none", null)
            .put("list", List.of(new Json().put("deep", true), 2.5))
            .put("empty", new Json());
    assertThat(json)
        .hasToString("{\"b\":1,\"a\":\"x\",\"list\":[{\"deep\":true},2.5],\"empty\":{}}");
  }

  @Test
  void textIsQuotedInAscii() {
    assertThat(new Json().put("t", "\"\\\n\u0000é\u007f😀"))
        .hasToString("{\"t\":\"\\\"\\\\\\u000a\\u0000\\u00e9\\u007f\\ud83d\\ude00\"}");
  }

  @Test
  void whatIsNoNumberIsNull() {
    assertThat(new Json().put("n", Double.NaN)).hasToString("{\"n\":null}");
  }
}
