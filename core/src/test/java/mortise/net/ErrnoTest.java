package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ErrnoTest {
  @Test
  void everyConstantHasItsNameAndWords() throws IllegalAccessException {
    for (var field : Errno.class.getFields()) {
      Errno errno = (Errno) field.get(null);
      assertThat(errno.name()).isEqualTo(field.getName());
      assertThat(errno).hasToString(field.getName());
      assertThat(errno.message()).isNotBlank().doesNotContain("Unknown");
    }
  }

  @Test
  void wordsAreTheCLibrarys() {
    assertThat(Errno.ECONNREFUSED.message()).isEqualTo("Connection refused");
    assertThat(Errno.EADDRINUSE.message()).isEqualTo("Address already in use");
  }

  @Test
  void numberWithoutANameIsANumber() {
    assertThat(new Errno(4095).name()).isEqualTo("errno 4095");
    assertThat(new Errno(4095).message()).isEqualTo("Unknown error 4095");
    assertThat(new Errno(-1).name()).isEqualTo("errno -1");
  }

  @Test
  void numbersWithTwoNamesHaveTheCommonOne() {
    assertThat(new Errno(11).name()).isEqualTo("EAGAIN");
    assertThat(new Errno(95).name()).isEqualTo("EOPNOTSUPP");
    assertThat(new Errno(35).name()).isEqualTo("EDEADLK");
  }
}
