package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The page of learn, in a browser. */
@ResourceLock("browser")
final class LearnPageTest {
  private static final Pattern URL = Pattern.compile("(http://\\S+/)");

  @Test
  void stepsRunAndTheKernelIsShown() throws Exception {
    try (Browser browser = Browser.open("zh-CN");
        Program learn = Program.start(Examples.mortise("learn", "--no-browser"))) {
      learn.awaitOutput("the tutorial is at");
      Matcher url = URL.matcher(learn.out());
      assertThat(url.find()).as(learn.out()).isTrue();
      browser.as(1280, 1000, false).show(url.group(1)).await("#lesson-title", "服务器的六个步骤");
      browser.choose("#language", "en").await("#lesson-title", "A server in six steps");
      browser.click("[data-step=open-s]").await("#steps", "socket(AF_INET, SOCK_STREAM, 0) =");
      browser.click("[data-step=bind]").await("#rows", "CLOSE");
      browser.click("[data-step=listen]").await("#rows", "LISTEN");
      browser.click("[data-step=accept-ss]").await("#steps", "waits");
      browser.click("[data-step=open-c]").await("#rows", "c");
      browser.click("[data-step=connect-c]").await("#steps", "accept(");
      browser.click("[data-step=send-ss]").await("#rows", "6");
      for (PageLook look : PageLook.all()) {
        browser.choose("#language", look.language());
        browser.await("#lesson-title", look.language().equals("en") ? "A server" : "服务器");
        look.check(browser, "learn", 1000);
      }
      browser.reload().await("#rows", "ESTABLISHED");
      browser.await("#steps pre.result", "→ 6");
      // A connection may stay in TIME_WAIT, so rows are no sign of the new start.
      browser.click("#restart").awaitNone("#steps pre.result");
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
