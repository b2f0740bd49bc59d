package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.CorruptBlock;
import org.junit.jupiter.api.Test;

final class ServedBlocksTest {
  private static final Cid CID =
      Cid.parse("bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e");
  private static final Block BLOCK = Block.of(CID, new byte[] {1, 2, 3});

  private static ServedBlocks reading(Stub.Answer answer) {
    return new ServedBlocks(Stub.of(Blockstore.class, Map.of("getToSend", answer)));
  }

  @Test
  void readsOnlyWhatWasChecked() {
    assertThat(reading(_ -> Optional.of(BLOCK)).read(CID)).contains(BLOCK);
    assertThat(reading(_ -> Optional.empty()).read(CID)).isEmpty();
  }

  @Test
  void sendsNoDamagedBlock() {
    ServedBlocks damaged =
        reading(_ -> {
          throw new CorruptBlock(CID, Path.of("pack-1").toString(), 7, "bytes differ");
        });
    assertThat(damaged.read(CID)).isEmpty();
  }

  @Test
  void aBrokenDiskIsNoAnswer() {
    ServedBlocks broken =
        reading(_ -> {
          throw new UncheckedIOException(new IOException("no disk"));
        });
    assertThatThrownBy(() -> broken.read(CID)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void sizesAreTheStores() {
    Blockstore store =
        Stub.of(
            Blockstore.class,
            Map.of(
                "size",
                arguments -> arguments[0].equals(CID) ? OptionalInt.of(3) : OptionalInt.empty()));
    ServedBlocks blocks = new ServedBlocks(store);
    assertThat(blocks.size(CID)).hasValue(3);
    assertThat(blocks.size(Cid.v1(0x71, CID.multihash()))).isEmpty();
  }
}
