package network.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Regular expressions of a form that takes the square of its input's length, or a stack as deep,
/// stop a door that applies them to what strangers send. So none is used but of forms that cannot.
final class RegexRulesTest {
  private static final Path ROOT = Path.of("../..");

  /// Classes with expressions of their own, and why these do no harm.
  private static final Map<String, String> ALLOWED =
      Map.of(
          "Durations.java", "texts of 512 characters at most",
          "GatewayHosts.java", "512 characters at most, and no two parts take the same one",
          "Holder.java", "a line of a lock file, every part bounded",
          "ByteSize.java", "every part is bounded, and the text is an option or a setting",
          "Multipart.java", "a header of 64 KiB at most, every part bounded",
          "Lines.java", "replaces single characters of a line that is cut before");

  private static final Pattern CALL =
      Pattern.compile(
          "\\.(matches|split|replaceAll|replaceFirst)\\(\\s*(\"((?:[^\"\\\\]|\\\\.)*)\")?");
  private static final Pattern OWN =
      Pattern.compile("\\bPattern\\.|\\.(replaceAll|replaceFirst)\\(");

  /// One character or class, which may stand once or a bounded number of times, or all of the text.
  private static final String ATOM =
      "(?:\\[(?:[^\\]\\\\]|\\\\.)+\\]|\\\\[.nt]|[^\\[\\](){}*+?.|\\\\^$])";

  private static final Pattern BOUNDED =
      Pattern.compile(
          "(?:"
              + ATOM
              + "(?:\\{\\d+(?:,\\d+)?\\}|\\?)?|\\("
              + "(?:"
              + ATOM
              + "(?:\\{\\d+(?:,\\d+)?\\}|\\?)?)*\\)\\?|\\|)*");
  private static final Pattern WHOLE = Pattern.compile(ATOM + "[+*]");

  /// What the JDK splits at without an expression.
  private static final Pattern SEPARATOR =
      Pattern.compile("[^\\[\\](){}*+?.|\\\\^$]|\\\\[^0-9A-Za-z]");

  private static boolean isTame(String method, String literal) {
    return method.equals("split")
        ? SEPARATOR.matcher(literal).matches()
        : BOUNDED.matcher(literal).matches() || WHOLE.matcher(literal).matches();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(f -> f.toString().endsWith(".java"))
          .filter(f -> f.toString().contains("/src/main/"))
          .filter(
              f -> !f.startsWith(ROOT.resolve("bench")) && !f.startsWith(ROOT.resolve("interop")))
          .toList();
    }
  }

  @Test
  void usesNoExpressionThatInputCanSlowDown() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      String name = String.valueOf(file.getFileName());
      if (ALLOWED.containsKey(name)) {
        continue;
      }
      for (String line : Files.readString(file).split("\n")) {
        if (line.strip().startsWith("//")) {
          continue;
        }
        Matcher call = CALL.matcher(line);
        while (call.find()) {
          String literal = call.group(3);
          if (literal != null && !isTame(call.group(1), literal.replace("\\\\", "\\"))) {
            found.add(name + ": " + line.strip());
          }
        }
        if (OWN.matcher(line).find() && !isOfValues(line)) {
          found.add(name + ": " + line.strip());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /// A map's method of that name.
  private static boolean isOfValues(String line) {
    return line.contains(".replaceAll((");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/+$", "[?#].*$", "([0-9a-f]{2})+", "a*b", " .*", "[0-9]{1,}", "x+y"})
  void knowsWhatIsWild(String literal) {
    assertThat(isTame("matches", literal)).isFalse();
    assertThat(isTame("split", literal)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0|[1-9][0-9]{0,8}",
        "[0-9a-f]{64}",
        "[A-Za-z0-9_./:=,@+-]+",
        "pack-[0-9]{8,9}\\.car",
        "[0-9]{1,10}(\\.[0-9]{1,18})?",
        "-?[0-9]{1,18}"
      })
  void knowsWhatIsTame(String literal) {
    assertThat(isTame("matches", literal)).isTrue();
  }
}
