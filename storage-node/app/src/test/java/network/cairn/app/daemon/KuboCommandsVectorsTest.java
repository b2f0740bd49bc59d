package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import network.cairn.cli.Api.Query;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Roles.LocalApi;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.kubo.KuboCommands;
import network.cairn.ipld.cid.Cid;
import network.cairn.store.config.Config;
import network.cairn.testing.AbsentVector;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Kubo's RPC: its known answers from a fresh node, and which of its commands there are.
class KuboCommandsVectorsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> NOT_OFFERED = Set.of("object", "multibase", "files");
  private static final String BOUNDARY = "edge";
  private final Vectors vectors = Vectors.topic("kubo");
  @TempDir private Path home;

  @BeforeEach
  void init() throws IOException {
    Home.init(home, Home.Plan.of(), new PrintStream(OutputStream.nullOutputStream()));
    Config.load(home).setText("Datastore.DiskReserve", "1MiB");
  }

  @Test
  void offersOnlyCommandsOfKuboUnderKubosNames() throws IOException {
    int cases =
        vectors.sum(
            List.of(vectors.json("rpc-commands.json").get("commands")), this::offersOnlyThese);
    vectors.ran("rpc-commands.json", cases);
  }

  private int offersOnlyThese(VectorNode commands) throws IOException {
    Set<String> kubo = new TreeSet<>();
    commands.forEach(c -> kubo.add(c.asString().substring(1)));
    Set<String> offered;
    try (StorageNode node = StorageNode.open(home, "test")) {
      offered =
          KuboCommands.routes(node.offline(() -> {})).stream()
              .map(Route::path)
              .collect(Collectors.toCollection(TreeSet::new));
    }
    assertThat(kubo).containsAll(offered);
    Map<String, Integer> missing = new TreeMap<>();
    kubo.stream()
        .filter(c -> !offered.contains(c) && !isGroup(c, kubo))
        .forEach(c -> missing.merge(c.split("/")[0], 1, Integer::sum));
    System.out.println("vectors: kubo/rpc-commands.json not offered: " + missing);
    return offered.size();
  }

  /// A command that only names others.
  private static boolean isGroup(String command, Set<String> all) {
    return all.stream().anyMatch(c -> c.startsWith(command + "/"));
  }

  @Test
  void givesKubosAnswers() throws IOException {
    Map<String, Integer> leftOut = new TreeMap<>();
    int ran;
    try (LocalApi api = new NodeRoles().local(home)) {
      ran =
          vectors.sum(
              vectors.json("rpc-cases.json").cases("cases"),
              rpc -> {
                String call = rpc.get("call").asString();
                String file = rpc.get("input_file").asString("");
                if (NOT_OFFERED.contains(call.split("/")[0])) {
                  leftOut.merge(call, 1, Integer::sum);
                  return 0;
                }
                if (file.contains(".tar.xz")) {
                  leftOut.merge("an archive of .xz", 1, Integer::sum);
                  return 0;
                }
                new Case(api, rpc).check();
                return 1;
              });
    }
    System.out.println("vectors: kubo/rpc-cases.json left out: " + leftOut);
    vectors.ran("rpc-cases.json", ran);
  }

  /// A call that is made up and not yet made.
  private interface Call {
    String run() throws IOException;
  }

  /// One case with what must go before it.
  private static final class Case {
    private final LocalApi api;
    private final VectorNode rpc;
    private final String id;
    private final Map<String, String> names = new HashMap<>();

    Case(LocalApi api, VectorNode rpc) {
      this.api = api;
      this.rpc = rpc;
      this.id = rpc.get("id").asString();
    }

    void check() throws IOException {
      if (Set.of("block/put", "dag/get", "dag/put").contains(rpc.get("call").asString())) {
        rpc.get("params").required();
      }
      for (VectorNode step : rpc.cases("setup")) {
        names.put(step.get("let").asString(), cid(run(step)));
      }
      VectorNode expect = rpc.get("expect");
      if (expect.has("error") || expect.has("error_contains")) {
        String message = expect.get("error_contains").asString("");
        Call wrong = call(rpc);
        assertThatThrownBy(wrong::run)
            .as(id)
            .isInstanceOf(CommandFailed.class)
            .hasMessageContaining(message);
      } else if (expect.has("utf8")) {
        String known = expect.get("utf8").asString();
        assertThat(run(rpc).strip()).as(id).isEqualTo(known);
      } else if (expect.has("roots")) {
        run(rpc);
        stats(texts(expect.get("roots")));
      } else {
        cid(expect);
      }
    }

    /// What `ipfs dag stat` prints for these roots: a table of CID, blocks and size, then sums.
    private void stats(List<String> roots) throws IOException {
      Query query = new Query().option("progress", "false");
      roots.forEach(query::arg);
      JsonNode stat = lines(api.text("dag/stat", query)).getLast();
      List<String> printed = new ArrayList<>();
      for (JsonNode dag : stat.get("DagStats")) {
        printed.add(
            dag.at("/Cid/~1").asString() + " " + dag.get("NumBlocks") + " " + dag.get("Size"));
      }
      printed.add("Total Size: " + stat.get("TotalSize"));
      printed.add("Unique Blocks: " + stat.get("UniqueBlocks"));
      String known =
          Vectors.topic("car").lines("kubo/TestDagStatExpectedOutput.txt").stream()
              .map(line -> line.replaceAll("\\s+", " ").strip())
              .collect(Collectors.joining("\n"));
      assertThat(known).as(id).contains(printed);
    }

    private void cid(VectorNode expect) throws IOException {
      String known =
          expect.has("key") ? expect.get("key").asString() : expect.get("cid").asString();
      String answer = cid(run(rpc));
      assertThat(Cid.parse(answer)).as(id).isEqualTo(Cid.parse(known));
      if (rpc.get("params").has("cid-base")) {
        assertThat(answer).as(id).isEqualTo(known);
      }
      if (rpc.has("refs_recursive")) {
        String refs = api.text("refs", new Query().arg(answer).option("recursive", "true"));
        assertThat(lines(refs).stream().map(l -> l.get("Ref").asString()))
            .as(id)
            .containsExactlyElementsOf(texts(rpc.get("refs_recursive")));
      }
    }

    private String run(VectorNode step) throws IOException {
      return call(step).run();
    }

    private Call call(VectorNode step) {
      Query query = new Query();
      step.named("params").forEach((name, value) -> query.option(name, named(value.asString())));
      Map<String, byte[]> files = files(step);
      String call = step.get("call").asString();
      return files.isEmpty()
          ? () -> api.text(call, query)
          : () ->
              api.upload(
                  call,
                  query,
                  BOUNDARY,
                  out -> multipart(out, files),
                  (_, body) -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }

    private String named(String text) {
      String result = text;
      for (Map.Entry<String, String> name : names.entrySet()) {
        result = result.replace("@" + name.getKey(), name.getValue());
      }
      return result;
    }

    private Map<String, byte[]> files(VectorNode step) {
      if (step.has("tree")) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        tree("A", step.get("tree"), files);
        return files;
      }
      if (step.has("input_utf8")) {
        return Map.of(
            "", named(step.get("input_utf8").asString()).getBytes(StandardCharsets.UTF_8));
      }
      if (step.has("input_base64")) {
        return Map.of("", Base64.getDecoder().decode(step.get("input_base64").asString()));
      }
      if (step.has("input_repeat")) {
        byte[] bytes = new byte[step.get("input_repeat").get("size").asInt()];
        Arrays.fill(bytes, (byte) step.get("input_repeat").get("byte").asInt());
        return Map.of("", bytes);
      }
      if (step.has("input_file")) {
        String[] path = step.get("input_file").asString().split("/", 2);
        return Map.of("", Vectors.topic(path[0]).bytes(path[1]));
      }
      if (Set.of("add", "block/put", "dag/import", "dag/put")
          .contains(step.get("call").asString())) {
        throw new AbsentVector("no input of " + id);
      }
      return Map.of();
    }

    private static void tree(String path, VectorNode node, Map<String, byte[]> files) {
      if (node.get("kind").asString().equals("dir")) {
        node.get("entries")
            .members()
            .forEach((name, child) -> tree(path + "/" + name, child, files));
      } else {
        files.put(path, node.get("text").asString().getBytes(StandardCharsets.UTF_8));
      }
    }

    private static void multipart(OutputStream out, Map<String, byte[]> files) throws IOException {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        String name =
            file.getKey().isEmpty()
                ? ""
                : "; filename=\"" + URLEncoder.encode(file.getKey(), StandardCharsets.UTF_8) + "\"";
        String head =
            "--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\""
                + name
                + "\r\nContent-Type: application/octet-stream\r\n\r\n";
        new SequenceInputStream(bytes(head), new ByteArrayInputStream(file.getValue()))
            .transferTo(out);
        bytes("\r\n").transferTo(out);
      }
      bytes("--" + BOUNDARY + "--\r\n").transferTo(out);
    }

    private static ByteArrayInputStream bytes(String text) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The CID in the last line of an answer, whatever the command calls it.
    private static String cid(String answer) {
      JsonNode last = lines(answer).getLast();
      if (last.has("Cid")) {
        return last.at("/Cid/~1").asString();
      }
      return (last.has("Key") ? last.get("Key") : last.get("Hash")).asString();
    }

    private static List<JsonNode> lines(String answer) {
      return answer.lines().filter(l -> !l.isBlank()).map(JSON::readTree).toList();
    }

    private static List<String> texts(VectorNode array) {
      List<String> texts = new ArrayList<>();
      array.forEach(text -> texts.add(text.asString()));
      return texts;
    }
  }
}
