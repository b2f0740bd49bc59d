package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;
import network.cairn.ledger.records.Bits;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;

/// Proofs of possession (docs/protocol.md §5).
final class Proofs {
  private static final int HEAD = 2 * Long.BYTES;

  private Proofs() {}

  /// Judges every entry by itself; one byte of data for each, 1 for a bit newly set.
  static ByteString prove(Draft draft, Address payer, Msg.ProveBatch batch) {
    byte[] data = new byte[batch.entries().size()];
    int useless = 0;
    for (int i = 0; i < data.length; i++) {
      if (proves(draft, payer, batch.entries().get(i))) {
        data[i] = 1;
      } else {
        useless++;
      }
    }
    charge(draft, payer, TxCheck.proofFees(draft.block().params(), useless));
    return ByteString.copyFrom(data);
  }

  private static boolean proves(Draft draft, Address payer, ByteString entry) {
    Optional<ProofClaim> claim =
        claim(draft, draft.preconditions(), draft.block().chainRef(), payer, entry);
    if (claim.isEmpty() || !claim.get().holds()) {
      return false;
    }
    ProofClaim.Key key = claim.get().key();
    SetRecord.Builder set = draft.set(key.set()).orElseThrow().toBuilder();
    draft.put(set.setBits(Bits.with(set.getBits(), key.period())).build());
    Payments.event(draft, EventKind.PERIOD_PROVEN, set, payer.bytes(), BigInteger.ZERO);
    return true;
  }

  /// Which period an entry names, whether or not it is open; empty if it is too short.
  static Optional<ProofClaim.Key> named(ByteString entry) {
    if (entry.size() < HEAD) {
      return Optional.empty();
    }
    ByteBuffer in = entry.asReadOnlyByteBuffer();
    return Optional.of(new ProofClaim.Key(in.getLong(), in.getLong()));
  }

  /// What an entry claims; empty if no proof could count for it.
  static Optional<ProofClaim> claim(
      StateReader state,
      Preconditions preconditions,
      ByteString chainRef,
      Address payer,
      ByteString entry) {
    if (entry.size() < HEAD) {
      return Optional.empty();
    }
    ByteBuffer in = entry.asReadOnlyByteBuffer();
    Optional<SetRecord> set = state.set(in.getLong());
    long period = in.getLong();
    if (set.isEmpty() || !isOpen(preconditions, payer, set.get(), period)) {
      return Optional.empty();
    }
    Challenge challenge = preconditions.challenge(set.get());
    return state
        .beacon(challenge.seedHeight())
        .map(beacon -> challenge.indices(chainRef, beacon.getValue()))
        .map(indices -> new ProofClaim(entry, HEAD, set.get(), indices));
  }

  static boolean isOpen(Preconditions preconditions, Address payer, SetRecord set, long period) {
    return set.getPeriod() == period && preconditions.proofWindow(payer, set) == ProofWindow.OPEN;
  }

  /// Takes proof fees from the balance, then from the free bond; that they suffice was checked.
  private static void charge(Draft draft, Address payer, BigInteger fee) {
    BigInteger fromBalance = fee.min(draft.balance(payer));
    draft.debit(payer, fromBalance);
    BigInteger rest = fee.subtract(fromBalance);
    if (rest.signum() > 0) {
      ProviderRecord.Builder provider = draft.boundProvider(payer.bytes());
      draft.put(provider.setBond(Money.minus(provider.getBond(), rest)).build());
    }
    draft.burnFee(fee);
  }
}
