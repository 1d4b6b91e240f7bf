package mortise.cli.learn;

import java.io.IOException;

/**
 * A step of a lesson.
 *
 * @param name what it is called in requests, unique in its lesson
 * @param side whose it is: {@code server} or {@code client}
 * @param number the step's number in the tutorial, of six or of four; empty in exercises
 * @param java the line of Java; {@code {port}} and {@code {path}} stand for those of the stage
 * @param python the line of Python
 * @param told what happens, and why
 * @param action runs it, and returns what the line returns; empty where that is nothing
 */
record Step(
    String name, String side, String number, String java, String python, Text told, Action action) {
  /** Runs on a stage. */
  interface Action {
    String on(Stage stage) throws IOException;
  }
}
