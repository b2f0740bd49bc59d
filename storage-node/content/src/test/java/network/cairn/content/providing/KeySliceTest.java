package network.cairn.content.providing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.kad.KeyRegion;
import org.junit.jupiter.api.Test;

final class KeySliceTest {
  private static List<Multihash> keys(int count, SplittableRandom random) {
    List<Multihash> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[8];
      random.nextBytes(content);
      keys.add(Multihash.sha256(content));
    }
    return keys;
  }

  /// Whatever fits the memory, all regions together have each key once.
  @Test
  void slicesHaveEachKeyOnce() {
    for (int seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Multihash> keys = keys(random.nextInt(400), random);
      int most = 2 + random.nextInt(200);
      int bits = random.nextInt(6);
      Set<String> seen = new TreeSet<>();
      int told = 0;
      for (int i = 0; i < 1 << bits; i++) {
        KeyRegion region = KeyRegion.of(bits, bits == 0 ? 0 : (long) i << Long.SIZE - bits);
        long from = region.start();
        boolean more = true;
        while (more) {
          KeySlice slice = KeySlice.load(keys::forEach, from, most);
          assertThat(slice.covers(from)).isTrue();
          assertThat(slice.seen()).isEqualTo(keys.size());
          List<byte[]> here = slice.of(region, from);
          assertThat(here.size()).as("seed %d", seed).isLessThanOrEqualTo(most);
          assertThat(here).allMatch(key -> region.contains(KeyRegion.place(key)));
          told += here.size();
          here.forEach(key -> seen.add(HexFormat.of().formatHex(key)));
          more = Long.compareUnsigned(slice.last(), region.last()) < 0;
          from = slice.last() + 1;
        }
      }
      assertThat(told).as("seed %d", seed).isEqualTo(keys.size());
      assertThat(seen).hasSize(keys.size());
    }
  }
}
