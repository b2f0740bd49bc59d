package network.cairn.content.unixfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.unixfs.ImportOptions.AttributeRule;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.store.hash.HashPool;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// Imports every recipe, and counts those that take too long.
class RecipesVectorsTest {
  private final Vectors vectors = Vectors.topic("unixfs");

  @Test
  void importsRecipesOfKuboAndJs() throws IOException {
    run("recipes.json");
  }

  @Test
  void importsMintedRecipes() throws IOException {
    run("minted.json");
  }

  private void run(String file) throws IOException {
    SoftAssertions softly = new SoftAssertions();
    Map<String, Integer> leftOut = new TreeMap<>();
    int ran;
    try (HashPool pool = new HashPool(2)) {
      ran =
          vectors.sum(
              vectors.json(file).cases("cases"),
              recipe -> {
                String reason = reasonToLeaveOut(recipe);
                if (!reason.isEmpty()) {
                  leftOut.merge(reason, 1, Integer::sum);
                  return 0;
                }
                check(recipe, pool, softly);
                return 1;
              });
    }
    System.out.println("vectors: unixfs/" + file + " left out: " + leftOut);
    vectors.ran(file, ran);
    softly.assertAll();
  }

  private static String reasonToLeaveOut(VectorNode recipe) {
    return recipe.has("expensive")
            && recipe.get("expensive").asBoolean()
            && !Boolean.getBoolean("heavy")
        ? "1 GiB (run with -Dheavy=true)"
        : "";
  }

  private void check(VectorNode recipe, HashPool pool, SoftAssertions softly) throws IOException {
    String id = recipe.get("id").asString();
    boolean hidden =
        !recipe.get("options").has("hidden") || recipe.get("options").get("hidden").asBoolean();
    SourceEntry entry = entry("", recipe.get("input"), hidden);
    Map<String, Cid> added = new HashMap<>();
    Imported imported =
        new Importer(BlockSink.discarding(), pool, options(recipe.get("options")))
            .tree(entry, collect(added));
    Cid known = Cid.parse(recipe.get("cid").asString());
    softly.assertThat(printed(imported.cid(), known, recipe)).as(id).isEqualTo(known);
    if (recipe.has("children")) {
      recipe
          .get("children")
          .members()
          .forEach((name, cid) ->
              softly.assertThat(added).as(id).containsEntry(name, Cid.parse(cid.asString())));
    }
  }

  /// Kubo prints a version 0 CID as version 1 where a base is asked for; nowhere else may the
  /// versions differ.
  private static Cid printed(Cid cid, Cid known, VectorNode recipe) {
    boolean based =
        cid.version() < known.version()
            && recipe.get("kubo_args").asString().contains("--cid-base=");
    return based ? cid.toV1() : cid;
  }

  private static ImportListener collect(Map<String, Cid> added) {
    return new ImportListener() {
      @Override
      public void progress(String path, long bytes) {
        assertThat(bytes).isNotNegative();
      }

      @Override
      public void added(String path, Imported imported) {
        added.put(path, imported.cid());
      }
    };
  }

  private static ImportOptions options(VectorNode json) {
    boolean links = json.get("hamtEstimate").asString().equals("links");
    return ImportOptions.of(ImportProfile.LEGACY_CID_V0)
        .withCidVersion(json.get("cidVersion").asInt())
        .withHash(Multicodec.code(json.get("hash").asString()).orElseThrow())
        .withRawLeaves(json.get("rawLeaves").asBoolean())
        .withTrickle(json.get("layout").asString().equals("trickle"))
        .withInlined(json.has("inline") ? json.get("inlineLimit").asInt() : -1)
        .withChunker(json.get("chunker").asString())
        .withMaxFileLinks(json.get("maxLinks").asInt())
        .withHamtFanout(json.get("hamtFanout").asInt())
        .withHamtThreshold(
            links ? SizeEstimation.LINKS_BYTES : SizeEstimation.BLOCK_BYTES,
            json.get("hamtThreshold").asLong())
        .withAttributes(new AttributeRule(false, false, attributes(json)));
  }

  private static Attributes attributes(VectorNode json) {
    return new Attributes(
        json.has("mode") ? Integer.parseInt(json.get("mode").asString(), 8) : 0,
        json.has("mtime")
            ? Optional.of(
                Instant.ofEpochSecond(
                    json.get("mtime").asLong(),
                    json.has("mtimeNsecs") ? json.get("mtimeNsecs").asLong() : 0))
            : Optional.empty());
  }

  private SourceEntry entry(String name, VectorNode input, boolean hidden) {
    return switch (input.get("kind").asString()) {
      case "utf8" -> Inputs.text(name, input.get("text").asString());
      case "repeat" -> {
        long size = input.get("size").asLong();
        byte value = (byte) input.get("byte").asInt();
        yield new SourceEntry.File(
            name, () -> new Inputs.Repeated(value, size), OptionalLong.of(size));
      }
      case "chacha20" ->
          Inputs.chacha(name, input.get("seed").asString(), input.get("size").asLong());
      case "file" -> Inputs.file(name, vectors.path(input.get("path").asString()));
      case "symlink" -> new SourceEntry.Symlink(name, input.get("target").asString());
      case "dir" -> directory(name, input, hidden);
      case "dir-indexed" -> indexed(name, input);
      case "dir-chacha20-names" ->
          Inputs.named(
              input.get("seed").asString(),
              input.get("alphabet").asString(),
              Inputs.lengths(
                  input.get("count").asInt(),
                  input.get("nameLen").asInt(),
                  input.get("lastNameLen").asInt()),
              Inputs.text("", input.get("content").get("text").asString()));
      default -> throw new IllegalArgumentException("unknown kind of input: " + input);
    };
  }

  private SourceEntry directory(String name, VectorNode input, boolean hidden) {
    List<SourceEntry> entries = new ArrayList<>();
    for (Map.Entry<String, VectorNode> child : input.get("entries").members().entrySet()) {
      if (hidden || !child.getKey().startsWith(".")) {
        entries.add(entry(child.getKey(), child.getValue(), hidden));
      }
    }
    return new SourceEntry.Directory(name, () -> entries);
  }

  private static SourceEntry indexed(String name, VectorNode input) {
    List<SourceEntry> entries = new ArrayList<>();
    int start = input.get("start").asInt();
    for (int i = start; i < start + input.get("count").asInt(); i++) {
      entries.add(
          Inputs.text(
              number(input.get("name").asString(), i), number(input.get("content").asString(), i)));
    }
    return new SourceEntry.Directory(name, () -> entries);
  }

  private static String number(String pattern, int i) {
    return pattern.replace("{i}", Integer.toString(i)).replace("{i:06d}", "%06d".formatted(i));
  }
}
