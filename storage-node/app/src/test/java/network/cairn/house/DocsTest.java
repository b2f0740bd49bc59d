package network.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every class, method, message and configuration key that a document names in code type exists.
final class DocsTest {
  private static final Path ROOT =
      Objects.requireNonNull(Path.of(System.getProperty("cairn.bin")).getParent());
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /// `room.Class`, `Class.method`, `Class`, `Class.method(Argument)`.
  private static final Pattern NAME =
      Pattern.compile(
          "((?:[a-z]\\w*\\.)*)([A-Z]\\w*[a-z]\\w*)((?:\\.[A-Z]\\w*)*)(?:\\.([a-z]\\w*))?(?:\\(.*\\))?");

  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
  private static final Pattern MESSAGE =
      Pattern.compile("(?m)^\\s*(?:message|enum|oneof)\\s+(\\w+)");
  private static final Pattern KEY = Pattern.compile("\"([A-Z]\\w+(?:\\.\\w+)*)\"");

  private record Source(String room, String text) {}

  private final TreeMap<String, List<Source>> classes = new TreeMap<>();
  private final Set<String> others = new HashSet<>();

  DocsTest() throws IOException {
    for (Path file : files(ROOT, ".java")) {
      String text = Files.readString(file);
      String room = text.replaceFirst("(?s).*?package ([\\w.]+);.*", "$1");
      Matcher declared = DECLARED.matcher(text);
      while (declared.find()) {
        classes
            .computeIfAbsent(declared.group(1), _ -> new ArrayList<>())
            .add(new Source(room, text));
      }
    }
    for (Path file : files(ROOT.resolve("proto/src"), ".proto")) {
      MESSAGE.matcher(Files.readString(file)).results().forEach(m -> others.add(m.group(1)));
    }
    Path keys = ROOT.resolve("storage-node/store/src/main/java/network/cairn/store/config");
    for (Path file : files(keys, ".java")) {
      KEY.matcher(Files.readString(file))
          .results()
          .forEach(m -> others.addAll(prefixes(m.group(1))));
    }
  }

  private static List<Path> files(Path under, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(under)) {
      return all.filter(p -> p.toString().endsWith(ending))
          .filter(p -> !ROOT.relativize(p).toString().matches("(^|.*/)(target|node_modules)/.*"))
          .sorted()
          .toList();
    }
  }

  private static List<Path> documents() throws IOException {
    List<Path> found = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
    found.add(ROOT.resolve("README.md"));
    found.add(ROOT.resolve("CONTRIBUTING.md"));
    return found;
  }

  /// A key and the groups that it is in.
  private static List<String> prefixes(String key) {
    List<String> all = new ArrayList<>(List.of(key));
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      all.add(key.substring(0, dot));
    }
    return all;
  }

  private boolean exists(Matcher name, String whole) {
    String simple = name.group(2);
    if (others.contains(whole) || others.contains(simple) || isOfTheJdk(simple)) {
      return true;
    }
    String inner = name.group(3).replaceFirst(".*\\.", "");
    String room = name.group(1).replaceFirst("\\.$", "");
    String method = name.group(4);
    return classes.getOrDefault(inner.isEmpty() ? simple : inner, List.of()).stream()
        .anyMatch(source ->
            (room.isEmpty() || ("." + source.room()).endsWith("." + room))
                && (method == null || source.text().matches("(?s).*\\b" + method + "\\b.*")));
  }

  private static boolean isOfTheJdk(String simple) {
    return ModuleLayer.boot().findModule("java.base").orElseThrow().getPackages().stream()
            .filter(p -> p.startsWith("java."))
            .anyMatch(p -> loads(p + "." + simple))
        || loads("java.net.http." + simple);
  }

  private static boolean loads(String name) {
    try {
      Class.forName(name, false, ClassLoader.getPlatformClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test
  void everythingNamedInADocumentExists() throws IOException {
    List<String> missing = new ArrayList<>();
    int seen = 0;
    for (Path document : documents()) {
      int number = 0;
      for (String line : Files.readAllLines(document)) {
        number++;
        Matcher code = CODE.matcher(line);
        while (code.find()) {
          Matcher name = NAME.matcher(code.group(1).strip());
          if (name.matches()) {
            seen++;
            if (!exists(name, code.group(1).strip())) {
              missing.add(ROOT.relativize(document) + ":" + number + " " + code.group(1));
            }
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(seen).isGreaterThan(200);
  }
}
