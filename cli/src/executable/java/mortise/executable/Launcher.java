package mortise.executable;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The main class of the executable jar, compiled for Java 8: an older Java can load it, and then
 * starts the newer one that {@link JavaFinder} finds, or prints what to install.
 *
 * <p>Arguments {@code -Dname=value} in front of the verb set system properties, as with the script.
 */
public final class Launcher {
  private static final String MAIN = "mortise.cli.Main";
  private static final int NO_JAVA = 2;

  private Launcher() {}

  /** Runs the command in this JVM, or in a newer one. */
  public static void main(String[] args) throws Throwable {
    if (JavaFinder.feature(System.getProperty("java.specification.version")) >= JavaFinder.OLDEST) {
      run(args);
      return;
    }
    File java = new JavaFinder(System.getenv(), System.getProperties()).find();
    if (java == null) {
      System.err.println(sentence());
      System.exit(NO_JAVA);
    }
    System.exit(start(java, args));
  }

  private static String sentence() {
    return "mortise: needs Java "
        + JavaFinder.OLDEST
        + " or newer, and this is Java "
        + System.getProperty("java.version")
        + " in "
        + System.getProperty("java.home")
        + "; no newer one was found: install a JDK (https://adoptium.net) or point"
        + " MORTISE_JAVA_HOME or JAVA_HOME at it.";
  }

  private static void run(String[] args) throws Throwable {
    int first = 0;
    while (first < args.length && args[first].startsWith("-D")) {
      int equals = args[first].indexOf('=');
      String name = args[first].substring(2, equals < 0 ? args[first].length() : equals);
      if (!name.isEmpty()) {
        System.setProperty(name, equals < 0 ? "" : args[first].substring(equals + 1));
      }
      first++;
    }
    String[] rest = Arrays.copyOfRange(args, first, args.length);
    try {
      Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Starts the command in another JVM and waits for its end; ends it when this one is ended. */
  private static int start(File java, String[] args) throws Exception {
    List<String> command = new ArrayList<String>();
    command.add(java.getPath());
    for (String name : new TreeSet<String>(System.getProperties().stringPropertyNames())) {
      if (name.startsWith("mortise.")) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.add("-jar");
    command.add(jar().getPath());
    command.addAll(Arrays.asList(args));
    final Process process;
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      System.err.println("mortise: " + java + " cannot be started: " + e.getMessage());
      return NO_JAVA;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process.waitFor();
  }

  private static File jar() throws Exception {
    return new File(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
