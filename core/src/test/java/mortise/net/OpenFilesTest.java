package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mortise.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class OpenFilesTest {
  @Test
  @Timeout(120)
  void noDescriptorIsLeftOfFilesFoldersLocksAndPipes(@TempDir Path folder) throws Exception {
    String left = new ChildJvm().run(OpenFiles.class, folder.toString()).succeeded();
    assertThat(left.strip()).isEqualTo("0");
  }
}
