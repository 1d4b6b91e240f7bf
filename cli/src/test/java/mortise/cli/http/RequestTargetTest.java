package mortise.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {
  @ParameterizedTest
  @CsvSource({
    "/a%20b, a b, /a%20b/",
    "/sub/%C3%A9, sub/é, /sub/%C3%A9/",
    "/a?b=/c, a, /a/?b=/c",
    "//evil.example/a, evil.example/a, /evil.example/a/",
    "/%2fevil.example, evil.example, /evil.example/",
    "/a/./b/../c, a/c, /a/c/",
    "/a%252fb, a%2fb, /a%252fb/",
    "/%25252e, %252e, /%25252e/",
    "http://host/a, a, /a/",
    "http://host, '', /",
    "http://[::1]:80/a, a, /a/",
    "HTTPS://host?q, '', /?q",
    "/..., ..., /.../",
    "/, '', /",
  })
  void targetsNamePaths(String target, String path, String location) throws HttpError {
    RequestTarget read = RequestTarget.parse(target);
    assertThat(new String(read.path(), StandardCharsets.UTF_8)).isEqualTo(path);
    assertThat(read.location()).isEqualTo(location);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a/", "/a/.", "/a/..", "/a%2f", "/a//"})
  void directoriesEndWithASlash(String target) throws HttpError {
    assertThat(RequestTarget.parse(target).slash()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "a",
        "",
        "/..",
        "/../a",
        "/a/../../b",
        "/%2e%2e/a",
        "/..%2fa",
        "/a%2",
        "/a%zz",
        "/a%",
        "/%00",
        "http:///a",
        "http://u@h/a",
        "ftp://h/a",
        "http:/a",
        "host:80",
        "/%+1",
      })
  void whatIsNoTargetIsABadRequest(String target) {
    assertThatThrownBy(() -> RequestTarget.parse(target))
        .isInstanceOfSatisfying(
            HttpError.class, e -> assertThat(e.status).isEqualTo("400 Bad Request"));
  }
}
