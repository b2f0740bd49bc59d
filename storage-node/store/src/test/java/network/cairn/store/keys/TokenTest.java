package network.cairn.store.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import network.cairn.base.files.DurableFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenTest {
  private static final String GOOD = "0123456789abcdef".repeat(4);

  private final Random random = new Random(1);
  @TempDir private Path home;

  private void write(String text) throws IOException {
    DurableFiles.replaceSecret(home.resolve("token"), text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void isMadeOnceForItsOwnerOnly() throws IOException {
    assertThat(Token.read(home)).isEmpty();
    Token.ofHome(home, random);
    String secret = Token.read(home).orElseThrow();
    Token.ofHome(home, random);
    assertThat(Token.read(home)).contains(secret);
    assertThat(secret).matches("[0-9a-f]{64}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("token"))))
        .isEqualTo("rw-------");
    assertThat(home.toFile().list()).containsExactly("token");
  }

  @Test
  void differsFromHomeToHome(@TempDir Path other) throws IOException {
    Token one = Token.ofHome(home, random);
    Token two = Token.ofHome(other, random);
    assertThat(one.matches(Token.read(other).orElseThrow())).isFalse();
    assertThat(two.matches(Token.read(other).orElseThrow())).isTrue();
  }

  @Test
  void takesSpaceAroundItAsNoPartOfIt() throws IOException {
    write(" " + GOOD + "\r\n\n");
    assertThat(Token.ofHome(home, random).matches(GOOD)).isTrue();
    assertThat(Token.read(home)).contains(GOOD);
  }

  @Test
  void matchesNothingButTheWhole() throws IOException {
    write(GOOD);
    Token token = Token.ofHome(home, random);
    assertThat(token.matches(GOOD + "\n")).isFalse();
    assertThat(token.matches(GOOD.toUpperCase(java.util.Locale.ROOT))).isFalse();
    assertThat(token.matches(GOOD.substring(0, 63) + "0")).isFalse();
    assertThat(token.matches(GOOD + GOOD)).isFalse();
    assertThat(token.matches("\u0130")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcdef",
        "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
        "0123456789abcdef0123456789abcdef\n0123456789abcdef0123456789abcde"
      })
  void refusesADamagedFileAndLeavesItAsItIs(String text) throws IOException {
    write(text);
    assertThatThrownBy(() -> Token.ofHome(home, random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("delete it to get a new one")
        .satisfies(e -> assertThat(text.isEmpty() || !e.toString().contains(text)).isTrue());
    assertThat(home.resolve("token")).hasContent(text);
  }

  @Test
  void readsNoHugeFile() throws IOException {
    write(GOOD + " ".repeat(1024));
    assertThatThrownBy(() -> Token.ofHome(home, random)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Token.read(home)).isInstanceOf(IOException.class);
  }
}
