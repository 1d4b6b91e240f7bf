package mortise.cli.learn;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import mortise.cli.shell.Columns;
import mortise.net.Trace;

/** The lessons in a terminal: a step for each line of the input, or at once where it has ended. */
public final class LearnText {
  private final PrintWriter out;
  private final BufferedReader in;
  private final boolean chinese;

  public LearnText(PrintWriter out, BufferedReader in, boolean chinese) {
    this.out = out;
    this.in = in;
    this.chinese = chinese;
  }

  /** The names of the lessons. */
  public static List<String> names() {
    return Lessons.all().stream().map(Lesson::name).toList();
  }

  /**
   * Walks through a lesson, or through all.
   *
   * @param name empty for all
   */
  public void run(String name) throws IOException, InterruptedException {
    for (Lesson lesson : Lessons.all()) {
      if ((name.isEmpty() || lesson.name().equals(name)) && !walk(lesson)) {
        return;
      }
    }
  }

  private String word(String english, String other) {
    return chinese ? other : english;
  }

  /** Whether the reader goes on. */
  private boolean walk(Lesson lesson) throws IOException, InterruptedException {
    out.println("== " + lesson.title().in(chinese) + " ==");
    out.println(lesson.told().in(chinese));
    try (Stage stage = new Stage(lesson)) {
      Trace.to(stage);
      int number = 0;
      for (Step step : lesson.steps()) {
        number++;
        show(stage, step, number);
        if (!mayGoOn()) {
          return false;
        }
        stage.run(step);
        report(stage, step);
      }
    } finally {
      Trace.to(null);
    }
    out.println();
    return true;
  }

  private void show(Stage stage, Step step, int number) {
    String side = step.side().equals("server") ? word("server", "服务器") : word("client", "客户端");
    String of = step.number().isEmpty() ? "" : word(", step ", "，步骤 ") + step.number();
    out.println();
    out.println(number + ". [" + side + of + "] " + step.told().in(chinese));
    out.println("   Java    " + stage.line(step.java()));
    out.println("   Python  " + stage.line(step.python()));
    out.print(word("   Enter runs it, q ends: ", "   回车键运行，q 退出："));
    out.flush();
  }

  private boolean mayGoOn() throws IOException {
    String line = in.readLine();
    if (line == null) {
      out.println();
    }
    return line == null || !line.strip().equalsIgnoreCase("q");
  }

  private void report(Stage stage, Step step) {
    for (Step each : stage.lesson().steps()) {
      Stage.Run run = stage.of(each);
      boolean mine = each == step;
      if (run != null && (mine || run.waits())) {
        report(stage, each, run);
      }
    }
    Columns table = new Columns("LLLLRR");
    table.add(
        List.of(
            word("variable", "变量"),
            word("state", "状态"),
            word("local", "本地地址"),
            word("peer", "对端地址"),
            word("recv-q", "接收队列"),
            word("send-q", "发送队列")));
    KernelView view = KernelView.of(stage);
    for (KernelView.Row row : view.rows()) {
      String name = row.name().isEmpty() ? "-" : row.name();
      String received = KernelView.queue(row.received());
      String sent = KernelView.queue(row.sent());
      table.add(List.of(name, row.state(), row.local(), row.peer(), received, sent));
    }
    if (!view.isComplete()) {
      out.println(
          word(
              "   (no list of the kernel here: what the program's own sockets know)",
              "   （此系统没有内核的套接字列表：以下是程序自己的套接字所知道的）"));
    }
    if (view.rows().isEmpty()) {
      out.println(word("   the kernel has no socket of these", "   内核中没有这些套接字"));
    } else {
      table.lines(0).forEach(line -> out.println("   " + line));
    }
    out.flush();
  }

  private void report(Stage stage, Step step, Stage.Run run) {
    if (run.waits()) {
      out.println("   " + stage.line(step.java()) + word(" waits", " 正在等待"));
      return;
    }
    run.calls().forEach(call -> out.println("   " + call));
    if (!run.result().isEmpty()) {
      out.println("   -> " + run.result());
    }
  }
}
