package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mortise.testing.Program;
import mortise.testing.Tables;
import org.junit.jupiter.api.Test;

/** The table of docs/socket-module.md: complete, and true. */
final class SocketModuleTest {
  private static final String PAGE = "socket-module.md";

  private static List<List<String>> rows() throws IOException {
    return Tables.rows(PAGE, "Python", "mortise", "note");
  }

  private static List<String> names() throws IOException {
    return rows().stream().flatMap(row -> Tables.code(row.getFirst()).stream()).toList();
  }

  @Test
  void everyNameOfTheInstalledPythonHasARow() throws Exception {
    String script =
        """
        import socket
        print('\\n'.join(n for n in dir(socket) if not n.startswith('_')))
        print('\\n'.join('socket.' + n for n in dir(socket.socket) if not n.startswith('_')))
        """;
    try (Program python = Program.start("python3", "-c", script)) {
      List<String> python3 = python.end().out().lines().toList();
      assertThat(python3).contains("AF_INET", "socket.recv");
      assertThat(names()).containsAll(python3);
    }
  }

  @Test
  void everyNameOfNewerPythonsHasARow() throws IOException {
    try (InputStream in = SocketModuleTest.class.getResourceAsStream("socket-names.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(names())
          .containsAll(
              text.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).toList());
    }
  }

  @Test
  void noNameHasTwoRows() throws IOException {
    assertThat(names()).doesNotHaveDuplicates();
  }

  @Test
  void whatIsAbsentSaysWhy() throws IOException {
    for (List<String> row : rows()) {
      if (row.get(1).equals("absent")) {
        assertThat(row.get(2)).as("why %s is absent", row.getFirst()).isNotEmpty();
      } else {
        assertThat(Tables.code(row.get(1))).as("the place of %s", row.getFirst()).isNotEmpty();
      }
    }
  }

  @Test
  void whatTheTableNamesIsPublic() throws IOException {
    Set<String> missing = new LinkedHashSet<>();
    for (List<String> row : rows()) {
      for (String reference : Tables.code(row.get(1))) {
        if (!exists(reference)) {
          missing.add(reference);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** Notes name other things too, but what begins with a class of the package has to be there. */
  @Test
  void whatTheNotesNameIsPublic() throws IOException {
    Set<String> missing = new LinkedHashSet<>();
    for (List<String> row : rows()) {
      for (String reference : Tables.code(row.get(2))) {
        int dot = reference.lastIndexOf('.');
        boolean ours =
            reference.matches("[A-Z][\\w.]+\\.\\w+") && type(reference.substring(0, dot)) != null;
        if (ours && !exists(reference)) {
          missing.add(reference);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** The constants have the number that Python knows by the same name. */
  @Test
  void constantsAreThoseOfTheHeaders() throws Exception {
    for (List<String> row : rows()) {
      String name = Tables.code(row.getFirst()).getFirst();
      String place = row.get(1).replace("`", "");
      if (name.startsWith("AF_") && place.startsWith("Family.")) {
        Object family = Family.class.getField(place.substring("Family.".length())).get(null);
        int number = mortise.sys.SysSocket.class.getField(name).getInt(null);
        assertThat(family).isEqualTo(new Family(number));
      }
      if (name.startsWith("MSG_") && place.startsWith("Flags.")) {
        Object flags = Flags.class.getField(place.substring("Flags.".length())).get(null);
        int bits = mortise.sys.SysSocket.class.getField(name).getInt(null);
        assertThat(flags).isEqualTo(new Flags(bits));
      }
    }
  }

  /** A class of the package, a class within one, or a public member of either. */
  private static boolean exists(String reference) {
    Class<?> type = type(reference);
    if (type != null) {
      return true;
    }
    int dot = reference.lastIndexOf('.');
    Class<?> owner = dot < 0 ? null : type(reference.substring(0, dot));
    return owner != null && members(owner).anyMatch(reference.substring(dot + 1)::equals);
  }

  private static Class<?> type(String name) {
    try {
      Class<?> type = Class.forName("mortise.net." + name.replace('.', '$'));
      return Modifier.isPublic(type.getModifiers()) ? type : null;
    } catch (ClassNotFoundException _) {
      return null;
    }
  }

  private static Stream<String> members(Class<?> type) {
    Stream<? extends AnnotatedElement> members =
        Stream.concat(Arrays.stream(type.getFields()), Arrays.stream(type.getMethods()));
    return members.map(member -> ((Member) member).getName());
  }
}
