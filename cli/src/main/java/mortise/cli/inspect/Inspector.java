package mortise.cli.inspect;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import mortise.cli.page.PageServer;
import mortise.server.Connection;

/**
 * What {@code --inspect} shows: all conversations of the program, those that are over too, as far
 * as there is room.
 */
public final class Inspector implements AutoCloseable {
  /** How many conversations that are over stay in the table. */
  static final int MOST_OVER = 200;

  private final InspectSettings settings;
  private final Exporter exporter;
  private final HistoryBudget budget;
  private final Viewers viewers;
  private final Sampler sampler = new Sampler(this);
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Conversation> conversations = new ConcurrentSkipListMap<>();

  /** The numbers of those that are over. Guarded by itself. */
  private final Deque<Long> over = new ArrayDeque<>();

  private volatile Supplier<Map<String, Long>> counters = Map::of;
  private volatile Dial dial;
  private PageServer server;

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
   * Serves the page.
   *
   * @throws IOException when its address cannot be bound
   */
  public static Inspector open(InspectSettings settings, Exporter exporter) throws IOException {
    Inspector inspector = new Inspector(settings, exporter);
    InspectApi api = new InspectApi(inspector);
    inspector.server =
        PageServer.open("--inspect", settings.address(), "inspect.html", api::handle);
    return inspector;
  }

  /** The address for a browser, with the token. */
  public String url() {
    return server.url();
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

  /** Where the counters of limits and rejections are asked for, while a browser shows the page. */
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
    synchronized (over) {
      over.add(conversation.number());
      while (over.size() > MOST_OVER) {
        remove(over.poll());
      }
    }
  }

  private void remove(long number) {
    Conversation old = conversations.remove(number);
    if (old != null) {
      budget.forget(old.history());
    }
  }

  /** Takes those that are over out of the table. */
  void forgetOver() {
    synchronized (over) {
      over.forEach(this::remove);
      over.clear();
    }
  }

  private void wakeAll() {
    conversations.values().forEach(Conversation::wake);
  }

  /** Whether the bytes are kept now. */
  boolean looks() {
    return viewers.look();
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

  /** How many conversations there have been. */
  long all() {
    return numbers.get();
  }

  @Override
  public void close() {
    viewers.close();
    if (server != null) {
      server.close();
    }
  }
}
