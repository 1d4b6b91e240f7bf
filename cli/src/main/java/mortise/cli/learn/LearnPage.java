package mortise.cli.learn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mortise.cli.page.PageAddress;
import mortise.cli.page.PageException;
import mortise.cli.page.PageRequest;
import mortise.cli.page.PageServer;
import mortise.cli.shell.Json;
import mortise.net.Trace;

/** The lessons on a page for browsers. */
public final class LearnPage implements AutoCloseable, Consumer<Trace.Call> {
  private final Map<String, Stage> stages = new LinkedHashMap<>();
  private PageServer server;

  private LearnPage() {
    for (Lesson lesson : Lessons.all()) {
      stages.put(lesson.name(), new Stage(lesson));
    }
  }

  /**
   * Serves the page.
   *
   * @throws IOException when the address cannot be bound
   */
  public static LearnPage open(PageAddress address) throws IOException {
    LearnPage page = new LearnPage();
    page.server = PageServer.open("--listen", address, "learn.html", page::handle);
    Trace.to(page);
    return page;
  }

  /** The address for a browser, with the token. */
  public String url() {
    return server.url();
  }

  @Override
  public void accept(Trace.Call call) {
    List<Stage> all;
    synchronized (this) {
      all = List.copyOf(stages.values());
    }
    all.forEach(stage -> stage.accept(call));
  }

  private boolean handle(PageRequest request) throws IOException {
    boolean chinese = request.text("language").equals("zh");
    switch (request.path()) {
      case "lessons" -> request.json(lessons(chinese));
      case "stage" -> request.json(state(stage(request)));
      case "run" -> {
        Stage stage = stage(request);
        if (request.isPost()) {
          run(stage, request.text("step"));
        }
        request.json(state(stage));
      }
      case "restart" -> request.json(state(request.isPost() ? restart(request) : stage(request)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void run(Stage stage, String name) throws PageException {
    for (Step step : stage.lesson().steps()) {
      if (step.name().equals(name)) {
        try {
          stage.run(step);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return;
      }
    }
    throw new PageException(404, "no such step");
  }

  private synchronized Stage stage(PageRequest request) throws PageException {
    Stage stage = stages.get(request.text("lesson"));
    if (stage == null) {
      throw new PageException(404, "no such lesson");
    }
    return stage;
  }

  private synchronized Stage restart(PageRequest request) throws PageException {
    Stage old = stage(request);
    old.close();
    Stage fresh = new Stage(old.lesson());
    stages.put(old.lesson().name(), fresh);
    return fresh;
  }

  private static Json lessons(boolean chinese) {
    List<Json> list = new ArrayList<>();
    for (Lesson lesson : Lessons.all()) {
      List<Json> steps = new ArrayList<>();
      for (Step step : lesson.steps()) {
        steps.add(
            new Json()
                .put("name", step.name())
                .put("side", step.side())
                .put("number", step.number())
                .put("java", step.java())
                .put("python", step.python())
                .put("told", step.told().in(chinese)));
      }
      list.add(
          new Json()
              .put("name", lesson.name())
              .put("title", lesson.title().in(chinese))
              .put("told", lesson.told().in(chinese))
              .put("steps", steps));
    }
    return new Json().put("lessons", list);
  }

  private static Json state(Stage stage) {
    List<Json> runs = new ArrayList<>();
    for (Step step : stage.lesson().steps()) {
      Stage.Run run = stage.of(step);
      if (run != null) {
        runs.add(
            new Json()
                .put("step", step.name())
                .put("waits", run.waits())
                .put("failed", run.hasFailed())
                .put("result", run.result())
                .put("calls", run.calls()));
      }
    }
    List<Json> rows = new ArrayList<>();
    KernelView view = KernelView.of(stage);
    for (KernelView.Row row : view.rows()) {
      rows.add(
          new Json()
              .put("name", row.name())
              .put("state", row.state())
              .put("local", row.local())
              .put("peer", row.peer())
              .put("received", KernelView.queue(row.received()))
              .put("sent", KernelView.queue(row.sent())));
    }
    return new Json()
        .put("port", stage.port())
        .put("runs", runs)
        .put("rows", rows)
        .put("complete", view.isComplete());
  }

  @Override
  public void close() {
    Trace.to(null);
    server.close();
    synchronized (this) {
      stages.values().forEach(Stage::close);
    }
  }
}
