package mortise.cli.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.cli.shell.Terminal;

/** What standard input, output and error of this process are, as far as it matters to observers. */
interface StandardDescriptors {
  /** Standard error is a terminal on which a line can be drawn again. */
  boolean drawsErrors();

  /** Standard error is such a terminal, and colours are enabled. */
  boolean coloursErrors();

  /** Standard output is a terminal. */
  boolean showsOutput();

  /** Standard input is a terminal. */
  boolean typesInput();

  /** One of input and output is a file on a disk. */
  boolean hasFile();

  /** The bytes from where standard input stands to the end of its file; -1 where it is no file. */
  long remainingInput();

  /** This process may write to its terminal without disturbing whatever else is at work there. */
  boolean isForeground();

  /** The descriptors 0, 1 and 2 of this process, from the kernel and proc(5). */
  StandardDescriptors OF_PROCESS =
      new StandardDescriptors() {
        @Override
        public boolean drawsErrors() {
          return Terminal.draws(2);
        }

        @Override
        public boolean coloursErrors() {
          return Terminal.isColoured(2);
        }

        @Override
        public boolean showsOutput() {
          return Terminal.is(1);
        }

        @Override
        public boolean typesInput() {
          return Terminal.is(0);
        }

        @Override
        public boolean hasFile() {
          return Files.isRegularFile(descriptor(0)) || Files.isRegularFile(descriptor(1));
        }

        @Override
        public long remainingInput() {
          try {
            return Files.isRegularFile(descriptor(0))
                ? Math.max(0, Files.size(descriptor(0)) - position())
                : -1;
          } catch (IOException | RuntimeException _) {
            return -1;
          }
        }

        @Override
        public boolean isForeground() {
          return Terminal.isForeground();
        }
      };

  private static Path descriptor(int number) {
    return Path.of("/proc/self/fd/" + number);
  }

  private static long position() throws IOException {
    String first = Files.readAllLines(Path.of("/proc/self/fdinfo/0")).getFirst();
    return Long.parseLong(first.substring(first.indexOf(':') + 1).strip());
  }
}
