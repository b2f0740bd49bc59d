package network.cairn.ledger.engine.embedded;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.engine.Engine.Refused;
import network.cairn.ledger.rules.Admission;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;

/// Transactions that wait for a block: bounded in number, in bytes and per payer, each judged over
/// the last state as if those before it were done. For one thread at a time.
final class Mempool {
  static final int MAX_TXS = 5_000;
  static final long MAX_BYTES = 64L << 20;
  static final int MAX_PER_PAYER = 64;

  private record Waiting(ByteString bytes, ByteString payer) {}

  private final Admission admission = new Admission(Crypto.strict());

  /// Judges again what was let in once: its signature has been verified over the same bytes.
  private final Admission again = new Admission(new SignaturesKnown());

  private final Map<ByteString, Waiting> waiting = new LinkedHashMap<>();
  private final Map<ByteString, Integer> perPayer = new HashMap<>();
  private long bytes;
  private Overlay ahead;
  private long height;

  Mempool(StateView state, long height) {
    this.ahead = new Overlay(state);
    this.height = height;
  }

  int size() {
    return waiting.size();
  }

  boolean contains(ByteString bodyId) {
    return waiting.containsKey(bodyId);
  }

  private static final class SignaturesKnown implements Crypto {
    @Override
    public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
      return true;
    }

    @Override
    public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
      return Optional.empty();
    }
  }

  /// Why a transaction was not taken; empty if it was, or was here already.
  Optional<Refused> add(ByteString bodyId, SignedTx tx, ByteString encoded) {
    return add(admission, bodyId, tx, encoded);
  }

  private Optional<Refused> add(
      Admission judge, ByteString bodyId, SignedTx tx, ByteString encoded) {
    if (waiting.containsKey(bodyId)) {
      return Optional.empty();
    }
    if (waiting.size() >= MAX_TXS || bytes + encoded.size() > MAX_BYTES) {
      return Optional.of(new Refused("BUSY", "the pool is full; try again after the next block"));
    }
    TxResult verdict = judge.check(ahead, height, encoded);
    if (verdict.code() != TxResult.DONE) {
      return Optional.of(new Refused(verdict.reason().name(), verdict.log()));
    }
    ByteString payer = TxBody.decode(tx.body()).payer();
    if (perPayer.getOrDefault(payer, 0) >= MAX_PER_PAYER) {
      return Optional.of(
          new Refused("BUSY", "this payer has " + MAX_PER_PAYER + " transactions waiting"));
    }
    admission.reserve(ahead, tx);
    insert(bodyId, new Waiting(encoded, payer));
    return Optional.empty();
  }

  private void insert(ByteString bodyId, Waiting tx) {
    waiting.put(bodyId, tx);
    perPayer.merge(tx.payer(), 1, Integer::sum);
    bytes += tx.bytes().size();
  }

  /// The first transactions, up to so many bytes together.
  List<ByteString> first(long maxBytes) {
    List<ByteString> out = new ArrayList<>();
    long sum = 0;
    for (Waiting tx : waiting.values()) {
      sum += tx.bytes().size();
      if (sum > maxBytes) {
        break;
      }
      out.add(tx.bytes());
    }
    return out;
  }

  /// Goes on over the next state: what was in the block leaves, the rest is judged again.
  void advance(StateView state, long nextHeight, List<ByteString> included) {
    Set<ByteString> done = new HashSet<>(included);
    Map<ByteString, Waiting> before = new LinkedHashMap<>(waiting);
    waiting.clear();
    perPayer.clear();
    bytes = 0;
    ahead = new Overlay(state);
    height = nextHeight;
    before.forEach((id, tx) -> {
      if (!done.contains(tx.bytes())) {
        add(again, id, SignedTx.decode(tx.bytes()), tx.bytes());
      }
    });
  }
}
