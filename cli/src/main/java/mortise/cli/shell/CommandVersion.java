package mortise.cli.shell;

import java.lang.module.ModuleDescriptor;

/** The version of the command. */
public final class CommandVersion {
  private CommandVersion() {}

  /** A line with the versions of the command, of Java and of the system. */
  public static String line() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    return "mortise " + text() + " (Java " + Runtime.version() + ", " + system + ")";
  }

  /** Of the module, or of the executable jar; "unknown" where neither was packaged. */
  public static String text() {
    ModuleDescriptor module = CommandVersion.class.getModule().getDescriptor();
    String version =
        module == null
            ? CommandVersion.class.getPackage().getImplementationVersion()
            : module.rawVersion().orElse(null);
    return version == null ? "unknown" : version;
  }
}
