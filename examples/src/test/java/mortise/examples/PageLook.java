package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** How a page is shown: its language, its colours, its width. */
record PageLook(String language, boolean dark, int width) {
  private static final int WIDE = 1280;
  private static final int PHONE = 390;

  /** Two that differ in everything; with -Dscreenshots all. */
  static List<PageLook> all() {
    if (!Browser.TAKES_SHOTS) {
      return List.of(new PageLook("en", false, WIDE), new PageLook("zh", true, PHONE));
    }
    return Stream.of("en", "zh")
        .flatMap(language ->
            Stream.of(
                new PageLook(language, false, WIDE),
                new PageLook(language, false, PHONE),
                new PageLook(language, true, WIDE),
                new PageLook(language, true, PHONE)))
        .toList();
  }

  /** The page fits the width, and breaks no rule of accessibility. */
  void check(Browser browser, String name, int height) throws IOException {
    browser.as(width, height, dark).script("scrollTo(0, 0)");
    browser.shoot(name + "-" + language + (dark ? "-dark-" : "-light-") + width);
    Object wider =
        browser.script("const e = document.documentElement; return e.scrollWidth - e.clientWidth");
    assertThat(wider).as("what is wider than the page, as " + this).isEqualTo(0L);
    assertThat(browser.faults()).as(toString()).isEmpty();
  }
}
