package network.cairn.store.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import network.cairn.libp2p.kad.KeyRegion;
import network.cairn.store.providers.SweepJournal.Single;
import network.cairn.store.providers.SweepJournal.Swept;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class SweepJournalTest {
  private static final KeyRegion LOW = new KeyRegion(1, 0);
  private static final KeyRegion HIGH = LOW.sibling();

  @TempDir private Path folder;

  private static byte[] key(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  @Test
  void knowsAfterARestartWhatWasAnnounced() throws IOException {
    Swept low = new Swept(LOW, 7, 100, 2_000, 25);
    Swept high = Swept.never(HIGH);
    try (ProviderStore store = ProviderStore.open(folder)) {
      SweepJournal journal = store.journal("lan");
      assertThat(journal.regions()).containsExactly(Swept.never(KeyRegion.ALL));
      journal.swept(LOW, List.of(KeyRegion.ALL), List.of(low, high));
      journal.announced(List.of(key(1)), new Single(9, 20));
      journal.pending(true);
    }
    try (ProviderStore store = ProviderStore.open(folder)) {
      SweepJournal journal = store.journal("lan");
      assertThat(journal.regions()).containsExactly(low, high);
      assertThat(journal.announced(key(1))).contains(new Single(9, 20));
      assertThat(journal.announced(key(2))).isEmpty();
      assertThat(journal.isPending()).isTrue();
      journal.pending(false);
      assertThat(journal.isPending()).isFalse();
      assertThat(store.journal("wan").announced(key(1))).isEmpty();
    }
  }

  @Test
  void beginsAnewWhereRegionsDoNotCoverTheKeySpace() throws IOException {
    try (ProviderStore store = ProviderStore.open(folder)) {
      SweepJournal journal = store.journal("lan");
      journal.swept(LOW, List.of(), List.of(new Swept(LOW, 7, 1, 1, 1)));
      assertThat(journal.regions()).containsExactly(Swept.never(KeyRegion.ALL));
      journal.swept(LOW, List.of(), List.of(Swept.never(KeyRegion.ALL), Swept.never(HIGH)));
      assertThat(journal.regions()).containsExactly(Swept.never(KeyRegion.ALL));
    }
  }

  @Test
  void forgetsSingleKeysOfARegionThatIsAnnouncedAndThoseOverTheBound() throws IOException {
    try (ProviderStore store = ProviderStore.open(folder)) {
      SweepJournal journal = store.journal("lan");
      List<byte[]> keys = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        keys.add(key(i));
      }
      journal.announced(keys, new Single(9, 20));
      journal.swept(LOW, List.of(), List.of(new Swept(LOW, 10, 1, 1, 1)));
      for (byte[] key : keys) {
        assertThat(journal.announced(key).isEmpty()).isEqualTo(LOW.contains(KeyRegion.place(key)));
      }
      for (int batch = 0; batch < 15; batch++) {
        List<byte[]> more = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
          more.add(key(10_000 + 5_000 * batch + i));
        }
        journal.announced(more, new Single(11, 20));
      }
      int kept = 0;
      for (int i = 0; i < 90_000; i++) {
        kept += journal.announced(key(i)).isPresent() ? 1 : 0;
      }
      assertThat(kept).isEqualTo(SweepJournal.MOST_SINGLE);
    }
  }

  /// A closed file takes nothing, as one on a disk that fails.
  @Test
  void losesWhatTheDiskDoesNotTakeAndNothingElse() throws IOException {
    ProviderStore store = ProviderStore.open(folder);
    SweepJournal closed = store.journal("lan");
    closed.pending(true);
    store.close();
    for (SweepJournal journal : List.of(closed, SweepJournal.none())) {
      journal.swept(LOW, List.of(KeyRegion.ALL), List.of(Swept.never(LOW), Swept.never(HIGH)));
      journal.divided(List.of(LOW), List.of());
      journal.announced(List.of(key(1)), new Single(9, 20));
      journal.pending(true);
      assertThat(journal.regions()).containsExactly(Swept.never(KeyRegion.ALL));
      assertThat(journal.announced(key(1))).isEmpty();
      assertThat(journal.isPending()).isFalse();
    }
    try (ProviderStore again = ProviderStore.open(folder)) {
      assertThat(again.journal("lan").isPending()).isTrue();
    }
  }
}
