package network.cairn.content.unixfs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.unixfs.DirectoryEntry;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookAheadTest {
  private final List<Cid> announced = new ArrayList<>();
  private final List<Integer> calls = new ArrayList<>();

  private final UnixFs unixfs =
      new UnixFs(
          new BlockSource() {
            @Override
            public Block get(Cid cid) {
              throw new AssertionError("nothing is read");
            }

            @Override
            public void prefetch(Collection<Cid> cids) {
              announced.addAll(cids);
              calls.add(cids.size());
            }
          });

  private static List<DirectoryEntry> entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> {
          byte[] digest = {(byte) i, (byte) (i >> 8)};
          Cid cid = Cid.v1(Multicodec.RAW, Multihash.sha256(digest));
          return DirectoryEntry.of(new PbLink(cid, "e" + i, 1));
        })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 1024, 5000})
  void announcesEachEntryOnceBeforeItsTurnAndGivesAllInOrder(int count) {
    List<DirectoryEntry> entries = entries(count);
    Iterator<DirectoryEntry> ahead = new LookAhead(entries.iterator(), unixfs);
    List<DirectoryEntry> given = new ArrayList<>();
    while (ahead.hasNext()) {
      given.add(ahead.next());
      assertThat(announced.size() - given.size()).isBetween(0, 1024);
    }
    assertThat(given).isEqualTo(entries);
    assertThat(announced).isEqualTo(entries.stream().map(DirectoryEntry::cid).toList());
    assertThat(calls).allMatch(cids -> cids > 0 && cids <= 256);
  }

  @Test
  void readsNoMoreOfADirectoryThanItAnnounces() {
    Iterator<DirectoryEntry> entries = entries(5000).iterator();
    Iterator<DirectoryEntry> ahead = new LookAhead(entries, unixfs);
    for (int i = 0; i < 10; i++) {
      ahead.next();
    }
    assertThat(entries.next().name()).isEqualTo("e" + announced.size());
  }

  @Test
  void endsWhereItsEntriesEnd() {
    Iterator<DirectoryEntry> ahead = new LookAhead(entries(1).iterator(), unixfs);
    ahead.next();
    assertThat(ahead.hasNext()).isFalse();
    assertThatThrownBy(ahead::next).isInstanceOf(NoSuchElementException.class);
  }
}
