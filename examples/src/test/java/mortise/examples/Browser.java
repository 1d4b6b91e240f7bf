package mortise.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Debian's Chromium without a screen, one for all tests of a class, which a lock keeps apart. Where
 * it is not installed, they are skipped.
 */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Where screenshots go. */
  private static final Path SHOTS = Examples.FOLDER.resolve("target/screenshots");

  /** Whether -Dscreenshots is given: every combination of language, colours and width. */
  static final boolean TAKES_SHOTS = Boolean.getBoolean("screenshots");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** A browser whose user prefers a language. */
  static Browser open(String language) {
    assumeTrue(Files.exists(CHROMIUM) && Files.exists(DRIVER), "needs chromium, chromium-driver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--force-device-scale-factor=1",
        "--lang=" + language);
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(LIMIT);
    return new Browser(driver);
  }

  Browser show(String url) {
    driver.get(url);
    return this;
  }

  /** Chooses the option of a value. */
  Browser choose(String css, String value) {
    script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))",
        element(css),
        value);
    return this;
  }

  Browser reload() {
    driver.navigate().refresh();
    return this;
  }

  /** The size of what is shown, and whether the user prefers the dark. */
  Browser as(int width, int height, boolean dark) {
    driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    return this;
  }

  WebElement element(String css) {
    await(css, () -> !driver.findElements(By.cssSelector(css)).isEmpty());
    return driver.findElement(By.cssSelector(css));
  }

  /** The text that is shown of an element. */
  String text(String css) {
    return element(css).getText();
  }

  int count(String css) {
    return driver.findElements(By.cssSelector(css)).size();
  }

  Browser click(String css) {
    return click(css, "");
  }

  /** Clicks on the element that has a text; again where the page has just drawn it anew. */
  Browser click(String css, String text) {
    await("a click on " + css + " " + text, () -> isClicked(css, text));
    return this;
  }

  private boolean isClicked(String css, String text) {
    try {
      for (WebElement element : driver.findElements(By.cssSelector(css))) {
        if (element.getText().contains(text) && element.isEnabled()) {
          script("arguments[0].scrollIntoView({block: 'center'})", element);
          element.click();
          return true;
        }
      }
    } catch (StaleElementReferenceException | ElementClickInterceptedException _) {
      // It is found again.
    }
    return false;
  }

  Browser type(String css, CharSequence... keys) {
    element(css).sendKeys(keys);
    return this;
  }

  /** Waits for a text within an element. */
  Browser await(String css, String part) {
    await(
        css + " has " + part,
        () -> driver.findElements(By.cssSelector(css)).stream().anyMatch(e -> has(e, part)));
    return this;
  }

  /** Waits until there is no such element. */
  Browser awaitNone(String css) {
    await("no " + css, () -> count(css) == 0);
    return this;
  }

  private static boolean has(WebElement element, String part) {
    try {
      return element.getText().contains(part);
    } catch (StaleElementReferenceException e) {
      return false;
    }
  }

  private void await(String what, BooleanSupplier condition) {
    new WebDriverWait(driver, LIMIT, Duration.ofMillis(50))
        .withMessage(() -> what + "; the page: " + driver.findElement(By.tagName("body")).getText())
        .until(_ -> condition.getAsBoolean());
  }

  Object script(String code, Object... arguments) {
    return driver.executeScript(code, arguments);
  }

  /** What breaks the rules of accessibility (WCAG 2.2 AA), as axe-core says it. */
  List<?> faults() throws IOException {
    try (InputStream axe = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
      script(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>)
        driver.executeAsyncScript(
            "const done = arguments[0], tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
                + " 'wcag22aa', 'best-practice'];"
                + "axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r =>"
                + " done(r.violations.map(v => v.id + ': ' + v.help + ' '"
                + " + v.nodes.map(n => n.html).join(' '))))");
  }

  /** What the page has written to the console: errors, and what the policy has blocked. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue())
        .map(LogEntry::toString)
        .toList();
  }

  /** Stores what is shown, for people to look at, where {@link #TAKES_SHOTS}. */
  Browser shoot(String name) throws IOException {
    if (!TAKES_SHOTS) {
      return this;
    }
    Files.createDirectories(SHOTS);
    Files.write(SHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    return this;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
