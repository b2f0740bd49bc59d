package network.cairn.store.repo;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.store.pack.PackBlockstore;
import network.cairn.store.repo.Repository.VerifyEvent;
import network.cairn.store.repo.Repository.VerifyReport;

/// One pass over all blocks in packs.
final class Verification {
  private static final int REPORT_EVERY = 1000;

  private final PackBlockstore store;
  private final boolean drop;
  private final Consumer<VerifyEvent> progress;
  private final long total;
  private long checked;
  private long damaged;

  Verification(PackBlockstore store, boolean drop, Consumer<VerifyEvent> progress) {
    this.store = store;
    this.drop = drop;
    this.progress = progress;
    this.total = store.stats().blocks();
  }

  VerifyReport run() {
    try (Stream<Multihash> blocks = store.packed()) {
      blocks.forEach(this::check);
    }
    progress.accept(new VerifyEvent.Checked(checked, total));
    return new VerifyReport(checked, damaged);
  }

  private void check(Multihash multihash) {
    checked++;
    try {
      store.get(Cid.v1(Multicodec.RAW, multihash));
    } catch (CorruptBlock e) {
      damaged++;
      if (drop) {
        store.delete(List.of(multihash));
      }
      progress.accept(new VerifyEvent.Damaged(multihash, String.valueOf(e.getMessage())));
    }
    if (checked % REPORT_EVERY == 0) {
      progress.accept(new VerifyEvent.Checked(checked, total));
    }
  }
}
