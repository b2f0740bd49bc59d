package network.cairn.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.testing.AbsentVector;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class JmtVectorsTest {
  private final Vectors vectors = Vectors.topic("ledger");

  private static byte[] hex(VectorNode node) {
    return HexFormat.of().parseHex(node.asString());
  }

  private static Map<byte[], Optional<byte[]>> ops(Iterable<VectorNode> pairs) {
    Map<byte[], Optional<byte[]>> ops = new TreeMap<>(Arrays::compareUnsigned);
    for (VectorNode pair : pairs) {
      ops.put(
          hex(pair.get(0)),
          pair.get(1).isNull() ? Optional.empty() : Optional.of(hex(pair.get(1))));
    }
    return ops;
  }

  @Test
  void givesThePublishedRoots() {
    int cases =
        vectors
            .json("jmt-sha256.json")
            .each(
                "cases",
                c -> {
                  MemoryState state = new MemoryState();
                  Map<byte[], Optional<byte[]>> writes = new TreeMap<>(Arrays::compareUnsigned);
                  for (VectorNode pair : c.get("data")) {
                    writes.put(hex(pair.get("key")), Optional.of(hex(pair.get("value"))));
                  }
                  assertThat(state.write(writes)).isEqualTo(hex(c.get("expected_root")));
                  assertThat(Jmt.root(state)).isEqualTo(hex(c.get("expected_root")));
                });
    vectors.ran("jmt-sha256.json", cases);
  }

  @Test
  void givesEveryMintedRoot() {
    VectorNode json = vectors.json("minted-jmt-roots.json");
    int cases = 0;
    cases +=
        json.sum(
            "prefix_roots",
            prefix -> {
              int roots = 0;
              MemoryState state = new MemoryState();
              assertThat(Jmt.root(state)).isEqualTo(hex(prefix.get("roots").get(0)));
              for (int i = 0; i < prefix.get("kv").size(); i++) {
                byte[] root = state.write(ops(java.util.List.of(prefix.get("kv").get(i))));
                assertThat(root)
                    .as("root %s", i + 1)
                    .isEqualTo(hex(prefix.get("roots").get(i + 1)));
                roots++;
              }
              return roots;
            });
    cases +=
        json.sum(
            "histories",
            history -> {
              MemoryState state = new MemoryState();
              int versions = 0;
              for (VectorNode version : history.get("versions")) {
                assertThat(state.write(ops(version.get("ops"))))
                    .isEqualTo(hex(version.get("root")));
                versions++;
              }
              return versions;
            });
    cases +=
        json.each(
            "deep",
            deep -> {
              MemoryState state = new MemoryState();
              assertThat(state.write(ops(deep.get("kv")))).isEqualTo(hex(deep.get("root")));
            });
    vectors.ran("minted-jmt-roots.json", cases);
  }

  private MemoryState tree(String name) {
    VectorNode json = vectors.json("minted-jmt-roots.json");
    Map<String, Integer> sizes =
        Map.of("one", 1, "two", 2, "three", 3, "ten", 10, "fifty", 50, "two-hundred", 200);
    MemoryState state = new MemoryState();
    if (sizes.containsKey(name)) {
      for (int i = 0; i < sizes.get(name); i++) {
        state.write(ops(java.util.List.of(json.get("prefix_roots").get(0).get("kv").get(i))));
      }
      return state;
    }
    for (VectorNode deep : json.get("deep")) {
      if (deep.get("name").asString().equals(name)) {
        state.write(ops(deep.get("kv")));
        return state;
      }
    }
    throw new AbsentVector("no tree " + name);
  }

  @Test
  void makesAndVerifiesEveryMintedProof() {
    Map<String, MemoryState> trees = new HashMap<>();
    Ics23 verifier = Ics23.ofState();
    int cases =
        vectors
            .json("minted-jmt-ics23.json")
            .each(
                "cases",
                c -> {
                  MemoryState state = trees.computeIfAbsent(c.get("tree").asString(), this::tree);
                  byte[] root = hex(c.get("root"));
                  byte[] key = hex(c.get("key"));
                  byte[] proof = hex(c.get("proof"));
                  assertThat(Jmt.root(state)).isEqualTo(root);
                  assertThat(new JmtProofs(state, state).prove(key).orElseThrow().toByteArray())
                      .as(c.get("name").asString())
                      .isEqualTo(proof);
                  boolean absent = c.get("value").isNull();
                  assertThat(verifier.isAbsent(root, key, proof)).isEqualTo(absent);
                  assertThat(!absent && verifier.isPresent(root, key, hex(c.get("value")), proof))
                      .isEqualTo(!absent);
                });
    vectors.ran("minted-jmt-ics23.json", cases);
  }

  @Test
  void refusesEveryInvalidProof() {
    Ics23 verifier = Ics23.ofState();
    int cases =
        vectors
            .json("minted-jmt-ics23-invalid.json")
            .each(
                "cases",
                c -> {
                  byte[] root = hex(c.get("root"));
                  byte[] key = hex(c.get("key"));
                  byte[] proof = hex(c.get("proof"));
                  boolean accepted =
                      c.get("value").isNull()
                          ? verifier.isAbsent(root, key, proof)
                          : verifier.isPresent(root, key, hex(c.get("value")), proof);
                  assertThat(accepted).as(c.get("name").asString()).isFalse();
                });
    vectors.ran("minted-jmt-ics23-invalid.json", cases);
  }
}
