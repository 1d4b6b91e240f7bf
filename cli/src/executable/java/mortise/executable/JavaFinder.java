package mortise.executable;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Map;
import java.util.Properties;

/**
 * Finds a Java that is new enough in the places of {@code bin/find-jdk} and {@code
 * bin/find-jdk.cmd}: the environment, then the newest of the usual folders of the system. No JVM is
 * started, since each home has a file {@code release} with its version.
 */
final class JavaFinder {
  /** The oldest feature release that the command runs on. */
  static final int OLDEST = 25;

  private static final String[] UNIX = {
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/java/*",
    "/usr/local/*",
    "/opt/*",
    "/opt/java/*",
    "/opt/homebrew/opt/*/libexec/openjdk.jdk/Contents/Home",
    "/usr/local/opt/*/libexec/openjdk.jdk/Contents/Home",
    "/home/linuxbrew/.linuxbrew/opt/*/libexec",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/.sdkman/candidates/java/*",
    "~/.asdf/installs/java/*",
    "~/.local/share/mise/installs/java/*",
    "~/.jenv/versions/*",
    "~/.jdks/*",
  };

  /** Below the folders that the variables name. */
  private static final String[][] WINDOWS = {
    {"ProgramFiles", "Java/*"},
    {"ProgramFiles", "Eclipse Adoptium/*"},
    {"ProgramFiles", "Microsoft/*"},
    {"ProgramFiles", "Zulu/*"},
    {"ProgramFiles", "Amazon Corretto/*"},
    {"ProgramFiles", "BellSoft/*"},
    {"LOCALAPPDATA", "Programs/Eclipse Adoptium/*"},
    {"USERPROFILE", ".jdks/*"},
    {"USERPROFILE", "scoop/apps/*/current"},
    {"USERPROFILE", ".sdkman/candidates/java/*"},
  };

  private final Map<String, String> environment;
  private final boolean windows;
  private final String root;
  private final String home;

  /** MORTISE_SYSROOT stands in front of absolute folders: for tests. */
  JavaFinder(Map<String, String> environment, Properties system) {
    this.environment = environment;
    this.windows = system.getProperty("os.name", "").startsWith("Windows");
    String sysroot = environment.get("MORTISE_SYSROOT");
    this.root = sysroot == null ? "" : sysroot;
    this.home = environment.containsKey("HOME") ? environment.get("HOME") : "/nonexistent";
  }

  /** The program java, or null for none. */
  File find() {
    for (String variable : new String[] {"MORTISE_JAVA_HOME", "JAVA_HOME"}) {
      String named = environment.get(variable);
      if (named != null && !named.isEmpty() && feature(new File(named)) >= OLDEST) {
        return java(new File(named));
      }
    }
    File newest = windows ? newestOfWindows() : newestOfUnix();
    return newest == null ? null : java(newest);
  }

  private File newestOfUnix() {
    File best = null;
    for (String place : UNIX) {
      String whole = place.startsWith("~") ? home + place.substring(1) : root + place;
      best = newest(best, whole);
    }
    return best;
  }

  private File newestOfWindows() {
    File best = null;
    for (String[] place : WINDOWS) {
      String folder = environment.get(place[0]);
      if (folder != null) {
        best = newest(best, folder + "/" + place[1]);
      }
    }
    return best;
  }

  /** The newest of {@code best} and the homes of a path in which one folder is a star. */
  private static File newest(File best, String path) {
    int star = path.indexOf("/*");
    File[] folders = new File(path.substring(0, star + 1)).listFiles();
    File found = best;
    for (File folder : folders == null ? new File[0] : folders) {
      File candidate = new File(folder.getPath() + path.substring(star + 2));
      int feature = feature(candidate);
      if (feature >= OLDEST && (found == null || feature > feature(found))) {
        found = candidate;
      }
    }
    return found;
  }

  private static File java(File home) {
    File unix = new File(home, "bin/java");
    return unix.canExecute() ? unix : new File(home, "bin/java.exe");
  }

  /** The feature release of the Java in a folder, or 0. */
  private static int feature(File home) {
    File release = new File(home, "release");
    if (!java(home).canExecute() || !release.canRead()) {
      return 0;
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(new FileInputStream(release), "UTF-8"))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("JAVA_VERSION=")) {
          return feature(line.substring("JAVA_VERSION=".length()).replace("\"", ""));
        }
      }
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** 8 for 1.8, 25 for 25.0.3; 0 for what is no version. */
  static int feature(String version) {
    String text = version.startsWith("1.") ? version.substring(2) : version;
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end == 0 || end > 4 ? 0 : Integer.parseInt(text.substring(0, end));
  }
}
