package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.state.JmtProofs;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ics23.CommitmentProof;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxProof;
import network.cairn.proto.ledgerapi.TxRecord;

/// The ledger of this process.
public final class LocalLedger implements LedgerClient {
  /// Bytes of keys and values after which a scan's page ends.
  static final int PAGE_BYTES = 256 * 1024;

  private static final int INTERVALS_TO_A_HEADER = 20;

  /// Where blocks are quick, a machine with other work may make none for seconds.
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(20);

  private final Engine engine;
  private final TxProofs proofs;
  private final Signings signings;

  /// @param engine stays open when this client closes
  public LocalLedger(Engine engine) {
    this.engine = engine;
    this.proofs = new TxProofs(engine);
    this.signings = new Signings(engine, System::nanoTime);
  }

  @Override
  public NodeStatus status() {
    LedgerHead head = engine.head();
    return new NodeStatus(
        head.getChainId(),
        head.getChainRef(),
        head.getHeight(),
        head.getAppHash(),
        Times.instant(head.getTime()),
        engine.isCatchingUp(),
        engine.genesis().params().blockIntervalMs());
  }

  @Override
  public Optional<ServerReport> report() {
    try {
      return Optional.of(signings.report());
    } catch (BlocksUnavailable e) {
      throw new LedgerUnavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Optional<Origin> origin() {
    return Optional.of(
        new Origin(
            engine.genesis().encode(), engine.move().map(ChainMove::encode), engine.nodes()));
  }

  @Override
  public Optional<BlockTxs> block(long height) {
    try {
      return engine.transactions(height).map(all -> BlockTxs.of(height, all));
    } catch (BlocksUnavailable e) {
      throw new LedgerUnavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public List<Long> turns(long height) {
    try {
      return engine.turns(height);
    } catch (BlocksUnavailable e) {
      throw new LedgerUnavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Optional<Engine.Refused> accuse(LightBlock shown, long commonHeight) {
    return accuse(shown, commonHeight, Submitter.local());
  }

  @Override
  public Optional<Engine.Refused> accuse(LightBlock shown, long commonHeight, Submitter from) {
    try {
      return engine.accuse(shown, commonHeight, from);
    } catch (BlocksUnavailable e) {
      throw new LedgerUnavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public TxReceipt submit(ByteString envelope, WaitFor wait, Duration max) {
    return submit(envelope, wait, max, Submitter.local());
  }

  @Override
  public TxReceipt submit(ByteString envelope, WaitFor wait, Duration max, Submitter from) {
    Engine.Taken taken = engine.submit(envelope, from);
    ByteString id = taken.bodyId();
    if (taken.refusal().isPresent()) {
      Engine.Refused why = taken.refusal().get();
      return new TxReceipt(id, 0, 0, TxResult.VOID, ByteString.EMPTY, why.reason(), why.detail());
    }
    return switch (wait) {
      case ACCEPTED -> tx(id).orElseGet(() -> TxReceipt.waiting(id));
      case COMMITTED -> awaitCommit(id, max);
    };
  }

  private TxReceipt awaitCommit(ByteString id, Duration max) {
    long end = System.nanoTime() + max.toNanos();
    while (true) {
      long height = engine.head().getHeight();
      Optional<TxReceipt> done = tx(id);
      if (done.isPresent()) {
        return done.get();
      }
      if (!await(height + 1, Duration.ofNanos(end - System.nanoTime()))) {
        return TxReceipt.waiting(id);
      }
    }
  }

  private boolean await(long height, Duration max) {
    try {
      return engine.awaitHeight(height, max);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailable("interrupted while waiting for height " + height, e);
    } catch (IllegalStateException e) {
      throw new LedgerUnavailable("the ledger has stopped", e);
    }
  }

  @Override
  public Optional<TxReceipt> tx(ByteString bodyId) {
    return engine
        .<Optional<TxRecord>>read(state -> state.tx(bodyId.toByteArray()))
        .map(r ->
            new TxReceipt(
                bodyId,
                r.getHeight(),
                r.getIndex(),
                r.getCode(),
                r.getData(),
                r.getReason(),
                r.getLog()));
  }

  @Override
  public Optional<Proved<TxReceipt>> outcome(ByteString envelope) {
    Optional<TxReceipt> receipt = tx(bodyId(envelope)).filter(TxReceipt::isCommitted);
    return receipt
        .filter(r -> await(r.height() + 1, patience()))
        .flatMap(r ->
            ofBlocks(() -> engine.signedHeader(r.height() + 1))
                .map(next -> new Proved<>(r.height(), next.getHeader(), r)));
  }

  private static <T> T ofBlocks(Supplier<T> question) {
    try {
      return question.get();
    } catch (BlocksUnavailable e) {
      throw new LedgerUnavailable(String.valueOf(e.getMessage()), e);
    }
  }

  static ByteString bodyId(ByteString envelope) {
    try {
      return ByteString.copyFrom(SignedTx.decode(envelope).bodyId());
    } catch (NotCanonical e) {
      throw new IllegalArgumentException("no signed transaction: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<TxProof> proof(TxReceipt receipt, Duration max) {
    return receipt.isCommitted() && await(receipt.height() + 1, max)
        ? ofBlocks(() -> proofs.prove(receipt))
        : Optional.empty();
  }

  @Override
  public Reading read(List<byte[]> keys, long height, boolean prove) {
    if (prove) {
      return readProved(keys, height, patience())
          .orElseThrow(() -> new LedgerUnavailable("no header proves height " + height + " yet"));
    }
    requireKeys(keys);
    return height == 0
        ? engine.read(state -> reading(state, keys, Optional.empty()))
        : engine
            .readAt(height, state -> reading(state, keys, Optional.empty()))
            .orElseThrow(() -> new LedgerUnavailable("height " + height + " is not kept"));
  }

  private static void requireKeys(List<byte[]> keys) {
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException(keys.size() + " keys, not 1 to " + MAX_KEYS);
    }
  }

  /// How long to wait for the next header.
  private Duration patience() {
    Duration intervals =
        Duration.ofMillis(INTERVALS_TO_A_HEADER * engine.genesis().params().blockIntervalMs());
    return intervals.compareTo(LEAST_PATIENCE) > 0 ? intervals : LEAST_PATIENCE;
  }

  /// The newest state that a header covers may be gone before it is read: then a newer one is.
  @Override
  public Optional<Reading> readProved(List<byte[]> keys, long wanted, Duration max) {
    requireKeys(keys);
    long end = System.nanoTime() + max.toNanos();
    for (int attempt = 0; attempt < 3; attempt++) {
      long height = wanted > 0 ? wanted : Math.max(engine.head().getHeight() - 1, 0);
      if (wanted == 0 && engine.readAt(height, Snapshot::head).isEmpty()) {
        height = engine.head().getHeight();
      }
      if (!await(height + 1, Duration.ofNanos(end - System.nanoTime()))) {
        return Optional.empty();
      }
      long header = height + 1;
      Optional<LightBlock> next = ofBlocks(() -> engine.lightBlock(header));
      if (next.isEmpty()) {
        throw new LedgerUnavailable("there is no signed header of height " + header + " yet");
      }
      Optional<Reading> reading = engine.readAt(height, state -> reading(state, keys, next));
      if (reading.isPresent()) {
        return reading;
      }
    }
    throw new LedgerUnavailable("height " + wanted + " is not kept");
  }

  private static Reading reading(Snapshot state, List<byte[]> keys, Optional<LightBlock> next) {
    Optional<JmtProofs> proofs = next.map(_ -> new JmtProofs(state, state));
    List<Reading.Item> items = new ArrayList<>();
    for (byte[] key : keys) {
      items.add(
          new Reading.Item(
              ByteString.copyFrom(key),
              state.get(key).map(ByteString::copyFrom),
              proofs
                  .flatMap(p -> p.prove(key))
                  .map(CommitmentProof::toByteString)
                  .orElse(ByteString.EMPTY)));
    }
    return new Reading(state.head().orElseThrow().getHeight(), items, next);
  }

  @Override
  public ScanPage scan(byte[] prefix, byte[] after, int limit) {
    if (prefix.length == 0 || limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a scan has a prefix and a limit of 1 to " + MAX_PAGE);
    }
    byte[] from = after.length == 0 ? prefix : Arrays.copyOf(after, after.length + 1);
    return engine.read(state -> {
      List<Reading.Item> items = new ArrayList<>();
      boolean[] more = {false};
      int[] bytes = {0};
      state.scan(
          from,
          end(prefix),
          (key, value) -> {
            more[0] = items.size() == limit || bytes[0] > PAGE_BYTES;
            if (!more[0]) {
              bytes[0] += key.length + value.length;
              items.add(
                  new Reading.Item(
                      ByteString.copyFrom(key),
                      Optional.of(ByteString.copyFrom(value)),
                      ByteString.EMPTY));
            }
            return !more[0];
          });
      return new ScanPage(state.head().orElseThrow().getHeight(), items, more[0]);
    });
  }

  /// The least key above all that begin with a prefix; keys are shorter than 256 bytes.
  private static byte[] end(byte[] prefix) {
    byte[] out = Arrays.copyOf(prefix, 256);
    Arrays.fill(out, prefix.length, out.length, (byte) 0xff);
    return out;
  }

  @Override
  public OwnedPage owned(Owned.Kind kind, Address owner, long after, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a page of ids has 1 to " + MAX_PAGE);
    }
    return engine.read(state -> {
      List<Long> ids = new ArrayList<>();
      boolean[] more = {false};
      state.owned(
          kind,
          owner.bytes(),
          after,
          id -> {
            more[0] = ids.size() == limit;
            if (!more[0]) {
              ids.add(id);
            }
            return !more[0];
          });
      return new OwnedPage(state.head().orElseThrow().getHeight(), ids, more[0]);
    });
  }

  @Override
  public Events events(Events.Cursor after, EventFilter filter, int limit, Duration wait) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a page of events has 1 to " + MAX_PAGE);
    }
    long end = System.nanoTime() + wait.toNanos();
    EventScan scan = new EventScan(after, filter, limit);
    while (true) {
      long height = engine.head().getHeight();
      boolean ended = engine.read(scan::isDone);
      if (ended || !await(height + 1, Duration.ofNanos(end - System.nanoTime()))) {
        return scan.found();
      }
    }
  }

  @Override
  public Optional<LightBlock> lightBlock(long height) {
    return ofBlocks(() -> engine.lightBlock(height == 0 ? engine.head().getHeight() : height));
  }

  @Override
  public void close() {}
}
