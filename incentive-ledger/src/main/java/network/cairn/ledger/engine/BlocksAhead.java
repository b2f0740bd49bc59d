package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Canonical;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.Header;
import network.cairn.proto.ledger.BeaconTx;
import network.cairn.proto.ledgerapi.StoredBlock;

/// Blocks of a log in order, with signatures and beacons' proofs of those ahead being checked on
/// other processors, because they need no state. What was not foreseen is checked when it is asked
/// for, so that nothing depends on what is checked ahead but the time it takes. For one thread.
final class BlocksAhead implements AutoCloseable {
  private static final int BLOCKS = 256;
  private static final long BYTES = 16L << 20;

  private final Genesis genesis;
  private final StoredBlocks.InOrder blocks;
  private final long last;
  private final ExecutorService workers;
  private final Deque<Prepared> ready = new ArrayDeque<>();
  private long next;
  private long bytes;

  /// R of the height before `next`; empty where it is not known, because a beacon is no beacon.
  private Optional<byte[]> beacon;

  private Map<Check, CompletableFuture<Optional<byte[]>>> current = Map.of();

  /// What is asked of a key; `alpha` and proof of a beacon, or message and signature.
  private record Check(boolean isBeacon, ByteString key, ByteString message, ByteString proof) {
    static Check of(boolean isBeacon, byte[] key, byte[] message, byte[] proof) {
      return new Check(
          isBeacon,
          ByteString.copyFrom(key),
          ByteString.copyFrom(message),
          ByteString.copyFrom(proof));
    }

    Optional<byte[]> answer() {
      byte[] k = key.toByteArray();
      byte[] m = message.toByteArray();
      byte[] p = proof.toByteArray();
      if (isBeacon) {
        return Crypto.strict().beacon(k, m, p);
      }
      return Crypto.strict().verify(k, m, p) ? Optional.of(new byte[0]) : Optional.empty();
    }
  }

  /// @param block throws where the log has none
  private record Prepared(
      Supplier<StoredBlock> block,
      long size,
      Map<Check, CompletableFuture<Optional<byte[]>>> checks) {}

  /// @param after the height before the first
  /// @param beacon R of that height
  BlocksAhead(Genesis genesis, BlockLog log, long after, byte[] beacon) {
    this.genesis = genesis;
    this.blocks = new StoredBlocks.InOrder(log);
    this.last = log.lastHeight();
    this.next = after + 1;
    this.beacon = Optional.of(beacon);
    int processors = Runtime.getRuntime().availableProcessors();
    this.workers = Executors.newFixedThreadPool(Math.max(1, processors - 1));
  }

  /// The next block of the log, which must have one.
  ///
  /// @throws DamagedLedger if it is none
  /// @throws StoreFailure if it is damaged
  StoredBlock take() {
    while (next <= last && ready.size() < BLOCKS && (ready.isEmpty() || bytes < BYTES)) {
      Prepared prepared = prepare(next++);
      bytes += prepared.size();
      ready.add(prepared);
    }
    Prepared taken = ready.remove();
    bytes -= taken.size();
    current = taken.checks();
    return taken.block().get();
  }

  /// Checks what the block that was taken last asks for.
  Crypto crypto() {
    return new Crypto() {
      @Override
      public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
        return answer(Check.of(false, pubkey, message, signature)).isPresent();
      }

      @Override
      public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
        return answer(Check.of(true, pubkey, alpha, pi));
      }
    };
  }

  private Optional<byte[]> answer(Check check) {
    CompletableFuture<Optional<byte[]>> known = current.get(check);
    if (known == null) {
      return check.answer();
    }
    try {
      return known.join();
    } catch (CompletionException e) {
      return check.answer(); // It fails here again, for who asks.
    }
  }

  /// A fault is kept for who takes this block: one before it may have another.
  private Prepared prepare(long height) {
    StoredBlock block;
    try {
      block =
          blocks
              .read(height)
              .filter(found -> !StoredBlocks.isShortened(found))
              .orElseThrow(() -> new DamagedLedger("block " + height + " is not in the log"));
    } catch (DamagedLedger | StoreFailure e) {
      beacon = Optional.empty();
      return new Prepared(
          () -> {
            throw e;
          },
          0,
          Map.of());
    }
    Map<Check, CompletableFuture<Optional<byte[]>>> checks = new HashMap<>();
    commit(block, checks);
    List<ByteString> txs = block.getBlock().getData().getTxsList();
    beacon = txs.isEmpty() ? Optional.empty() : beacon(block, txs.getFirst(), checks);
    for (int i = 1; i < txs.size(); i++) {
      transaction(txs.get(i), checks);
    }
    return new Prepared(() -> block, block.getSerializedSize(), checks);
  }

  private void begin(Check check, Map<Check, CompletableFuture<Optional<byte[]>>> checks) {
    CompletableFuture<Optional<byte[]>> _ =
        checks.computeIfAbsent(check, c -> CompletableFuture.supplyAsync(c::answer, workers));
  }

  private void commit(StoredBlock block, Map<Check, CompletableFuture<Optional<byte[]>>> checks) {
    Commit commit = block.getCommit();
    Validators set;
    try {
      set = ValidatorSets.of(block, genesis);
    } catch (DamagedLedger e) {
      return; // Whoever takes the block finds it.
    }
    int signatures = Math.min(commit.getSignaturesCount(), set.members().size());
    for (int i = 0; i < signatures; i++) {
      begin(
          new Check(
              false,
              set.members().get(i).pubkey(),
              ByteString.copyFrom(Votes.signBytes(genesis.chainId(), commit, i)),
              commit.getSignatures(i).getSignature()),
          checks);
    }
  }

  /// @return R of the block's height
  private Optional<byte[]> beacon(
      StoredBlock block, ByteString tx, Map<Check, CompletableFuture<Optional<byte[]>>> checks) {
    Header header = block.getBlock().getHeader();
    if (beacon.isEmpty()) {
      return beacon;
    }
    try {
      ByteString pi = Canonical.decode(BeaconTx.parser(), tx).getPi();
      byte[] alpha =
          Domain.beaconAlpha(
              ByteString.copyFrom(genesis.chainRef()),
              header.getHeight(),
              ByteString.copyFrom(beacon.get()));
      for (Genesis.Validator validator : genesis.validators()) {
        Validators.Validator signer =
            new Validators.Validator(validator.pubkey(), validator.power());
        if (signer.address().equals(header.getProposerAddress())) {
          begin(new Check(true, validator.beaconKey(), ByteString.copyFrom(alpha), pi), checks);
        }
      }
      if (pi.size() != EcVrf.PROOF_SIZE) {
        return Optional.empty();
      }
      return Optional.of(Sha256.of(beacon.get(), EcVrf.output(pi.toByteArray())));
    } catch (NotCanonical | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void transaction(
      ByteString encoded, Map<Check, CompletableFuture<Optional<byte[]>>> checks) {
    try {
      SignedTx tx = SignedTx.decode(encoded);
      begin(
          new Check(
              false,
              tx.sig().pubkey(),
              ByteString.copyFrom(Domain.TX.signBytes(tx.body())),
              tx.sig().signature()),
          checks);
    } catch (NotCanonical e) {
      // It is void, whatever its signature is.
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
