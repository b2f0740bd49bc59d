package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import network.cairn.api.table.Commands;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every command and option that the README and the guides name is one.
final class GuidesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
  private static final Pattern TYPED = Pattern.compile("^\\s*(?:\\./)?cairn (.*)$");
  private static final Pattern INLINE = Pattern.compile("`(?:\\./)?cairn ([^`\\n]+)`");

  /// What follows is the shell's or the reader's: a comment, a redirection, the background.
  private static final Pattern END = Pattern.compile("\\s(?:#|>|\\||&|…).*$");

  static Stream<Arguments> commands() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> guides = Files.list(ROOT.resolve("docs/guide"))) {
      guides.sorted().forEach(documents::add);
    }
    List<Arguments> found = new ArrayList<>();
    for (Path document : documents) {
      String text = Files.readString(document);
      typed(text).forEach(line -> found.add(Arguments.of(document.getFileName(), line)));
      inline(text).forEach(line -> found.add(Arguments.of(document.getFileName(), line)));
    }
    assertThat(found).hasSizeGreaterThan(50);
    return found.stream();
  }

  private static List<String> typed(String text) {
    List<String> lines = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      for (String line : block.group(1).replace("\\\n", " ").split("\n")) {
        Matcher typed = TYPED.matcher(line);
        if (typed.matches()) {
          lines.add(typed.group(1));
        }
      }
    }
    return lines;
  }

  /// Only what begins with a command; the rest is what the program says.
  private static List<String> inline(String text) {
    return INLINE
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(
            line -> Commands.TABLE.child(Commands.TABLE.root(), line.split(" ", 2)[0]).isPresent())
        .toList();
  }

  private static List<String> words(String line) {
    String plain = END.matcher(line).replaceFirst("").replaceAll("[\\[\\]]", "");
    return Stream.of(plain.split("\\s+")).filter(w -> !w.isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void parsesWhatIsWritten(Path document, String line) {
    assertThat(fault(words(line))).as(document + ": cairn " + line).isEmpty();
  }

  /// A sentence may leave out arguments and values, but may name nothing that is not there.
  private static String fault(List<String> words) {
    Output none = new Output(OutputStream.nullOutputStream(), false);
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(), none, none, true, false, false, Map.of(), Path.of("/"));
    try {
      new Parser(Commands.TABLE, terminal).parse(words);
      return "";
    } catch (UsageError e) {
      String message = String.valueOf(e.getMessage());
      boolean unfinished =
          message.endsWith("is required") || message.startsWith("missing argument");
      boolean standsFor = message.matches(".* takes a number, not \"[A-Z]+\"");
      return unfinished || standsFor ? "" : message;
    }
  }
}
