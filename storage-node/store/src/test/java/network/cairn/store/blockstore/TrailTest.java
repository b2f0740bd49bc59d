package network.cairn.store.blockstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.store.pack.TestDag;
import org.junit.jupiter.api.Test;

final class TrailTest {
  private final Random random = new Random(3);
  private final Map<Cid, List<Cid>> nodes = new HashMap<>();
  private int reads;

  private Cid leaf() {
    return TestDag.leaf(random, 8).cid();
  }

  private Cid node(List<Cid> links) {
    Cid cid = leaf();
    nodes.put(cid, links);
    return cid;
  }

  private List<Cid> again(Cid node) {
    reads++;
    return Objects.requireNonNull(nodes.get(node));
  }

  /// What a walk without bounds sees.
  private void expect(Cid root, List<Cid> seen) {
    for (Cid link : nodes.getOrDefault(root, List.of())) {
      seen.add(link);
      expect(link, seen);
    }
  }

  private List<Cid> walk(Cid root, int most) {
    Trail trail = new Trail(most);
    List<Cid> seen = new ArrayList<>();
    trail.enter(root, Objects.requireNonNull(nodes.get(root)));
    for (Optional<Cid> next = trail.next(this::again);
        next.isPresent();
        next = trail.next(this::again)) {
      seen.add(next.get());
      List<Cid> links = nodes.getOrDefault(next.get(), List.of());
      trail.enter(next.get(), links);
      assertThat(trail.held()).isLessThanOrEqualTo(Math.max(most, 10));
    }
    assertThat(trail.held()).isZero();
    return seen;
  }

  @Test
  void goesTheSameWayWhateverItHolds() {
    for (int run = 0; run < 50; run++) {
      List<Cid> made = new ArrayList<>(List.of(leaf()));
      for (int i = 0; i < 12; i++) {
        List<Cid> links = new ArrayList<>();
        for (int j = 1 + random.nextInt(4); j > 0; j--) {
          links.add(made.get(Math.max(0, made.size() - 1 - random.nextInt(5))));
        }
        made.add(node(links));
      }
      List<Cid> expected = new ArrayList<>();
      expect(made.getLast(), expected);
      for (int most : new int[] {1, 3, 10, 1_000_000}) {
        assertThat(walk(made.getLast(), most)).isEqualTo(expected);
      }
    }
  }

  @Test
  void readsAgainOnlyWhatItCouldNotHold() {
    Cid deepest = leaf();
    for (int i = 0; i < 100; i++) {
      deepest = node(List.of(deepest, leaf(), leaf()));
    }
    assertThat(walk(deepest, 1000)).hasSize(300);
    assertThat(reads).isZero();
    assertThat(walk(deepest, 30)).hasSize(300);
    assertThat(reads).isBetween(80, 100);
  }

  @Test
  void aChainHasNoTrail() {
    Cid deepest = leaf();
    for (int i = 0; i < 1000; i++) {
      deepest = node(List.of(deepest));
    }
    assertThat(walk(deepest, 1)).hasSize(1000);
    assertThat(reads).isZero();
  }
}
