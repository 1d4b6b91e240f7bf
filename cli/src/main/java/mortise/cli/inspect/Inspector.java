package mortise.cli.inspect;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import mortise.cli.page.PageServer;
import mortise.server.Connection;

/**
 * The conversations of the program, closed ones too as far as there is room, and what shows them:
 * the page of {@code --inspect}, the terminal of {@code --watch}.
 */
public final class Inspector implements AutoCloseable {
  /** How many closed conversations stay in the table. */
  static final int MOST_CLOSED = 200;

  private final InspectSettings settings;
  private final Exporter exporter;
  private final HistoryBudget budget;
  private final Viewers viewers;
  private final Sampler sampler = new Sampler(this);
  private final long openedAt = System.nanoTime();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Conversation> conversations = new ConcurrentSkipListMap<>();

  /** Guarded by itself. */
  private final Deque<Conversation> closed = new ArrayDeque<>();

  private volatile Supplier<Map<String, Long>> counters = Map::of;
  private volatile Dial dial;

  /** Null where no page was asked for. */
  private PageServer server;

  /** Null where no table in the terminal was asked for, or before {@link #show}. */
  private TableScreen screen;

  /** Makes a file of a conversation, for a program that reads captures. */
  public interface Exporter {
    byte[] pcapng(Conversation conversation);
  }

  /** Opens a connection to where this program's connections go, for a replay. */
  public interface Dial {
    Connection open() throws IOException;
  }

  private Inspector(InspectSettings settings, Exporter exporter) {
    this.settings = settings;
    this.exporter = exporter;
    this.budget = new HistoryBudget(settings.total());
    this.viewers = new Viewers(settings.always(), this::wakeAll, sampler::start);
  }

  /**
   * Opens the page, where the settings have one.
   *
   * @throws IOException when its address cannot be bound
   */
  public static Inspector open(InspectSettings settings, Exporter exporter) throws IOException {
    Inspector inspector = new Inspector(settings, exporter);
    if (settings.page() != null) {
      InspectApi api = new InspectApi(inspector);
      inspector.server = PageServer.open("--inspect", settings.page(), "inspect.html", api::handle);
    }
    return inspector;
  }

  /** The address of the page for a browser, with the token; empty where there is no page. */
  public Optional<String> url() {
    return Optional.ofNullable(server).map(PageServer::url);
  }

  /**
   * Draws the table on the terminal from now on, where the settings have it.
   *
   * @throws IOException when the terminal cannot be used
   */
  public void show() throws IOException {
    if (settings.terminal()) {
      screen = TableScreen.open(this);
    }
  }

  /**
   * An observer for a conversation.
   *
   * @param dialled whether this side begins it
   */
  public Conversation conversation(boolean dialled) {
    return conversation(dialled, "");
  }

  Conversation conversation(boolean dialled, String note) {
    History history = new History(settings.history(), budget);
    return new Conversation(this, numbers.incrementAndGet(), dialled, note, history);
  }

  /** Where the counters of limits and rejections are read while they are shown. */
  public void counters(Supplier<Map<String, Long>> source) {
    counters = source;
  }

  /** How a replay to a new connection opens that; without it there is none. */
  public void dial(Dial source) {
    dial = source;
  }

  void opened(Conversation conversation) {
    conversation.samples().datagrams = conversation.isDatagrams();
    conversations.put(conversation.number(), conversation);
  }

  void closed(Conversation conversation) {
    budget.ended(conversation.history());
    synchronized (closed) {
      closed.add(conversation);
      while (closed.size() > MOST_CLOSED) {
        remove(closed.poll());
      }
    }
  }

  private void remove(Conversation old) {
    conversations.remove(old.number());
    budget.forget(old.history());
  }

  /** Takes the closed ones out of the table. */
  void forgetClosed() {
    synchronized (closed) {
      closed.forEach(this::remove);
      closed.clear();
    }
  }

  private void wakeAll() {
    conversations.values().forEach(Conversation::wake);
  }

  /** Whether the bytes are kept now. */
  boolean keepsBytes() {
    return viewers.keep();
  }

  Viewers viewers() {
    return viewers;
  }

  Sampler sampler() {
    return sampler;
  }

  InspectSettings settings() {
    return settings;
  }

  HistoryBudget budget() {
    return budget;
  }

  Exporter exporter() {
    return exporter;
  }

  Dial dial() {
    return dial;
  }

  Collection<Conversation> conversations() {
    return conversations.values();
  }

  /** Null where there is none of that number. */
  Conversation conversation(long number) {
    return conversations.get(number);
  }

  /** Counters by name, in the order of their names. */
  Map<String, Long> counts() {
    return new TreeMap<>(counters.get());
  }

  /** How long the program has shown its conversations, in milliseconds. */
  long age() {
    return (System.nanoTime() - openedAt) / 1_000_000;
  }

  /** How many conversations there have been. */
  long all() {
    return numbers.get();
  }

  @Override
  public void close() {
    viewers.close();
    if (screen != null) {
      screen.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
