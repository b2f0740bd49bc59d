package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;

/// An engine of tests: its validators change as the test says, its blocks execute nothing, and it
/// takes any bytes for a transaction. For one thread.
final class FakeEngine implements Engine {
  private final HandMadeChain chain;
  private final StateStore states;
  private final NavigableMap<Long, Snapshot> kept = new TreeMap<>();
  private final List<ByteString> pool = new ArrayList<>();
  private LongFunction<Optional<List<ByteString>>> transactions = _ -> Optional.empty();
  private LongFunction<Optional<SignedHeader>> headers;
  private boolean stopped;

  FakeEngine(Path folder, HandMadeChain chain) {
    this.chain = chain;
    this.headers = height -> Optional.of(chain.block(height).getSignedHeader());
    this.states = LmdbStateStore.open(folder);
    commit(BlockExecution.genesis(genesis()));
  }

  private void commit(StateStore.Change change) {
    states.commit(change);
    kept.put(change.head().getHeight(), states.snapshot());
  }

  /// Makes a block of what waits.
  void makeBlock() {
    LightBlock block = chain.add(head().getAppHash());
    LedgerHead next =
        head().toBuilder()
            .setHeight(chain.height())
            .setTime(block.getSignedHeader().getHeader().getTime())
            .setBlockId(block.getSignedHeader().getCommit().getBlockId())
            .build();
    Map<byte[], TxRecord> txs = new TreeMap<>(Arrays::compareUnsigned);
    for (ByteString tx : pool) {
      txs.put(id(tx).toByteArray(), TxRecord.newBuilder().setHeight(chain.height()).build());
    }
    pool.clear();
    SortedMap<byte[], Optional<byte[]>> none = new TreeMap<>(Arrays::compareUnsigned);
    commit(new StateStore.Change(next, none, none, List.of(), txs));
  }

  private static ByteString id(ByteString tx) {
    return ByteString.copyFrom(Sha256.of(tx.toByteArray()));
  }

  /// What [#transactions] gives from now on.
  void transactions(LongFunction<Optional<List<ByteString>>> now) {
    transactions = now;
  }

  /// What [#signedHeader] gives from now on of blocks that are there.
  void headers(LongFunction<Optional<SignedHeader>> now) {
    headers = now;
  }

  void stop() {
    stopped = true;
  }

  @Override
  public Genesis genesis() {
    return TestChain.genesis();
  }

  @Override
  public void start() {
    makeBlock();
  }

  @Override
  public LedgerHead head() {
    return kept.lastEntry().getValue().head().orElseThrow();
  }

  @Override
  public boolean isCatchingUp() {
    return true;
  }

  @Override
  public Taken submit(ByteString encoded, Submitter from) {
    if (encoded.isEmpty()) {
      return new Taken(ByteString.EMPTY, Optional.of(new Refused("BUSY", "nothing is full")));
    }
    pool.add(encoded);
    return new Taken(id(encoded), Optional.empty());
  }

  @Override
  public boolean awaitHeight(long height, Duration max) {
    if (stopped) {
      throw new IllegalStateException("stopped");
    }
    return chain.height() >= height;
  }

  @Override
  public <R> R read(Function<Snapshot, R> reader) {
    return reader.apply(kept.lastEntry().getValue());
  }

  @Override
  public <R> Optional<R> readAt(long height, Function<Snapshot, R> reader) {
    return Optional.ofNullable(kept.get(height)).map(reader);
  }

  @Override
  public Optional<SignedHeader> signedHeader(long height) {
    return height < 1 || height > chain.height() ? Optional.empty() : headers.apply(height);
  }

  @Override
  public Optional<List<ByteString>> transactions(long height) {
    return transactions.apply(height);
  }

  @Override
  public Optional<Validators> validators(long height) {
    return signedHeader(height).map(_ -> chain.validators(height));
  }

  @Override
  public void close() {
    kept.values().forEach(Snapshot::close);
    states.close();
  }
}
