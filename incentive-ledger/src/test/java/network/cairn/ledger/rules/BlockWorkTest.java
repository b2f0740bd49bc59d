package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.ledger.state.StateView;
import org.junit.jupiter.api.Test;

/// What a block reads of its state, counted: as much with a hundred thousand agreements as with a
/// thousand.
class BlockWorkTest {
  private static final int BLOCKS = 60;
  private static final long FAR = 1L << 40;

  /// Counts what is read: values, and entries that a scan shows.
  private static final class Counted implements StateView {
    private final StateView below;
    private long reads;

    Counted(StateView below) {
      this.below = below;
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      reads++;
      return below.get(key);
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      below.scan(
          fromInclusive,
          toExclusive,
          (key, value) -> {
            reads++;
            return visitor.visit(key, value);
          });
    }
  }

  /// Puts agreements, sets and tickets into a state of which nothing is due: a block that looks at
  /// one of them for itself finds bytes that do not decode.
  private static void fill(MemoryState state, int agreements) {
    byte[] never = {(byte) 0xff};
    SortedMap<byte[], Optional<byte[]>> more = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < agreements; i++) {
      more.put(StateKeys.agreement(FAR + i), Optional.of(never));
      more.put(StateKeys.set(FAR + i), Optional.of(never));
      more.put(StateKeys.ticket(FAR + i), Optional.of(never));
      more.put(StateKeys.unbonding(FAR + i), Optional.of(never));
      more.put(StateKeys.calendar(FAR + i / 64, 1 + i % 6, FAR + i), Optional.of(new byte[] {1}));
    }
    state.apply(more);
  }

  /// What each of many blocks reads, the first of which does everything that there is.
  private static List<Long> reads(int agreements) {
    Stage stage = new Stage();
    Map<String, ByteString> everything = stage.everything();
    fill(stage.chain.state, agreements);
    List<Long> reads = new ArrayList<>();
    List<ByteString> txs = List.copyOf(everything.values());
    for (int i = 0; i < BLOCKS; i++) {
      Counted counted = new Counted(stage.chain.state);
      stage.chain.dryRun(counted, txs);
      reads.add(counted.reads);
      stage.chain.block("v0", 250, txs);
      txs = List.of();
    }
    return reads;
  }

  @Test
  void whatABlockReadsDoesNotGrowWithTheAgreements() {
    List<Long> few = reads(1_000);
    assertThat(reads(100_000)).isEqualTo(few);
    assertThat(few.getFirst()).isBetween(20L, 1_000L);
  }
}
