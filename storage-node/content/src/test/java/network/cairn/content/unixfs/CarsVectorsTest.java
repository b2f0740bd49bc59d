package network.cairn.content.unixfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.ipld.car.CarReader;
import network.cairn.ipld.car.Section;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.store.hash.HashPool;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

/// Real DAGs that others made: listed, looked up by name, read, and imported again.
class CarsVectorsTest {
  /// Whole DAGs made with the usual 256 KiB chunks; the others hold only a part of their DAG, or
  /// files in deliberately different chunks.
  private static final Set<String> WHOLE_AND_USUAL =
      Set.of(
          "cars/QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o.car",
          "cars/QmT8EC9sJq63SkDZ1mWLbWWyVV66PuqyHWpKkH4pcVyY4H.car",
          "cars/helia/QmbQDovX7wRe9ek7u6QXe9zgCXkTzoUSsTFJEkrYV1HrVR-xkcd-Barrel-part-1.car",
          "cars/helia/QmeiDMLtPUS3RT2xAcUwsNyZz169wPke2q7im9vZpVLSYw-fake-blog.libp2p.io.car",
          "cars/kubo/TestGatewayHAMTDirectory.car");

  private final Vectors vectors = Vectors.topic("unixfs");

  @Test
  void readsRealDagsAndImportsThemAgainToTheSameCid() throws IOException {
    int same = 0;
    try (HashPool pool = new HashPool(2)) {
      for (String file : vectors.files("cars")) {
        Dag dag = new Dag(vectors.bytes(file));
        SourceEntry tree = dag.tree("", dag.root);
        vectors.ran(file + " (entries read)", dag.read);
        boolean again = dag.absent == 0 && importsAgain(dag.root, tree, pool);
        assertThat(again || !WHOLE_AND_USUAL.contains(file)).as(file).isTrue();
        same += again ? 1 : 0;
      }
    }
    vectors.ran("cars (imported again to the same CID)", same);
  }

  private static boolean importsAgain(Cid root, SourceEntry tree, HashPool pool)
      throws IOException {
    for (boolean rawLeaves : new boolean[] {true, false}) {
      ImportOptions options =
          ImportOptions.of(ImportProfile.LEGACY_CID_V0)
              .withCidVersion(root.version())
              .withRawLeaves(rawLeaves);
      Importer importer = new Importer(BlockSink.discarding(), pool, options);
      if (importer.tree(tree, ImportListener.none()).cid().equals(root)) {
        return true;
      }
    }
    return false;
  }

  /// One CAR's blocks; counts what of the DAG was read and what the CAR lacks.
  private static final class Dag {
    final Cid root;
    int read;
    int absent;
    private final MapBlocks blocks = new MapBlocks();
    private final UnixFs unixfs = new UnixFs(blocks);

    Dag(byte[] bytes) throws IOException {
      CarReader car = new CarReader(new ByteArrayInputStream(bytes));
      for (Optional<Section> next = car.next(); next.isPresent(); next = car.next()) {
        blocks.put(next.get().block());
      }
      root = car.roots().getFirst();
    }

    private boolean holds(Cid cid) {
      return blocks.blocks.containsKey(cid)
          && (cid.codec() == Multicodec.DAG_PB || cid.codec() == Multicodec.RAW);
    }

    SourceEntry tree(String name, Cid cid) throws IOException {
      Stat stat = unixfs.stat(cid);
      read++;
      return switch (stat.type()) {
        case SYMLINK -> new SourceEntry.Symlink(name, stat.target());
        case FILE -> file(name, stat);
        case DIRECTORY, SHARDED_DIRECTORY -> directory(name, cid);
      };
    }

    private SourceEntry file(String name, Stat stat) throws IOException {
      try (InputStream in = unixfs.open(stat.cid())) {
        assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(stat.size());
      }
      return new SourceEntry.File(
          name, () -> unixfs.open(stat.cid()), OptionalLong.of(stat.size()));
    }

    private SourceEntry directory(String name, Cid cid) throws IOException {
      List<SourceEntry> entries = new ArrayList<>();
      for (DirectoryEntry entry : unixfs.list(cid).toList()) {
        assertThat(unixfs.entry(cid, entry.name())).contains(entry);
        if (holds(entry.cid())) {
          entries.add(tree(entry.name(), entry.cid()));
        } else {
          absent++;
        }
      }
      return new SourceEntry.Directory(name, () -> entries);
    }
  }
}
