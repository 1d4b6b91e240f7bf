package mortise.sys;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares mirrors of C headers with what the C compiler says.
 *
 * <p>Classes that name the same headers share a translation unit, so that headers which cannot
 * stand each other never meet, and so that a class names all the headers that it needs.
 */
final class HeaderCheck {
  private final Cc cc;
  private final List<HeaderUnit> units;

  private HeaderCheck(Cc cc, List<HeaderUnit> units) {
    this.cc = cc;
    this.units = units;
  }

  /** What is wrong, a line each; {@code directory} takes the C programs. */
  static List<String> problems(Collection<Mirror> mirrors, Path directory) {
    return problems(mirrors, new Cc(directory));
  }

  /** What is wrong by another compiler, and so by other headers. */
  static List<String> problems(Collection<Mirror> mirrors, Cc cc) {
    Map<List<String>, List<Mirror>> byHeaders =
        mirrors.stream()
            .collect(
                Collectors.groupingBy(Mirror::headers, LinkedHashMap::new, Collectors.toList()));
    List<List<Mirror>> groups = List.copyOf(byHeaders.values());
    List<HeaderUnit> units =
        IntStream.range(0, groups.size())
            .mapToObj(number -> new HeaderUnit(cc, number, groups.get(number)))
            .toList();
    return new HeaderCheck(cc, units).run();
  }

  private List<String> run() {
    units.parallelStream().forEach(HeaderUnit::compile);
    List<HeaderUnit> compiled = units.stream().filter(HeaderUnit::isCompiled).toList();
    List<String> problems = new ArrayList<>();
    units.forEach(unit -> problems.addAll(unit.problems()));
    problems.addAll(compare(compiled));
    return problems;
  }

  /** Links the units into one program, runs it, and lets each unit judge its lines. */
  private List<String> compare(List<HeaderUnit> compiled) {
    StringBuilder main = new StringBuilder();
    compiled.forEach(unit -> main.append("void ").append(unit.function()).append("(void);\n"));
    main.append("int main(void) {\n");
    compiled.forEach(unit -> main.append(unit.function()).append("();\n"));
    main.append("return 0; }\n");
    cc.write("main.c", main.toString());

    List<String> arguments = new ArrayList<>(List.of("main.c", "-o", "probe"));
    compiled.forEach(unit -> arguments.add(unit.object()));
    Cc.Result linked = cc.run(arguments.toArray(String[]::new));
    if (!linked.succeeded()) {
      return List.of("the probe does not link:" + linked.summary());
    }
    Cc.Result answer = cc.execute("probe");
    if (!answer.succeeded()) {
      return List.of("the probe ended with " + answer.status() + ":" + answer.summary());
    }
    Set<String> told = answer.output().lines().collect(Collectors.toSet());
    return compiled.stream().flatMap(unit -> unit.judge(told).stream()).toList();
  }
}
