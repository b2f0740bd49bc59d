package network.cairn.ledger.engine.embedded;

import java.util.Optional;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.ledgerapi.StoredBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The blocks that this process makes, over their log. [#append], [#show] and [#close] are for the
/// one thread that makes them; the rest is thread-safe.
final class OwnBlocks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnBlocks.class);

  private final Genesis genesis;
  private final BlockLog log;
  private final LightBlocks lights;
  private Optional<StoredBlock> last;

  /// @param height of the newest block of the state
  OwnBlocks(Genesis genesis, BlockLog log, long height) {
    this.genesis = genesis;
    this.log = log;
    this.lights = new LightBlocks(genesis, LightBlocks.KEPT, this::at);
    this.last = at(height);
    last.ifPresent(lights::add);
  }

  /// A block of the log, empty if it is not there.
  Optional<StoredBlock> at(long height) {
    return StoredBlocks.read(log, height);
  }

  /// A block of the log without its transactions.
  Optional<LightBlocks.Light> light(long height) {
    return lights.at(height);
  }

  /// The commit of the newest block.
  Commit lastCommit() {
    return last.map(StoredBlock::getCommit).orElse(Commit.getDefaultInstance());
  }

  /// Makes the next block durable.
  void append(StoredBlock next) {
    StoredBlocks.append(log, last, next);
  }

  /// What was appended is committed: from now on it is the newest.
  void show(StoredBlock committed) {
    lights.add(committed);
    last = Optional.of(committed);
  }

  /// Lets go of the blocks that nobody needs, and of the transactions of those that only have to be
  /// shown (docs/protocol.md §15).
  void forget(Keeping keeping, long height, long oldestSnapshot) {
    try {
      log.forget(
          keeping.firstKept(height, oldestSnapshot, StoredBlocks.evidenceAge(genesis.params())));
      StoredBlocks.shorten(log, keeping.firstWhole(oldestSnapshot));
    } catch (StoreFailure | DamagedLedger e) {
      LOG.warn("old blocks stay: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
