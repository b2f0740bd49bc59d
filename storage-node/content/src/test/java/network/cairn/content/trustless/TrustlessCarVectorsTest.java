package network.cairn.content.trustless;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Links;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

/// The fixtures of gateway-conformance, `trustless_gateway_car`, with what its suite expects of
/// them.
class TrustlessCarVectorsTest {
  private static final String FIXTURES = "fixtures/trustless_gateway_car/";

  private final Vectors vectors = Vectors.topic("gateway");

  private interface Checks {
    int on(CarBlocks car) throws IOException;
  }

  private void with(String file, Checks checks) throws IOException {
    for (String found : vectors.files(FIXTURES)) {
      if (found.endsWith("/" + file)) {
        vectors.ran(found, checks.on(CarBlocks.of(vectors.bytes(found))));
      }
    }
  }

  private static Selection scope(DagScope scope) {
    return new Selection(scope, Optional.empty(), false);
  }

  private static Selection bytes(String range) {
    return new Selection(DagScope.ENTITY, Optional.of(EntityBytes.parse(range)), false);
  }

  private static ContentPath path(Cid root, String... names) {
    return ContentPath.of(root, List.of(names));
  }

  private static List<Cid> list(Object... parts) {
    List<Cid> all = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof Cid cid) {
        all.add(cid);
      } else {
        ((List<?>) part).forEach(cid -> all.add((Cid) cid));
      }
    }
    return all;
  }

  @Test
  void givesTheWayAndWhatTheScopeSays() throws IOException {
    with(
        "subdir-with-two-single-block-files.car",
        car -> {
          Cid root = car.root("subdir");
          Cid sub = car.at(root, "subdir");
          Cid file = car.at(root, "subdir", "ascii.txt");
          assertThat(car.selected(path(root, "subdir", "ascii.txt"), Selection.ALL))
              .containsExactly(root, sub, file);
          assertThat(car.selected(path(root, "subdir"), scope(DagScope.BLOCK)))
              .containsExactly(root, sub);
          assertThat(car.selected(path(root, "subdir", "ascii.txt"), scope(DagScope.BLOCK)))
              .containsExactly(root, sub, file);
          assertThat(car.selected(path(root), scope(DagScope.ENTITY))).containsExactly(root);
          return 4;
        });
  }

  @Test
  void givesTheShardsOnTheWayAndOfALeafNoMore() throws IOException {
    with(
        "single-layer-hamt-with-multi-block-files.car",
        car -> {
          Cid root = car.root("");
          Cid file = car.at(root, "685.txt");
          assertThat(car.selected(path(root, "685.txt"), Selection.ALL))
              .isEqualTo(list(root, shardsTo(car, root, "685.txt"), file, car.below(file)));
          assertThat(car.selected(path(root, "1.txt"), scope(DagScope.BLOCK)))
              .isEqualTo(list(root, shardsTo(car, root, "1.txt"), car.at(root, "1.txt")));
          assertThat(car.selected(path(root), scope(DagScope.ENTITY)))
              .isEqualTo(list(root, shards(car, root)));
          assertThat(car.selected(path(root), bytes("0:*")))
              .isEqualTo(list(root, shards(car, root)));
          return 4;
        });
  }

  /// All shards below one, depth first.
  private static List<Cid> shards(CarBlocks car, Cid shard) {
    List<Cid> all = new ArrayList<>();
    for (PbLink link : PbNode.decode(car.get(shard).bytes()).links()) {
      if (link.name().length() == 2) {
        all.add(link.cid());
        all.addAll(shards(car, link.cid()));
      }
    }
    return all;
  }

  private static List<Cid> shardsTo(CarBlocks car, Cid root, String name) {
    for (PbLink link : PbNode.decode(car.get(root).bytes()).links()) {
      if (link.name().substring(2).equals(name)) {
        return List.of();
      }
    }
    for (Cid shard : shards(car, root)) {
      boolean holds =
          PbNode.decode(car.get(shard).bytes()).links().stream()
              .anyMatch(link -> link.name().substring(2).equals(name));
      if (holds) {
        return List.of(shard);
      }
    }
    throw new AssertionError("no shard has " + name);
  }

  @Test
  void goesThroughDagCborAndNoFurtherThanAnEntity() throws IOException {
    with(
        "dir-with-dag-cbor-with-links.car",
        car -> {
          Cid root = car.root("document");
          Cid document = car.at(root, "document");
          Cid file = car.at(document, "files", "single");
          assertThat(car.selected(path(document, "files", "single"), Selection.ALL))
              .containsExactly(document, file);
          assertThat(car.selected(path(root, "document"), scope(DagScope.ENTITY)))
              .containsExactly(root, document);
          return 2;
        });
  }

  @Test
  void givesOfAFileTheBlocksOfTheRange() throws IOException {
    with(
        "subdir-with-mixed-block-files.car",
        car -> {
          Cid root = car.root("subdir");
          Cid sub = car.at(root, "subdir");
          Cid file = car.at(root, "subdir", "multiblock.txt");
          List<Cid> parts = car.below(file);
          ContentPath long_ = path(root, "subdir", "multiblock.txt");
          assertThat(parts).hasSize(5);
          assertThat(car.selected(path(root, "subdir", "ascii.txt"), scope(DagScope.ENTITY)))
              .containsExactly(root, sub, car.at(root, "subdir", "ascii.txt"));
          assertThat(car.selected(long_, scope(DagScope.ENTITY)))
              .isEqualTo(list(root, sub, file, parts));
          assertThat(car.selected(long_, Selection.ALL)).isEqualTo(list(root, sub, file, parts));
          assertThat(car.selected(path(root, "subdir"), Selection.ALL))
              .isEqualTo(List.copyOf(new LinkedHashSet<>(list(root, sub, car.below(sub)))));
          assertThat(car.selected(long_, bytes("0:*"))).isEqualTo(list(root, sub, file, parts));
          return 5 + ranges(car, file, parts);
        });
  }

  private static int ranges(CarBlocks car, Cid file, List<Cid> parts) throws IOException {
    record Case(String range, int from, int to) {}
    List<Case> cases =
        List.of(
            new Case("512:*", 2, 5),
            new Case("512:1023", 2, 4),
            new Case("512:-256", 2, 4),
            new Case("-5:*", 3, 5),
            new Case("-9999:*", 0, 5),
            new Case("-9999:-3", 0, 4),
            new Case("0:0", 0, 1));
    for (Case one : cases) {
      assertThat(car.selected(path(file), bytes(one.range())))
          .as(one.range())
          .isEqualTo(list(file, parts.subList(one.from(), one.to())));
    }
    return cases.size();
  }

  @Test
  void needsNoBlockOutsideTheRange() throws IOException {
    with(
        "file-3k-and-3-blocks-missing-block.car",
        car -> {
          Cid root =
              car.blocks.keySet().stream()
                  .filter(c -> !Links.of(car.get(c)).isEmpty())
                  .findFirst()
                  .get();
          assertThat(car.selected(path(root), bytes("0:1000")))
              .containsExactly(root, Cid.parse("QmPKt7ptM2ZYSGPUc8PmPT2VBkLDK3iqpG9TBJY7PCE9rF"));
          assertThat(car.selected(path(root), bytes("2200:*")))
              .containsExactly(root, Cid.parse("QmWXY482zQdwecnfBsj78poUUuPXvyw2JAFAEMw4tzTavV"));
          return 2;
        });
  }

  @Test
  void givesABlockAgainOnlyWhereThatIsWanted() throws IOException {
    with(
        "dir-with-duplicate-files.car",
        car -> {
          Cid root = car.root("ascii-copy.txt");
          List<Cid> all = list(root, car.below(root));
          assertThat(all).hasSizeGreaterThan(Set.copyOf(all).size());
          assertThat(car.selected(path(root), new Selection(DagScope.ALL, Optional.empty(), true)))
              .isEqualTo(all);
          assertThat(car.selected(path(root), Selection.ALL))
              .isEqualTo(List.copyOf(new LinkedHashSet<>(all)));
          return 2;
        });
  }

  @Test
  void givesNoBlockThatItsCidHolds() throws IOException {
    Cid cid = Cid.parse("bafkqaf3imvwgy3zaneqgc3janfxgy2lomvscay3jmqfa");
    assertThat(
            new CarBlocks()
                .selected(path(cid), new Selection(DagScope.ALL, Optional.empty(), true)))
        .isEmpty();
    assertThat(new CarBlocks().selected(path(Cid.parse("bafkqaaa")), Selection.ALL)).isEmpty();
  }
}
