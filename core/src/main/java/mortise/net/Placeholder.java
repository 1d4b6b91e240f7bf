package mortise.net;

/** Keeps the exported package from being empty; goes with the first real class. */
public final class Placeholder {
  private Placeholder() {}
}
