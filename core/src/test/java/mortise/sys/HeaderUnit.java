package mortise.sys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mortise.sys.Mirror.Constant;
import mortise.sys.Mirror.Member;

/** One translation unit: what some classes with the same headers want to know from C. */
final class HeaderUnit {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*");

  /**
   * A question: whom it is about, the name that C must know for it, the expression that answers it,
   * what Java says, and whether the headers may lack the name.
   */
  private record Question(
      String about, String name, String expression, long here, boolean mayLack) {}

  private final Cc cc;
  private final int number;
  private final List<Mirror> mirrors;
  private final List<String> problems = new ArrayList<>();
  private List<Question> questions;
  private boolean compiled;

  HeaderUnit(Cc cc, int number, List<Mirror> mirrors) {
    this.cc = cc;
    this.number = number;
    this.mirrors = mirrors;
    this.questions = mirrors.stream().flatMap(mirror -> questions(mirror).stream()).toList();
  }

  private static List<Question> questions(Mirror mirror) {
    List<Question> questions = new ArrayList<>();
    for (Constant constant : mirror.constants()) {
      String about = mirror.name() + "." + constant.name();
      String name = constant.name();
      questions.add(new Question(about, name, name, constant.value(), constant.mayLack()));
    }
    if (mirror.isStruct()) {
      addStruct(mirror, questions);
    }
    return questions;
  }

  private static void addStruct(Mirror mirror, List<Question> questions) {
    String struct = mirror.header().struct();
    boolean grows = mirror.header().grows();
    if (!grows) {
      String tag = struct.substring(struct.lastIndexOf(' ') + 1);
      String size = "sizeof(" + struct + ")";
      questions.add(
          new Question(mirror.name() + ": " + size, tag, size, mirror.layout().byteSize(), false));
    }
    for (Member member : mirror.members()) {
      String offset = "offsetof(" + struct + ", " + member.path() + ")";
      String size = "sizeof(((" + struct + " *) 0)->" + member.path() + ")";
      String about = mirror.name() + ": ";
      String name = member.name();
      questions.add(new Question(about + offset, name, offset, member.offset(), grows));
      questions.add(new Question(about + size, name, size, member.size(), grows));
    }
  }

  String function() {
    return "unit" + number;
  }

  String object() {
    return function() + ".o";
  }

  boolean isCompiled() {
    return compiled;
  }

  List<String> problems() {
    return problems;
  }

  /** Compiles the questions; where C refuses, those first whose names the headers do not know. */
  void compile() {
    if (compileQuestions().succeeded()) {
      compiled = true;
      return;
    }
    cc.write(function() + "h.c", includes());
    Cc.Result preprocessed = cc.run("-E", "-dD", function() + "h.c");
    if (!preprocessed.succeeded()) {
      if (!mirrors.stream().allMatch(mirror -> mirror.header().optional())) {
        problems.add(names() + ": cannot include " + headers() + ":" + preprocessed.summary());
      }
      return;
    }
    dropUnknown(identifiers(preprocessed.output()));
    Cc.Result again = compileQuestions();
    compiled = again.succeeded();
    if (!compiled) {
      problems.add(names() + ": does not compile with " + headers() + ":" + again.summary());
    }
  }

  private Cc.Result compileQuestions() {
    StringBuilder source = new StringBuilder(includes());
    source.append("void ").append(function()).append("(void) {\n");
    for (int i = 0; i < questions.size(); i++) {
      source.append("printf(\"%d %d %lld\\n\", " + number + ", " + i + ", (long long) (");
      source.append(questions.get(i).expression()).append("));\n");
    }
    source.append("}\n");
    cc.write(function() + ".c", source.toString());
    return cc.run("-w", "-c", function() + ".c");
  }

  private String includes() {
    StringBuilder text = new StringBuilder("#define _GNU_SOURCE\n");
    mirrors
        .getFirst()
        .headers()
        .forEach(header -> text.append("#include <").append(header).append(">\n"));
    return text.append("#include <stddef.h>\n#include <stdio.h>\n").toString();
  }

  private static Set<String> identifiers(String text) {
    return IDENTIFIER.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private void dropUnknown(Set<String> known) {
    Map<Boolean, List<Question>> byKnown =
        questions.stream().collect(Collectors.partitioningBy(q -> known.contains(q.name())));
    questions = byKnown.get(true);
    byKnown.get(false).stream()
        .filter(question -> !question.mayLack())
        .map(q -> q.about() + " is " + q.here() + " here, and " + headers() + " has no " + q.name())
        .forEach(problems::add);
  }

  /** What is wrong, given the lines that the program printed. */
  List<String> judge(Set<String> told) {
    List<String> wrong = new ArrayList<>();
    for (String line : told) {
      String[] words = line.split(" ");
      if (Integer.parseInt(words[0]) == number) {
        Question question = questions.get(Integer.parseInt(words[1]));
        long there = Long.parseLong(words[2]);
        if (!agree(question.here(), there)) {
          wrong.add(
              question.about()
                  + " is "
                  + question.here()
                  + " here and "
                  + there
                  + " in "
                  + headers());
        }
      }
    }
    return wrong;
  }

  /** Whether the two are the same 32 bits, which C may call unsigned. */
  private static boolean agree(long here, long there) {
    return (int) here == (int) there && there >= Integer.MIN_VALUE && there <= 0xffffffffL;
  }

  private String names() {
    return mirrors.stream().map(Mirror::name).collect(Collectors.joining(", "));
  }

  private String headers() {
    return mirrors.getFirst().headers().stream().collect(Collectors.joining("> and <", "<", ">"));
  }
}
