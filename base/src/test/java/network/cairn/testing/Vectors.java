package network.cairn.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One topic of a folder of known-answer vectors, read in place.
///
/// The folder is `-Dvectors.dir`. Where it does not exist a test is skipped with the folder's name,
/// or fails with `-Dvectors.required=true`. Any folder of the form will do: a file, a group of
/// cases or a key that is not there counts as no case, never as a fault, and every test prints with
/// [#ran] how many cases of a file it ran. What is there must hold: a case that fails, fails.
///
/// Cases run through [#each], [#sum] or [#single], which leave out the ones that lack something and
/// say what.
public final class Vectors {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final String topic;
  private final Path folder;
  private final PrintStream out;

  private Vectors(String topic, Path folder, PrintStream out) {
    this.topic = topic;
    this.folder = folder;
    this.out = out;
  }

  /// What a case must hold; throws to say that it does not.
  public interface Check<T, E extends Exception> {
    void holds(T one) throws E;
  }

  /// As [Check], where a case holds several known values.
  ///
  /// Returns how many of them were compared.
  public interface Count<T, E extends Exception> {
    int holds(T one) throws E;
  }

  /// The check of a file that is one case.
  public interface Single<E extends Exception> {
    void holds() throws E;
  }

  /// Opens a topic such as `cid`; skips or fails the calling test where there is no folder at all.
  public static Vectors topic(String topic) {
    Path root = Path.of(System.getProperty("vectors.dir", "../../shared/vectors"));
    return in(root, topic, Boolean.getBoolean("vectors.required"), System.out);
  }

  static Vectors in(Path root, String topic, boolean required, PrintStream out) {
    if (!Files.isDirectory(root)) {
      String message = "vectors left out: no folder for topic '" + topic + "' (set -Dvectors.dir)";
      if (required) {
        Assertions.fail(message);
      }
      out.println(message);
      Assumptions.abort(message);
    }
    return new Vectors(topic, root.resolve(topic), out);
  }

  /// The path of a file of this topic.
  ///
  /// @throws AbsentVector if it is not there
  public Path path(String file) {
    Path path = folder.resolve(file);
    if (!Files.exists(path)) {
      throw new AbsentVector("no file " + topic + "/" + file);
    }
    return path;
  }

  /// The content of a file.
  ///
  /// @throws AbsentVector if it is not there
  public byte[] bytes(String file) {
    try {
      return Files.readAllBytes(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All lines of a file.
  ///
  /// @throws AbsentVector if it is not there
  public List<String> lines(String file) {
    try {
      return Files.readAllLines(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The rows of a table: the lines with something in them after `headings` lines; none where there
  /// is no such file.
  public List<String> rows(String file, int headings) {
    return Files.exists(folder.resolve(file))
        ? lines(file).stream().skip(headings).filter(line -> !line.isBlank()).toList()
        : List.of();
  }

  /// A file of JSON; absent, with everything in it, where there is no such file.
  public VectorNode json(String file) {
    return Files.exists(folder.resolve(file))
        ? node(file, JSON.readTree(bytes(file)))
        : VectorNode.absent(this, topic + "/" + file);
  }

  /// A value of JSON that was read elsewhere, under a name for notes.
  public VectorNode node(String name, JsonNode json) {
    return new VectorNode(this, topic + "/" + name, json);
  }

  /// Names of all files below a folder of this topic, sorted, relative to the topic; none where
  /// there is no such folder.
  public List<String> files(String under) {
    Path start = folder.resolve(under);
    if (!Files.exists(start)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(start)) {
      return walk.filter(Files::isRegularFile)
          .map(p -> folder.relativize(p.normalize()).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Checks every case; leaves out, with a note, the ones that lack what the check asks for.
  ///
  /// @return how many cases were checked to their end
  public <T, E extends Exception> int each(Iterable<T> cases, Check<T, E> check) throws E {
    return sum(
        cases,
        one -> {
          check.holds(one);
          return 1;
        });
  }

  /// As [#each], adding what each case counts.
  public <T, E extends Exception> int sum(Iterable<T> cases, Count<T, E> check) throws E {
    int count = 0;
    for (T one : cases) {
      try {
        count += check.holds(one);
      } catch (AbsentVector absent) {
        out.println("vectors: " + topic + ": left out: " + absent.getMessage());
      }
    }
    return count;
  }

  /// Checks and reports a file, or a few that belong together, as `cases` cases; as none where
  /// something of them is not there.
  public <E extends Exception> void single(String file, int cases, Single<E> check) throws E {
    int ran =
        sum(
            List.of(file),
            _ -> {
              check.holds();
              return cases;
            });
    ran(file, ran);
  }

  /// Reports that `cases` cases of `file` ran, which may be none.
  public void ran(String file, int cases) {
    out.println("vectors: " + topic + "/" + file + ": " + cases + " cases");
  }
}
