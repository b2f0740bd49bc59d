package network.cairn.ledger.engine.embedded;

import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongFunction;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.StoredBlock;

/// Headers, commits and validators of blocks without their transactions: the newest in memory,
/// because every proof needs one of them; older ones from the log, few at once, so that readers of
/// the past take neither memory nor processor from the making of blocks. Thread-safe.
final class LightBlocks {
  static final int KEPT = 256;
  private static final int OLD_AT_ONCE = 4;

  /// A block without its transactions.
  record Light(SignedHeader signed, Validators validators, LightBlock whole) {}

  private final Genesis genesis;
  private final int kept;
  private final LongFunction<Optional<StoredBlock>> log;
  private final ConcurrentSkipListMap<Long, Light> newest = new ConcurrentSkipListMap<>();
  private final Semaphore old = new Semaphore(OLD_AT_ONCE, true);

  /// @param kept blocks in memory
  /// @param log reads a block of which it has all up to the newest one added
  LightBlocks(Genesis genesis, int kept, LongFunction<Optional<StoredBlock>> log) {
    this.genesis = genesis;
    this.kept = kept;
    this.log = log;
  }

  /// The newest block.
  void add(StoredBlock block) {
    newest.put(block.getBlock().getHeader().getHeight(), light(block));
    if (newest.size() > kept) {
      newest.pollFirstEntry();
    }
  }

  /// @param height of a block that is there
  Optional<Light> at(long height) {
    Light known = newest.get(height);
    if (known != null) {
      return Optional.of(known);
    }
    old.acquireUninterruptibly();
    try {
      return log.apply(height).map(this::light);
    } finally {
      old.release();
    }
  }

  private Light light(StoredBlock block) {
    SignedHeader signed = StoredBlocks.signedHeader(block);
    Validators validators = ValidatorSets.of(block, genesis);
    return new Light(
        signed,
        validators,
        LightBlock.newBuilder()
            .setSignedHeader(signed)
            .setValidatorSet(validators.toWire())
            .build());
  }
}
