package network.cairn.content.trustless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import network.cairn.content.blockservice.BlockNotFound;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.PathNotFound;
import network.cairn.content.unixfs.TreeRoom;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.multicodec.Multicodec;
import org.junit.jupiter.api.Test;

class SelectedBlocksTest {
  private final CarBlocks blocks = new CarBlocks();

  private static Selection bytes(String range) {
    return new Selection(DagScope.ENTITY, Optional.of(EntityBytes.parse(range)), false);
  }

  private static ContentPath path(Cid root, String... names) {
    return ContentPath.of(root, List.of(names));
  }

  private Cid leaf(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return blocks.put(Multicodec.RAW, bytes);
  }

  @Test
  void saysWhatARangeIsWrongIn() {
    for (String text : List.of("", ":", "1", "1:", ":5", "a:b", "1:2:3", "*:5", "1:**", "0x1:2")) {
      assertThatThrownBy(() -> EntityBytes.parse(text))
          .as(text)
          .isInstanceOf(InvalidSelection.class)
          .hasMessageContaining("from:to");
    }
    assertThatThrownBy(() -> EntityBytes.parse("9".repeat(10_000) + ":*"))
        .isInstanceOf(InvalidSelection.class);
    assertThatThrownBy(() -> DagScope.parse("ALL")).isInstanceOf(InvalidSelection.class);
    assertThatThrownBy(() -> new Selection(DagScope.ALL, bytes("0:1").bytes(), false))
        .isInstanceOf(InvalidSelection.class);
  }

  @Test
  void cutsARangeToTheFile() {
    assertThat(EntityBytes.parse("0:*").in(0).isEmpty()).isTrue();
    assertThat(EntityBytes.parse("0:" + Long.MAX_VALUE).in(10)).isEqualTo(new Span(0, 10));
    assertThat(EntityBytes.parse(Long.MIN_VALUE + ":*").in(10)).isEqualTo(new Span(0, 10));
    for (String reversed : List.of("5:2", "-2:-5")) {
      assertThatThrownBy(() -> EntityBytes.parse(reversed))
          .isInstanceOf(InvalidSelection.class)
          .hasMessageContaining("before it begins");
    }
    assertThat(EntityBytes.parse("0:-11").in(10).isEmpty()).isTrue();
    assertThat(EntityBytes.parse("499:-1000").in(2000)).isEqualTo(new Span(499, 1001));
    assertThatThrownBy(() -> EntityBytes.parse("10:*").in(10))
        .isInstanceOf(InvalidSelection.class)
        .hasMessageContaining("the file has 10");
  }

  @Test
  void saysBeforeItGivesAnythingThatTheFileEndsBeforeTheRange() {
    Cid file = leaf(10, 1);
    assertThatThrownBy(
            () -> SelectedBlocks.of(path(file), blocks, bytes("10:20"), TreeRoom.unbounded()))
        .isInstanceOf(InvalidSelection.class);
    Cid missing = Cid.parse("bafkreie5noke3mb7hqxukzcy73nl23k6lxszxi5w3dtmuwz62wnvkpsscm");
    assertThatThrownBy(
            () -> SelectedBlocks.of(path(missing), blocks, Selection.ALL, TreeRoom.unbounded()))
        .isInstanceOf(BlockNotFound.class);
    Cid directory = directory(link("a", file));
    assertThatThrownBy(() ->
            SelectedBlocks.of(path(directory, "b"), blocks, Selection.ALL, TreeRoom.unbounded()))
        .isInstanceOf(PathNotFound.class);
  }

  private Cid directory(PbLink... links) {
    return blocks.put(Multicodec.DAG_PB, PbNode.of(List.of(links), new byte[] {8, 1}).encode());
  }

  @Test
  void anAnswerWithAMissingBlockDoesNotEndWell() throws IOException {
    Cid here = leaf(10, 1);
    Cid gone = leaf(11, 2);
    Cid root = directory(link("a", here), link("b", gone));
    blocks.blocks.remove(gone);
    List<Cid> given = new ArrayList<>();
    SelectedBlocks walk =
        SelectedBlocks.of(path(root), blocks, Selection.ALL, TreeRoom.unbounded());
    assertThat(walk.next(block -> given.add(block.cid()))).isTrue();
    assertThat(walk.next(block -> given.add(block.cid()))).isTrue();
    assertThatThrownBy(() -> walk.next(block -> given.add(block.cid())))
        .isInstanceOf(BlockNotFound.class);
    assertThat(given).containsExactly(root, here);
  }

  private static PbLink link(String name, Cid cid) {
    return PbLink.of(cid, Optional.of(name), OptionalLong.of(1));
  }

  private Cid file(List<Cid> parts, List<Long> sizes) {
    List<PbLink> links = parts.stream().map(cid -> link("", cid)).toList();
    return blocks.put(Multicodec.DAG_PB, PbNode.of(links, UnixFsEncoder.fileOf(sizes)).encode());
  }

  @Test
  void aPartOfAnotherSizeThanItIsLinkedAsEndsTheAnswer() throws IOException {
    Cid root = file(List.of(leaf(10, 1), leaf(10, 2)), List.of(10L, 11L));
    SelectedBlocks walk = SelectedBlocks.of(path(root), blocks, bytes("0:*"), TreeRoom.unbounded());
    assertThat(walk.next(_ -> {})).isTrue();
    assertThat(walk.next(_ -> {})).isTrue();
    assertThatThrownBy(() -> walk.next(_ -> {})).isInstanceOf(InvalidUnixFs.class);
  }

  @Test
  void goesOnceThroughAFileThatRepeatsItself() throws IOException {
    Cid below = leaf(1, 1);
    List<Cid> nodes = new ArrayList<>(List.of(below));
    long size = 1;
    for (int level = 0; level < 50; level++) {
      below = file(List.of(below, below), List.of(size, size));
      nodes.add(below);
      size *= 2;
    }
    List<Cid> all = nodes.reversed();
    assertThat(blocks.selected(path(below), bytes("0:*"))).isEqualTo(all);
    assertThat(blocks.selected(path(below), bytes("1:-2"))).isEqualTo(all);
    assertThat(blocks.selected(path(below), Selection.ALL)).isEqualTo(all);
    SelectedBlocks again =
        SelectedBlocks.of(
            path(below),
            blocks,
            new Selection(DagScope.ALL, Optional.empty(), true),
            TreeRoom.unbounded());
    for (int i = 0; i < 1_000; i++) {
      assertThat(again.next(_ -> {})).isTrue();
    }
  }

  @Test
  void refusesAFileThatIsNestedTooDeep() throws IOException {
    Cid below = leaf(1, 1);
    for (int level = 0; level < 70; level++) {
      below = file(List.of(below), List.of(1L));
    }
    Cid deepest = below;
    assertThatThrownBy(() -> blocks.selected(path(deepest), bytes("0:*")))
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining("nested");
  }

  @Test
  void takesWhatIsNoFileForOneBlock() throws IOException {
    Cid broken = blocks.put(Multicodec.DAG_PB, PbNode.of(List.of(), new byte[] {9, 9}).encode());
    assertThat(blocks.selected(path(broken), bytes("5:*"))).containsExactly(broken);
    Cid directory = directory(link("a", leaf(10, 1)));
    assertThat(blocks.selected(path(directory), bytes("5:*"))).containsExactly(directory);
  }
}
