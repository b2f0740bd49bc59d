package network.cairn.ledger.client;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.api.Assumed;
import network.cairn.ledger.api.EventFilter;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.TicketRecord;
import network.cairn.ledger.rules.Application;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.BlockResult;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.GenesisState;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.BeaconTx;
import network.cairn.proto.ledger.Event;

/// A ledger in memory under the real rules: a block when a test says so. Its beacon is cheap to
/// make; signatures are checked.
public final class SteppedLedger implements Chain {
  private volatile Optional<Duration> clockAhead = Optional.empty();

  private static final byte PROVIDER = 0x03;
  private static final byte AGREEMENT = 0x04;
  private static final byte SET = 0x05;
  private static final byte TICKET = 0x08;

  private final Application application = new Application(new CheapBeacon());
  private final Params params;
  private final Genesis.Validator validator;
  private final ByteString chainRef;
  private final Object lock = new Object();
  private final List<Pending> pool = new ArrayList<>();
  private final Map<ByteString, Outcome> outcomes = new HashMap<>();
  private final List<List<Event>> events = new ArrayList<>();
  private final Set<Thread> parked = ConcurrentHashMap.newKeySet();
  private final List<Executed> executed = new ArrayList<>();
  private final List<Snapshot> states = new ArrayList<>();
  private final Semaphore asked = new Semaphore(0);
  private Snapshot state = new Snapshot(new TreeMap<>(Arrays::compareUnsigned));
  private int lag;
  private long height;
  private long timeNs;
  private volatile boolean down;
  private volatile boolean losing;
  private volatile boolean hiding;
  private volatile Optional<Address> held = Optional.empty();
  private volatile UnaryOperator<Head> heads = UnaryOperator.identity();

  private record Pending(ByteString hash, ByteString bytes) {}

  /// A transaction that a block took, and what became of it.
  public record Executed(TxBody body, Outcome outcome) {}

  /// @param allocations sum to the supply
  public SteppedLedger(Params params, Map<Address, Amount> allocations) {
    this.params = params;
    this.validator =
        new Genesis.Validator(
            ByteString.copyFrom(Ed25519.publicKey(TestKeys.seed("validator"))),
            1,
            ByteString.copyFrom(Ed25519.publicKey(TestKeys.seed("beacon"))));
    Genesis genesis =
        new Genesis(
            "cairn-dev-test",
            1_000_000,
            List.of(validator),
            params,
            new TreeMap<>(allocations)
                .entrySet().stream()
                    .map(e -> new Genesis.Allocation(e.getKey(), e.getValue()))
                    .toList());
    chainRef = ByteString.copyFrom(genesis.chainRef());
    timeNs = genesis.timeMs() * 1_000_000;
    Overlay first = new Overlay(state);
    GenesisState.write(genesis, first);
    state = state.with(first.writes());
    states.add(state);
    events.add(List.of());
  }

  /// Makes the next block of everything sent.
  public void step() {
    synchronized (lock) {
      LedgerView view = new LedgerView(state);
      List<ByteString> txs = new ArrayList<>();
      byte[] alpha =
          Domain.beaconAlpha(chainRef, height + 1, view.beacon(height).orElseThrow().value());
      txs.add(
          BeaconTx.newBuilder()
              .setPi(
                  ByteString.copyFrom(
                      CheapBeacon.prove(validator.beaconKey().toByteArray(), alpha)))
              .build()
              .toByteString());
      List<Pending> taken = pool.stream().filter(p -> !isHeld(p)).toList();
      pool.removeAll(taken);
      taken.forEach(pending -> txs.add(pending.bytes()));
      timeNs += params.blockIntervalMs() * 1_000_000;
      BlockResult result =
          application.apply(state, new BlockContext(height + 1, timeNs, validator.address()), txs);
      state = state.with(result.writes());
      states.add(state);
      height++;
      events.add(result.events());
      for (int i = 0; i < taken.size(); i++) {
        TxResult r = result.results().get(i + 1);
        Outcome outcome = new Outcome(r.code(), height, r.data(), r.reason(), r.log());
        outcomes.put(taken.get(i).hash(), outcome);
        TxBody body = TxBody.decode(SignedTx.decode(taken.get(i).bytes()).body());
        executed.add(new Executed(body, outcome));
      }
      // Who waits on says so again when it wakes.
      parked.clear();
      lock.notifyAll();
    }
  }

  private boolean isHeld(Pending pending) {
    return held.isPresent()
        && TxBody.decode(SignedTx.decode(pending.bytes()).body())
            .payer()
            .equals(held.get().bytes());
  }

  public void down(boolean now) {
    down = now;
    synchronized (lock) {
      lock.notifyAll();
    }
  }

  /// Answers to submissions get lost; what was sent is executed.
  public void losing(boolean now) {
    losing = now;
  }

  /// No block takes from now on what this account sends.
  public void hold(Address sender) {
    held = Optional.of(sender);
  }

  /// No outcome is shown.
  public void hiding(boolean now) {
    hiding = now;
  }

  /// What is made of each head before it is given out; called without a lock.
  public void heads(UnaryOperator<Head> now) {
    heads = now;
  }

  /// The newest state without what one key has.
  public LedgerView lacking(byte[] key) {
    synchronized (lock) {
      TreeMap<byte[], byte[]> entries = new TreeMap<>(state.entries());
      entries.remove(key);
      return new LedgerView(new Snapshot(entries));
    }
  }

  /// Heads, and who waits for a height, see the state of so many blocks before the newest: the
  /// proved head of a real ledger is behind its answers to transactions too.
  public void lag(int blocks) {
    synchronized (lock) {
      lag = blocks;
    }
  }

  private long shown() {
    return Math.max(0, height - lag);
  }

  /// Every transaction that was executed, in order.
  public List<Executed> executed() {
    synchronized (lock) {
      return List.copyOf(executed);
    }
  }

  /// Waits until someone has sent a transaction, waits for a block or met a ledger that is down,
  /// since this last returned, or [#nudge] was called.
  public void awaitAsked() throws InterruptedException {
    if (!asked.tryAcquire(1, TimeUnit.MINUTES)) {
      throw new AssertionError("nobody asked the ledger anything for a minute");
    }
    asked.drainPermits();
  }

  public void nudge() {
    asked.release();
  }

  /// Threads that wait here for a block.
  public Set<Thread> parked() {
    return parked;
  }

  public Params params() {
    return params;
  }

  private void requireUp() {
    if (down) {
      asked.release();
      throw new LedgerUnavailable("the test's ledger is down");
    }
  }

  /// What is told of this machine's clock.
  public void clockAhead(Duration ahead) {
    clockAhead = Optional.of(ahead);
  }

  @Override
  public Optional<Duration> clockAhead() {
    return clockAhead;
  }

  @Override
  public ByteString chainRef() {
    return chainRef;
  }

  @Override
  public Head head() {
    requireUp();
    Head head;
    synchronized (lock) {
      head = new Head(Assumed.proved(shown(), new LedgerView(states.get((int) shown()))));
    }
    return heads.apply(head);
  }

  @Override
  public boolean awaitHeight(long wanted, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      synchronized (lock) {
        while (shown() < wanted) {
          requireUp();
          if (!await(deadline)) {
            return false;
          }
        }
        return true;
      }
    } finally {
      parked.remove(Thread.currentThread());
    }
  }

  private boolean await(long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    parked.add(Thread.currentThread());
    asked.release();
    TimeUnit.NANOSECONDS.timedWait(lock, left);
    return true;
  }

  @Override
  public Optional<Refusal> submit(ByteString signedTx, Duration timeout)
      throws InterruptedException {
    requireUp();
    ByteString hash = ByteString.copyFrom(Domain.TX.bodyHash(SignedTx.decode(signedTx).body()));
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      synchronized (lock) {
        if (!outcomes.containsKey(hash)
            && pool.stream().noneMatch(pending -> pending.hash().equals(hash))) {
          pool.add(new Pending(hash, signedTx));
          asked.release();
        }
        if (losing) {
          throw new LedgerUnavailable("the test's ledger lost the answer");
        }
        while (!outcomes.containsKey(hash)) {
          requireUp();
          if (!await(deadline)) {
            return Optional.empty();
          }
        }
        return Optional.empty();
      }
    } finally {
      parked.remove(Thread.currentThread());
    }
  }

  @Override
  public Optional<Proved<Outcome>> outcome(ByteString signedTx) {
    requireUp();
    ByteString hash = ByteString.copyFrom(Domain.TX.bodyHash(SignedTx.decode(signedTx).body()));
    synchronized (lock) {
      return Optional.ofNullable(outcomes.get(hash))
          .filter(_ -> !hiding)
          .map(outcome -> Assumed.proved(outcome.height(), outcome));
    }
  }

  @Override
  public List<Address> providers(int limit) {
    return all(PROVIDER, RecordCodec::provider).stream()
        .limit(limit)
        .map(ProviderRecord::provider)
        .toList();
  }

  @Override
  public List<Long> tickets(int limit) {
    return all(TICKET, RecordCodec::ticket).stream().limit(limit).map(TicketRecord::id).toList();
  }

  @Override
  public List<Long> setsOf(Address provider, int limit) {
    return all(SET, RecordCodec::set).stream()
        .filter(set -> set.provider().equals(provider))
        .filter(SetRecord::isLive)
        .limit(limit)
        .map(SetRecord::id)
        .toList();
  }

  @Override
  public List<Long> agreementsOf(Address client, int limit) {
    return all(AGREEMENT, RecordCodec::agreement).stream()
        .filter(agreement -> agreement.client().equals(client))
        .limit(limit)
        .map(AgreementRecord::id)
        .toList();
  }

  @Override
  public AgreementPage agreements(long after) {
    List<NamedRoot> named =
        all(AGREEMENT, RecordCodec::agreement).stream()
            .filter(agreement -> agreement.id() > after)
            .map(agreement -> new NamedRoot(agreement.id(), agreement.root()))
            .toList();
    return new AgreementPage(named, named.isEmpty() ? after : named.getLast().agreement(), false);
  }

  private <M> List<M> all(byte prefix, java.util.function.Function<byte[], M> codec) {
    requireUp();
    List<M> all = new ArrayList<>();
    synchronized (lock) {
      state.scan(
          new byte[] {prefix},
          new byte[] {(byte) (prefix + 1)},
          (_, value) -> all.add(codec.apply(value)));
    }
    return all;
  }

  @Override
  public EventPage events(Cursor after, EventFilter filter) {
    requireUp();
    synchronized (lock) {
      List<Seen> seen = new ArrayList<>();
      Cursor next = after;
      for (long h = Math.max(0, after.height()); h < events.size(); h++) {
        List<Event> block = events.get((int) h);
        for (int i = 0; i < block.size(); i++) {
          if (h > after.height() || i > after.index()) {
            Optional.of(new Seen(new Cursor(h, i), RecordCodec.event(block.get(i))))
                .filter(one -> filter.takes(one.event()))
                .ifPresent(seen::add);
            next = new Cursor(h, i);
          }
        }
      }
      return new EventPage(seen, next);
    }
  }

  @Override
  public Optional<ByteString> receipt(long agreement) {
    return head()
        .state()
        .agreement(agreement)
        .map(record -> ByteString.copyFromUtf8(record.toString()));
  }

  /// All money that there is, by the state's own records; the test compares it with the supply.
  public java.math.BigInteger money() {
    synchronized (lock) {
      java.math.BigInteger sum = java.math.BigInteger.ZERO;
      for (network.cairn.ledger.records.AccountRecord r : all((byte) 0x01, RecordCodec::account)) {
        sum = sum.add(r.balance().pebbles());
      }
      for (ProviderRecord r : all(PROVIDER, RecordCodec::provider)) {
        sum = sum.add(r.bond().pebbles());
      }
      for (AgreementRecord r : all(AGREEMENT, RecordCodec::agreement)) {
        sum = sum.add(r.escrow().pebbles());
      }
      for (SetRecord r : all(SET, RecordCodec::set)) {
        sum = sum.add(r.escrow().pebbles()).add(r.slashPot().pebbles()).add(r.bounty().pebbles());
      }
      for (TicketRecord r : all(TICKET, RecordCodec::ticket)) {
        sum = sum.add(r.escrow().pebbles()).add(r.pot().pebbles());
      }
      for (network.cairn.ledger.records.UnbondingRecord r :
          all((byte) 0x0D, RecordCodec::unbonding)) {
        sum = sum.add(r.amount().pebbles());
      }
      network.cairn.ledger.records.Pools pools = new LedgerView(state).pools();
      return sum.add(pools.burned().pebbles()).add(pools.repairFund().pebbles());
    }
  }

  /// A state that never changes.
  private record Snapshot(TreeMap<byte[], byte[]> entries) implements StateView {
    Snapshot with(Map<byte[], Optional<byte[]>> writes) {
      TreeMap<byte[], byte[]> next = new TreeMap<>(entries);
      writes.forEach(
          (key, value) -> value.ifPresentOrElse(v -> next.put(key, v), () -> next.remove(key)));
      return new Snapshot(next);
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void scan(byte[] from, byte[] to, Visitor visitor) {
      for (Map.Entry<byte[], byte[]> entry : entries.subMap(from, to).entrySet()) {
        if (!visitor.visit(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    }
  }

  /// True signatures, a beacon whose proof is its key and alpha.
  private static final class CheapBeacon implements Crypto {
    @Override
    public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
      return Ed25519.verify(pubkey, message, signature);
    }

    @Override
    public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
      return Arrays.equals(pi, prove(pubkey, alpha))
          ? Optional.of(Sha256.of(pi))
          : Optional.empty();
    }

    static byte[] prove(byte[] pubkey, byte[] alpha) {
      return Arrays.copyOf(Sha256.of(pubkey, alpha), Validation.PI_BYTES);
    }
  }
}
