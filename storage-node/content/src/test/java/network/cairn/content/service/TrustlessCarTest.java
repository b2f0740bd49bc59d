package network.cairn.content.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import network.cairn.base.memory.ByteBudget;
import network.cairn.content.blockservice.BlockNotFound;
import network.cairn.content.trustless.Selection;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.ipld.car.CarReader;
import network.cairn.ipld.car.Section;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.hash.Hashes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustlessCarTest {
  @TempDir private Path home;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static List<Block> blocks(byte[] car, List<Cid> roots) throws IOException {
    CarReader reader = new CarReader(new ByteArrayInputStream(car));
    assertThat(reader.roots()).isEqualTo(roots);
    List<Block> blocks = new ArrayList<>();
    for (Optional<Section> next = reader.next(); next.isPresent(); next = reader.next()) {
      Block block = next.get().block();
      blocks.add(Block.verified(block.cid(), block.bytes(), new Hashes()));
    }
    return blocks;
  }

  @Test
  void writesACarWhoseBlocksAreWhatTheirCidsSayWithAndWithoutRoomForThem() throws IOException {
    try (OfflineContent content = new OfflineContent(home, new ByteBudget(10_000))) {
      Cid leaf = content.put(Multicodec.RAW, random(100_000));
      Cid small = content.put(Multicodec.RAW, random(10));
      Cid root =
          content.directory(
              PbLink.of(leaf, Optional.of("a"), OptionalLong.of(1)),
              PbLink.of(small, Optional.of("b"), OptionalLong.of(1)));
      try (TrustlessCar car =
          content.reader().trustlessCar(ContentPath.of(root, List.of()), Selection.ALL)) {
        byte[] written = OfflineContent.written(car::write);
        assertThat(blocks(written, List.of(root)))
            .extracting(Block::cid)
            .containsExactly(root, leaf, small);
      }
    }
  }

  @Test
  void failsWhereABlockIsMissingInsteadOfEnding() throws IOException {
    try (OfflineContent content = new OfflineContent(home)) {
      Cid gone = Cid.v1(Multicodec.RAW, Multihash.sha256(random(20)));
      Cid root = content.directory(PbLink.of(gone, Optional.of("a"), OptionalLong.of(1)));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (TrustlessCar car =
          content.reader().trustlessCar(ContentPath.of(root, List.of()), Selection.ALL)) {
        assertThatThrownBy(() -> car.write(_ -> out)).isInstanceOf(BlockNotFound.class);
      }
      assertThat(out.size()).isPositive();
      assertThatThrownBy(() ->
              content.reader().trustlessCar(ContentPath.of(root, List.of("a")), Selection.ALL))
          .isInstanceOf(BlockNotFound.class);
    }
  }
}
