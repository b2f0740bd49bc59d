package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import network.cairn.api.json.JsonValue;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What the program says: faults, amounts, guesses, paths.
final class WordsTest {
  static Stream<Arguments> faults() {
    IOException gone = new NoSuchFileException("a");
    return Stream.of(
        Arguments.of(gone, "a: no such file or directory"),
        Arguments.of(new UncheckedIOException(gone), "a: no such file or directory"),
        Arguments.of(new AccessDeniedException("a"), "a: permission denied"),
        Arguments.of(new FileAlreadyExistsException("a"), "a already exists"),
        Arguments.of(new DirectoryNotEmptyException("a"), "a: directory not empty"),
        Arguments.of(new UnknownHostException("nowhere"), "nowhere: no such host"),
        Arguments.of(
            new ConnectException("Connection refused"),
            "cannot reach the daemon; is it running? Start it with 'cairn daemon'"),
        Arguments.of(new IOException("the disk broke"), "the disk broke"),
        Arguments.of(new CommandFailed("no"), "no"),
        Arguments.of(new IOException(), "java.io.IOException"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void saysWhatWentWrongInWords(Throwable fault, String words) {
    assertThat(Faults.text(fault)).isEqualTo(words);
  }

  @Test
  void showsEveryAmountExactly() {
    Property.check(
        200,
        random -> {
          BigInteger pebbles = new BigInteger(random.nextInt(128), random);
          String shown = AmountText.text(pebbles.toString());
          assertThat(shown).endsWith(" CAIRN").doesNotContain("E");
          BigDecimal cairn = new BigDecimal(shown.substring(0, shown.length() - 6));
          assertThat(cairn.movePointRight(18)).isEqualByComparingTo(new BigDecimal(pebbles));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "000, 0 CAIRN",
    "10, 0.00000000000000001 CAIRN",
    "100000000000000000000, 100 CAIRN",
    "999999999999999999999999999999999999999, 999999999999999999999.999999999999999999 CAIRN"
  })
  void writesAmountsWithoutNeedlessDigits(String pebbles, String shown) {
    assertThat(AmountText.text(pebbles)).isEqualTo(shown);
  }

  @Test
  void refusesDigitsOfOtherScripts() {
    assertThatThrownBy(() -> AmountText.text("١٢٣")).isInstanceOf(CommandFailed.class);
    assertThatThrownBy(() -> AmountText.text("1\n")).isInstanceOf(CommandFailed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "ad, add, true",
    "addd, add, true",
    "dad, add, false",
    "aadd, add, true",
    "versoin, version, true",
    "verify, version, false",
    "x, id, false",
    "ide, id, true",
    "stat, stats, true",
    "swarm, wallet, false"
  })
  void guessesWhatIsFewEditsAway(String typed, String known, boolean near) {
    assertThat(Spelling.near(typed, known)).isEqualTo(near);
  }

  /// What makes a distance one.
  @Test
  void measuresADistance() {
    Property.check(
        200,
        random -> {
          String a = word(random);
          String b = word(random);
          String c = word(random);
          int ab = Spelling.distance(a, b);
          assertThat(ab).isEqualTo(Spelling.distance(b, a));
          assertThat(ab == 0).isEqualTo(a.equals(b));
          assertThat(ab)
              .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
          assertThat(Spelling.distance(a, c)).isLessThanOrEqualTo(ab + Spelling.distance(b, c));
          assertThat(Spelling.distance(a, a + "x")).isOne();
        });
  }

  private static String word(java.util.Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }

  @Test
  void resolvesPathsAsTheUserWritesThem() {
    Terminal terminal = new Session(Path.of("/u/work")).with(Map.of("HOME", "/u")).terminal();
    assertThat(terminal.path("a/b")).isEqualTo(Path.of("/u/work/a/b"));
    assertThat(terminal.path("/a")).isEqualTo(Path.of("/a"));
    assertThat(terminal.path("~/a")).isEqualTo(Path.of("/u/work/~/a"));
    assertThat(terminal.file("~/a")).isEqualTo(Path.of("/u/a"));
    assertThat(terminal.file("~a/b")).isEqualTo(Path.of("/u/work/~a/b"));
    assertThat(terminal.file("b/~/a")).isEqualTo(Path.of("/u/work/b/~/a"));
    Terminal homeless = new Session(Path.of("/u/work")).with(Map.of()).terminal();
    assertThat(homeless.file("~/a")).isEqualTo(Path.of("/u/work/~/a"));
  }

  @Test
  void findsWhatIsToBeReadOrSaysWhyNot(@TempDir Path folder) throws IOException {
    Terminal terminal = new Session(folder).terminal();
    Path file = Files.writeString(folder.resolve("a"), "");
    Path dangling = Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
    assertThat(terminal.readable("a")).isEqualTo(file);
    assertThat(terminal.readable("link")).isEqualTo(dangling);
    assertThatThrownBy(() -> terminal.readable("b"))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("b: no such file or directory");
    assertThatThrownBy(() -> terminal.readable("a\0b")).isInstanceOf(CommandFailed.class);
  }

  @Test
  void isAtHomeWhereTheProcessIs() {
    Terminal system = Terminal.system();
    assertThat(system.directory()).isAbsolute().isDirectory();
    assertThat(system.environment()).isEqualTo(System.getenv());
    assertThat(system.in()).isSameAs(System.in);
  }

  @Test
  void answersWhatItIsWithKubosNames() {
    JsonValue version = JsonValue.parse(Version.answer().json());
    assertThat(version.at("Version").text()).isEqualTo(Version.NUMBER);
    assertThat(version.at("Repo").text()).isEqualTo(Version.REPOSITORY);
    assertThat(version.at("System").text()).matches("[a-z0-9_]+/[a-z ]+");
  }
}
