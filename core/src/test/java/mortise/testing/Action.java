package mortise.testing;

/** Something to do that may fail. */
@FunctionalInterface
public interface Action {
  void run() throws Exception;
}
