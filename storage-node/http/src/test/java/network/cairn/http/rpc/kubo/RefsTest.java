package network.cairn.http.rpc.kubo;

import static network.cairn.http.rpc.TestDoor.arg;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// A directory `d` with the same file twice, once in a directory below.
final class RefsTest {
  @TempDir Path home;
  private TestBackend node;
  private String root;
  private String file;
  private String sub;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
    file = node.loose(Upload.file("f", "same"));
    root = node.loose(Upload.file("d/f", "same"), Upload.file("d/sub/g", "same"));
    sub = node.loose(Upload.file("sub/g", "same"));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private List<String> refs(String options) {
    return node.lines("refs?arg=" + root + options).stream()
        .map(line -> {
          assertThat(line.path("Err").asString()).isEmpty();
          return line.path("Ref").asString();
        })
        .map(ref -> ref.replace(root, "ROOT").replace(file, "FILE").replace(sub, "SUB"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'', FILE SUB",
    "&recursive=false&max-depth=9, FILE SUB",
    "&recursive=true, FILE SUB FILE",
    "&recursive=true&max-depth=0, ''",
    "&recursive=true&max-depth=1, FILE SUB",
    "&recursive=true&max-depth=2, FILE SUB FILE",
    "&recursive=true&max-depth=-1, FILE SUB FILE",
    "&recursive=true&max-depth=-7, FILE SUB FILE",
    "&recursive=true&max-depth=4294967296, FILE SUB FILE",
    "&recursive=true&max-depth=4294967297, FILE SUB FILE",
    "&recursive=true&unique=true, FILE SUB"
  })
  void walksAsDeepAsAskedTo(String options, String expected) {
    assertThat(String.join(" ", refs(options))).isEqualTo(expected);
  }

  @Test
  void writesEdges() {
    assertThat(refs("&recursive=true&edges=true"))
        .containsExactly("ROOT -> FILE", "ROOT -> SUB", "SUB -> FILE");
    assertThat(refs("&edges=true&format=")).hasSize(2);
    assertThat(refs("&edges=true&format=%3Cdst%3E")).hasSize(2);
    node.call("refs?edges=true&format=%3Csrc%3E&arg=" + root)
        .assertRefused("using format argument with edges is not allowed");
  }

  @Test
  void writesTheGivenForm() {
    String form = "%3Clinkname%3E:%3Cdst%3E:%3Csrc%3E:%3Cother%3E";
    assertThat(refs("&format=" + form))
        .containsExactly("f:FILE:ROOT:<other>", "sub:SUB:ROOT:<other>");
    assertThat(refs("&format=")).containsExactly("FILE", "SUB");
  }

  @Test
  void tellsOfSeveralRootsOneAfterAnother() {
    assertThat(refs("&" + arg(sub))).containsExactly("FILE", "SUB", "FILE");
    assertThat(refs("&unique=true&" + arg(sub))).containsExactly("FILE", "SUB");
  }

  @Test
  void tellsAmongTheAnswersWhatFailedAndGoesOnWithTheNext() {
    node.call("block/rm?arg=" + sub).good();
    String reason = "block was not found locally (offline): ipld: could not find " + sub;
    List<JsonNode> seen =
        node.lines("refs?recursive=true&" + arg(root) + "&" + arg(sub) + "&" + arg(root));
    assertThat(seen)
        .extracting(l -> l.path("Err").asString())
        .containsExactly("", "", reason, reason, "", "", reason);
    assertThat(seen)
        .filteredOn(l -> !l.path("Err").asString().isEmpty())
        .allMatch(l -> l.path("Ref").asString().isEmpty());
    node.call("refs?arg=" + root + "/none").assertFailed("no link named \"none\" under " + root);
  }

  @Test
  void listsAllLocalBlocksAsRawOnes() {
    List<String> expected =
        List.of(root, sub, file).stream()
            .map(c -> Cid.v1(Multicodec.RAW, Cid.parse(c).multihash()).toString())
            .toList();
    for (String command : List.of("refs/local", "repo/ls")) {
      assertThat(node.lines(command))
          .extracting(l -> l.path("Ref").asString())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(node.lines("refs/local?cid-base=base36"))
        .extracting(l -> l.path("Ref").asString())
        .allMatch(ref -> ref.startsWith("k"));
  }
}
