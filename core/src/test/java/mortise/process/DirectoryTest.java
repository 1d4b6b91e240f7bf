package mortise.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoryTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectories(folder.resolve("root/sub")).getParent().toRealPath();
    Files.writeString(folder.resolve("outside"), "secret");
    Files.createDirectory(folder.resolve("root-too"));
    Files.writeString(folder.resolve("root-too/f"), "secret");
    Files.writeString(root.resolve("f"), "public");
    Files.writeString(root.resolve("sub/é"), "accent");
    Files.createSymbolicLink(root.resolve("relative"), Path.of("sub/../f"));
    Files.createSymbolicLink(root.resolve("absolute"), root.resolve("f"));
    Files.createSymbolicLink(root.resolve("out"), Path.of("../outside"));
    Files.createSymbolicLink(root.resolve("far"), folder.toRealPath().resolve("outside"));
    Files.createSymbolicLink(root.resolve("beside"), folder.toRealPath().resolve("root-too"));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
  }

  private String read(String path) throws IOException {
    try (Directory directory = Directory.open(root);
        FileReference file = directory.find(path.getBytes(UTF_8)).orElseThrow()) {
      return Files.readString(file.path());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "./f", "sub/../f", "relative", "absolute", "sub//../f"})
  void pathsInsideAreFound(String path) throws IOException {
    assertThat(read(path)).isEqualTo("public");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "sub/../../outside",
        "/etc/passwd",
        "out",
        "far",
        "beside",
        "beside/f",
        "loop",
        "none",
        "f/",
        "f/x",
        "..",
        "f\0",
        "absolute/x",
      })
  void whatLiesOutsideIsNotFound(String path) throws IOException {
    try (Directory directory = Directory.open(root)) {
      assertThat(directory.find(path.getBytes(UTF_8))).isEmpty();
      assertThat(directory.status(path.getBytes(UTF_8))).isEmpty();
    }
  }

  @Test
  void linksOfProcLeadNowhere() throws IOException {
    Path magic = Files.createSymbolicLink(root.resolve("magic"), Path.of("/proc/self/root"));
    try (Directory directory = Directory.open(root)) {
      assertThat(directory.find("magic".getBytes(UTF_8))).isEmpty();
      assertThat(directory.find(("magic" + root + "/../outside").getBytes(UTF_8))).isEmpty();
    } finally {
      Files.delete(magic);
    }
  }

  @Test
  void longestPathsAreNotFound() throws IOException {
    try (Directory directory = Directory.open(root)) {
      assertThat(directory.find("x".repeat(300).getBytes(UTF_8))).isEmpty();
      assertThat(directory.find("./".repeat(2500).getBytes(UTF_8))).isEmpty();
    }
  }

  @Test
  void fileIsReadInParts() throws IOException {
    byte[] bytes = new byte[20_000];
    new Random(1).nextBytes(bytes);
    Files.write(root.resolve("parts"), bytes);
    try (Directory directory = Directory.open(root);
        FileReference file = directory.find("parts".getBytes(UTF_8)).orElseThrow()) {
      byte[] read = new byte[20_010];
      assertThat(file.read(read, 5, 7)).isEqualTo(7);
      assertThat(file.read(read, 12, 19_998)).isEqualTo(19_993);
      assertThat(file.read(read, 0, 1)).isZero();
      assertThat(Arrays.copyOfRange(read, 5, 20_005)).isEqualTo(bytes);
      assertThat(read[20_005]).isZero();
    } finally {
      Files.delete(root.resolve("parts"));
    }
  }

  @Test
  void statusIsThatOfTheOpenFile() throws IOException {
    Instant time = Instant.parse("2020-01-02T03:04:05.123456789Z");
    Files.setLastModifiedTime(root.resolve("f"), FileTime.from(time));
    try (Directory directory = Directory.open(root);
        FileReference file = directory.find("f".getBytes(UTF_8)).orElseThrow()) {
      Files.writeString(root.resolve("g"), "another");
      Files.move(root.resolve("g"), root.resolve("f"), StandardCopyOption.REPLACE_EXISTING);
      assertThat(file.status().type()).isEqualTo(FileType.FILE);
      assertThat(file.status().size()).isEqualTo(6);
      assertThat(file.status().modified()).isEqualTo(time);
      assertThat(Files.readString(file.path())).isEqualTo("public");
    }
  }

  @Test
  void fifoIsReferredToWithoutWaiting() throws IOException {
    PlainDescriptor.makeFifo(root.resolve("fifo"), 0600);
    try (Directory directory = Directory.open(root);
        FileReference fifo = directory.find("fifo".getBytes(UTF_8)).orElseThrow()) {
      assertThat(fifo.status().type()).isEqualTo(FileType.PIPE);
    }
  }

  @Test
  void namesAreBytes() throws Exception {
    byte[] invalid = {'n', (byte) 0xff, '\n'};
    Process touch =
        new ProcessBuilder("sh", "-c", "touch \"$(printf 'n\\377\\nx')\"")
            .directory(root.resolve("sub").toFile())
            .start();
    assertThat(touch.waitFor()).isZero();
    try (Directory directory = Directory.open(root);
        FileReference sub = directory.find("sub".getBytes(UTF_8)).orElseThrow();
        Directory listed = sub.directory()) {
      List<byte[]> names = new ArrayList<>(listed.names());
      names.sort((a, b) -> b[0] - a[0]);
      assertThat(names).hasSize(2);
      assertThat(names.getFirst()).startsWith(invalid);
      assertThat(directory.find(("sub/é").getBytes(UTF_8)).map(DirectoryTest::closed)).isPresent();
      assertThat(listed.find(names.getFirst()).map(DirectoryTest::closed)).isPresent();
    }
  }

  private static FileReference closed(FileReference file) {
    file.close();
    return file;
  }

  @Test
  void namesOfManyFilesAreAllListed() throws IOException {
    for (int i = 0; i < 3000; i++) {
      Files.createFile(root.resolve("sub/file-with-a-longer-name-" + i));
    }
    try (Directory directory = Directory.open(root.resolve("sub"))) {
      assertThat(directory.names()).hasSize(3001);
    }
  }

  @Test
  void whatIsNoDirectoryIsNotOpened() {
    assertThatThrownBy(() -> Directory.open(root.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Directory.open(root.resolve("f")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Not a directory");
  }

  @Test
  void closedDirectoryFindsNothing() throws IOException {
    Directory directory = Directory.open(root);
    directory.close();
    directory.close();
    assertThatThrownBy(() -> directory.find("f".getBytes(UTF_8)))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("EBADF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"swapped/f", "../root/swapped/f"})
  void exchangedDirectoryLeadsNowhereElse(String path) throws Exception {
    Files.createDirectory(root.resolve("real"));
    Files.writeString(root.resolve("real/f"), "public");
    Files.createSymbolicLink(root.resolve("link"), folder.toRealPath().resolve("root-too"));
    AtomicBoolean stop = new AtomicBoolean();
    Thread swapper = Thread.ofPlatform().start(() -> swap(stop));
    try (Directory directory = Directory.open(root)) {
      for (int i = 0; i < 3_000; i++) {
        Optional<FileReference> found = directory.find(path.getBytes(UTF_8));
        if (found.isPresent()) {
          try (FileReference file = found.get()) {
            assertThat(Files.readString(file.path())).isEqualTo("public");
          }
        }
      }
    } finally {
      stop.set(true);
      swapper.join();
    }
  }

  private void swap(AtomicBoolean stop) {
    Path swapped = root.resolve("swapped");
    try {
      while (!stop.get()) {
        for (String one : List.of("real", "link")) {
          Files.move(root.resolve(one), swapped);
          Files.move(swapped, root.resolve(one));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void onlyWholeNamesAreBeneath() {
    assertThat(beneath("/a", "/a/b")).isTrue();
    assertThat(beneath("/a", "/a")).isTrue();
    assertThat(beneath("/", "/a")).isTrue();
    assertThat(beneath("/a", "/ab")).isFalse();
    assertThat(beneath("/a", "/")).isFalse();
    assertThat(beneath("", "/a")).isFalse();
    assertThat(beneath("/a", "pipe:[7]")).isFalse();
    assertThat(beneath("(unreachable)/a", "(unreachable)/a/b")).isFalse();
  }

  private static boolean beneath(String directory, String file) {
    return Directory.isBeneath(directory.getBytes(UTF_8), file.getBytes(UTF_8));
  }
}
