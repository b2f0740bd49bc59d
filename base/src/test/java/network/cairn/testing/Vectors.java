package network.cairn.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One topic of the folder of known-answer vectors, read in place.
///
/// The folder is `-Dvectors.dir`. Where it does not exist a test is skipped with the folder's name,
/// unless `-Dvectors.required=true`, which turns every missing folder or file into a failure. Every
/// test reports how many cases of a file it ran with [#ran]; zero cases is a failure.
public final class Vectors {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final String topic;
  private final Path folder;

  private Vectors(String topic, Path folder) {
    this.topic = topic;
    this.folder = folder;
  }

  /// Opens a topic such as `cid`; skips or fails the calling test where the folder is missing.
  public static Vectors topic(String topic) {
    Path folder = Path.of(System.getProperty("vectors.dir", "../../shared/vectors"), topic);
    if (!Files.isDirectory(folder)) {
      String message = "vectors left out: no folder for topic '" + topic + "' (set -Dvectors.dir)";
      if (Boolean.getBoolean("vectors.required")) {
        Assertions.fail(message);
      }
      System.out.println(message);
      Assumptions.abort(message);
    }
    return new Vectors(topic, folder);
  }

  /// The path of a file of this topic, which must exist.
  public Path path(String file) {
    Path path = folder.resolve(file);
    if (!Files.exists(path)) {
      Assertions.fail("vectors: 0 cases, missing file " + topic + "/" + file);
    }
    return path;
  }

  public byte[] bytes(String file) {
    try {
      return Files.readAllBytes(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<String> lines(String file) {
    try {
      return Files.readAllLines(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode json(String file) {
    return JSON.readTree(bytes(file));
  }

  /// Names of all files below a folder of this topic, sorted, relative to the topic.
  public List<String> files(String under) {
    try (Stream<Path> walk = Files.walk(path(under))) {
      return walk.filter(Files::isRegularFile)
          .map(p -> folder.relativize(p).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reports that `cases` cases of `file` ran; zero fails the test.
  public void ran(String file, int cases) {
    System.out.println("vectors: " + topic + "/" + file + ": " + cases + " cases");
    Assertions.assertTrue(cases > 0, "vectors: 0 cases in " + topic + "/" + file);
  }
}
