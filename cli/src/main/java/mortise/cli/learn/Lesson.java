package mortise.cli.learn;

import java.util.List;

/**
 * A lesson: steps in the order in which they are meant to be run.
 *
 * @param kind which of the kernel's lists has its sockets
 */
record Lesson(String name, Kind kind, Text title, Text told, List<Step> steps) {
  enum Kind {
    TCP,
    UDP,
    UNIX
  }
}
