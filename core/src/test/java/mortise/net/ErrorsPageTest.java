package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mortise.poll.Outcome;
import mortise.sys.SysErrno;
import mortise.testing.Tables;
import org.junit.jupiter.api.Test;

/** The tables of docs/errors.md against the one place that makes exceptions. */
final class ErrorsPageTest {
  private static final String PAGE = "errors.md";
  private static final String ANY = "any";

  /** The calls of mortise that can fail. */
  private static final List<String> CALLS =
      List.of(
          "socket",
          "socketpair",
          "bind",
          "listen",
          "accept",
          "connect",
          "send",
          "sendto",
          "sendmsg",
          "sendmmsg",
          "recv",
          "recvfrom",
          "recvmsg",
          "recvmmsg",
          "shutdown",
          "getsockopt SO_TYPE",
          "setsockopt SO_TYPE=1",
          "getsockname",
          "getpeername",
          "sendfile",
          "splice",
          "poll");

  /** The JDK's exception that one of ours is. */
  private static String kind(Throwable failure) {
    return failure.getClass().getSuperclass().getName();
  }

  private static String code(String cell) {
    return Tables.code(cell).getFirst();
  }

  private static int errno(String name) {
    try {
      return SysErrno.class.getField(name).getInt(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("errors.md has " + name, e);
    }
  }

  @Test
  void everyErrnoOfEveryCallComesAsTheTableSays() throws IOException, IllegalAccessException {
    List<List<String>> rows = Tables.rows(PAGE, "call", "errno", "exception");
    assertThat(rows).last().isEqualTo(List.of(ANY, ANY, "`java.net.SocketException`"));
    Set<List<String>> used = new HashSet<>();
    for (String call : CALLS) {
      for (Field field : SysErrno.class.getFields()) {
        int number = field.getInt(null);
        List<String> row =
            rows.stream()
                .filter(r -> r.get(0).equals(ANY) || r.get(0).equals(call))
                .filter(r -> r.get(1).equals(ANY) || errno(r.get(1)) == number)
                .findFirst()
                .orElseThrow();
        used.add(row);
        IOException failure = SocketExceptions.of(-number, call, null, null, 0);
        assertThat(kind(failure)).as("%s %s", call, field.getName()).isEqualTo(code(row.get(2)));
        assertThat(failure).isInstanceOf(SocketFailure.class);
      }
    }
    assertThat(used).containsAll(rows);
  }

  @Test
  void whatMortiseEndsComesAsTheTableSays() throws IOException {
    List<Throwable> failures =
        List.of(
            SocketExceptions.of(Outcome.TIMED_OUT, "recv", null, null, 0),
            SocketExceptions.of(Outcome.INTERRUPTED, "recv", null, null, 0),
            SocketExceptions.of(Outcome.CLOSED, "recv", null, null, 0),
            SocketExceptions.nameTooLong("bind", Unix.of("/x"), 2, 1),
            SocketExceptions.nameTooLong("connect", Unix.of("/x"), 2, 1),
            SocketExceptions.wrongFamily("bind", Family.INET, Inet6.ANY));
    List<List<String>> rows = Tables.rows(PAGE, "what", "exception", "errno");
    assertThat(rows).hasSameSizeAs(failures);
    for (int i = 0; i < rows.size(); i++) {
      Throwable failure = failures.get(i);
      assertThat(kind(failure)).as(rows.get(i).get(0)).isEqualTo(code(rows.get(i).get(1)));
      assertThat(((SocketFailure) failure).errno()).hasToString(rows.get(i).get(2));
    }
  }

  @Test
  void textsAreThoseOfTheTable() throws IOException {
    List<List<String>> texts = Tables.rows(PAGE, "call", "local", "peer", "errno", "moved", "text");
    assertThat(texts).hasSizeGreaterThan(5);
    for (List<String> row : texts) {
      long result =
          switch (row.get(3)) {
            case "timed out" -> Outcome.TIMED_OUT;
            case "interrupted" -> Outcome.INTERRUPTED;
            case "closed" -> Outcome.CLOSED;
            default -> -errno(row.get(3));
          };
      long moved = Long.parseLong(row.get(4));
      IOException failure =
          SocketExceptions.of(result, row.get(0), address(row.get(1)), address(row.get(2)), moved);
      assertThat(failure).hasMessage(code(row.get(5)));
    }
  }

  private static Address address(String text) {
    return text.isEmpty() ? null : Address.parse(text);
  }

  @Test
  void exceptionsFromPythonAreThereAndFit() throws Exception {
    for (List<String> row : Tables.rows(PAGE, "Python", "exception", "errno")) {
      List<String> kinds = Tables.code(row.get(1));
      if (kinds.isEmpty()) {
        continue;
      }
      Class<?> kind = Class.forName(kinds.getFirst());
      assertThat(Throwable.class).isAssignableFrom(kind);
      if (row.get(2).startsWith("E") && !row.get(0).contains("passed")) {
        String call = row.get(0).replaceAll(".* of ", "");
        String made = row.get(0).contains("Refused") ? "connect" : call;
        long result = row.get(2).equals("EINTR") ? Outcome.INTERRUPTED : (long) -errno(row.get(2));
        assertThat(SocketExceptions.of(result, made, null, null, 0))
            .as(row.get(0))
            .isInstanceOf(kind);
      }
    }
  }
}
