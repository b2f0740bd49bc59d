package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.ledger.state.Jmt;
import org.junit.jupiter.api.Test;

/// One fixed history gives the same app hashes for ever: a change of them is a change of protocol.
class GoldenHistoryTest {
  private static final int END = 500;

  @Test
  void theHistoryGivesItsAppHashes() {
    List<String> hashes = hashes();
    assertThat(hashes).isEqualTo(hashes());
    assertThat(List.of(hashes.get(0), hashes.get(1), hashes.get(20), hashes.get(END - 13)))
        .containsExactly(
            "55f778e89a25c0f17d2d4aef68fa92c772cbfe755bfb9184b1d9022b5c120db3",
            "0041ee0533516583e5ca3b6c2a3239e8890e49eee08a0286d13af3bd69dca561",
            "cb3d872ba195606552305a68933336e66287e83bbcef0b88c5a78f3f705c15b5",
            "078a000e24ba1287959bf880342d06ab979cba42dc9779136bc83281de359172");
  }

  /// The root after height 12, after the block that does everything, and after each empty block.
  private static List<String> hashes() {
    Stage stage = new Stage();
    Tree tree = new Tree();
    SortedMap<byte[], Optional<byte[]>> all = new TreeMap<>(Arrays::compareUnsigned);
    stage.chain.state.entries().forEach((key, value) -> all.put(key, Optional.of(value)));
    List<String> hashes = new ArrayList<>();
    hashes.add(tree.update(all));
    List<ByteString> txs = List.copyOf(stage.everything().values());
    hashes.add(tree.update(stage.chain.block("v0", 250, txs).writes()));
    while (stage.chain.height < END) {
      hashes.add(tree.update(stage.chain.emptyBlock().writes()));
    }
    return hashes;
  }

  /// The authenticated map over the states of a history.
  private static final class Tree implements Jmt.Nodes {
    private final Map<byte[], byte[]> nodes = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public Optional<byte[]> node(byte[] nodeKey) {
      return Optional.ofNullable(nodes.get(nodeKey));
    }

    String update(SortedMap<byte[], Optional<byte[]>> writes) {
      Jmt.Update update = Jmt.update(this, writes);
      update
          .nodes()
          .forEach((key, node) ->
              node.ifPresentOrElse(bytes -> nodes.put(key, bytes), () -> nodes.remove(key)));
      return HexFormat.of().formatHex(update.root());
    }
  }
}
