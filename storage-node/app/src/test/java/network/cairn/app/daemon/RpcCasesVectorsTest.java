package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.app.daemon.TestDaemon.File;
import network.cairn.ipld.cid.Cid;
import network.cairn.testing.AbsentVector;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Known answers of Kubo's RPC.
final class RpcCasesVectorsTest {
  /// Commands that this node does not have.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "object/patch/add-link",
          "object/patch/rm-link",
          "multibase/encode",
          "multibase/decode",
          "multibase/transcode",
          "files/*");

  /// Its input is an archive that no test here unpacks.
  private static final Set<String> LEFT_OUT_CASES = Set.of("pins-car-shuffled");

  /// Commands that take a file.
  private static final Set<String> UPLOADS = Set.of("add", "block/put", "dag/import", "dag/put");

  /// Commands whose answers follow from their options.
  private static final Set<String> WITH_OPTIONS = Set.of("block/put", "dag/get", "dag/put");

  @TempDir private Path home;

  @Test
  void answersAsKubo() throws Exception {
    Vectors vectors = Vectors.topic("kubo");
    int cases;
    List<String> out = new ArrayList<>();
    try (TestDaemon daemon = TestDaemon.start(home.resolve("node"))) {
      cases =
          vectors.sum(
              vectors.json("rpc-cases.json").cases("cases"),
              c -> {
                String id = c.get("id").asString();
                if (LEFT_OUT.contains(c.get("call").asString()) || LEFT_OUT_CASES.contains(id)) {
                  out.add(id);
                  return 0;
                }
                check(daemon, c, id);
                return 1;
              });
    }
    System.out.println("left out: " + out);
    vectors.ran("rpc-cases.json", cases);
  }

  private static void check(TestDaemon daemon, VectorNode c, String id) throws Exception {
    Map<String, String> names = new HashMap<>();
    if (WITH_OPTIONS.contains(c.get("call").asString())) {
      c.get("params").required();
    }
    for (VectorNode step : c.cases("setup")) {
      String answer = daemon.good(call(daemon, step, names));
      names.put(step.get("let").asString(), cid(daemon.lines(answer).getLast()));
    }
    HttpResponse<byte[]> answer = call(daemon, c, names);
    VectorNode expect = c.get("expect");
    if (expect.has("error") || expect.has("error_contains")) {
      assertThat(answer.statusCode()).as(id).isIn(400, 500);
      assertThat(TestDaemon.text(answer))
          .as(id)
          .contains(expect.get("error_contains").asString(""));
      return;
    }
    String text = daemon.good(answer);
    if (expect.has("utf8")) {
      assertThat(text).as(id).isEqualTo(expect.get("utf8").asString());
    } else if (expect.has("roots")) {
      statsAgree(daemon, strings(expect.get("roots")), id);
    } else {
      String wanted =
          expect.has("cid") ? expect.get("cid").asString() : expect.get("key").asString();
      String got = cid(daemon.lines(text).getLast());
      assertThat(Cid.parse(got)).as(id).isEqualTo(Cid.parse(wanted));
      if (c.get("params").has("cid-base")) {
        assertThat(got).as(id).isEqualTo(wanted);
      }
    }
  }

  /// The archive holds two DAGs that share a block; Kubo's table of them is the answer.
  private static void statsAgree(TestDaemon daemon, List<String> roots, String id)
      throws Exception {
    String expected =
        new String(
            Vectors.topic("car").bytes("kubo/TestDagStatExpectedOutput.txt"),
            StandardCharsets.UTF_8);
    JsonNode stat = daemon.json("dag/stat?arg=" + String.join("&arg=", roots));
    for (JsonNode dag : stat.get("DagStats")) {
      assertThat(expected.replaceAll("\\s+", " "))
          .as(id)
          .contains(dag.get("Cid").asString() + " " + dag.get("NumBlocks") + " " + dag.get("Size"));
    }
    assertThat(expected)
        .as(id)
        .contains("Total Size: " + stat.get("TotalSize"))
        .contains("Unique Blocks: " + stat.get("UniqueBlocks"))
        .contains("Shared Size: " + stat.get("SharedSize"));
  }

  private static List<String> strings(VectorNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(v -> texts.add(v.asString()));
    return texts;
  }

  private static String cid(JsonNode line) {
    if (line.has("Cid")) {
      return line.path("Cid").path("/").asString();
    }
    return line.has("Hash") ? line.get("Hash").asString() : line.get("Key").asString();
  }

  private static HttpResponse<byte[]> call(
      TestDaemon daemon, VectorNode c, Map<String, String> names) throws Exception {
    StringBuilder call = new StringBuilder(c.get("call").asString()).append('?');
    for (Map.Entry<String, VectorNode> p : c.named("params").entrySet()) {
      call.append(p.getKey())
          .append('=')
          .append(encoded(named(p.getValue().asString(), names)))
          .append('&');
    }
    if (c.has("tree")) {
      List<File> files = new ArrayList<>();
      tree("tree", c.get("tree"), files);
      return daemon.upload(call.toString(), files.toArray(File[]::new));
    }
    Optional<byte[]> input = input(c, names);
    return input.isPresent()
        ? daemon.upload(call.toString(), File.of("file", input.get()))
        : daemon.post(call.toString());
  }

  private static void tree(String path, VectorNode node, List<File> files) {
    if (node.get("kind").asString().equals("dir")) {
      files.add(new File(path, "application/x-directory", new byte[0]));
      node.get("entries").members().forEach((name, child) -> tree(path + "/" + name, child, files));
    } else {
      files.add(File.of(path, node.get("text").asString().getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static Optional<byte[]> input(VectorNode c, Map<String, String> names) {
    if (c.has("input_utf8")) {
      return Optional.of(
          named(c.get("input_utf8").asString(), names).getBytes(StandardCharsets.UTF_8));
    }
    if (c.has("input_base64")) {
      return Optional.of(Base64.getDecoder().decode(c.get("input_base64").asString()));
    }
    if (c.has("input_repeat")) {
      byte[] bytes = new byte[c.get("input_repeat").get("size").asInt(0)];
      Arrays.fill(bytes, (byte) c.get("input_repeat").get("byte").asInt(0));
      return Optional.of(bytes);
    }
    if (c.has("input_file")) {
      String file = c.get("input_file").asString();
      int slash = file.indexOf('/');
      return Optional.of(Vectors.topic(file.substring(0, slash)).bytes(file.substring(slash + 1)));
    }
    if (UPLOADS.contains(c.get("call").asString())) {
      throw new AbsentVector("no input of a call of " + c.get("call").asString());
    }
    return Optional.empty();
  }

  private static String named(String text, Map<String, String> names) {
    String result = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      result = result.replace("@" + name.getKey(), name.getValue());
    }
    return result;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
