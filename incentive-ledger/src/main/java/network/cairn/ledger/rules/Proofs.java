package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;
import network.cairn.ledger.proof.Multiproof;
import network.cairn.ledger.records.Bits;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.proto.ledger.BeaconRecord;
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
    if (entry.size() < HEAD) {
      return false;
    }
    ByteBuffer in = entry.asReadOnlyByteBuffer();
    Optional<SetRecord> found = draft.set(in.getLong());
    long period = in.getLong();
    if (found.isEmpty() || !isOpen(draft, payer, found.get(), period)) {
      return false;
    }
    if (!verify(draft, found.get(), in)) {
      return false;
    }
    SetRecord.Builder set = found.get().toBuilder();
    draft.put(set.setBits(Bits.with(set.getBits(), period)).build());
    Payments.event(draft, EventKind.PERIOD_PROVEN, set, payer.bytes(), BigInteger.ZERO);
    return true;
  }

  private static boolean isOpen(Draft draft, Address payer, SetRecord set, long period) {
    return set.getPeriod() == period
        && draft.preconditions().proofWindow(payer, set) == ProofWindow.OPEN;
  }

  /// Whether the rest of an entry answers the challenge of the open period.
  private static boolean verify(Draft draft, SetRecord set, ByteBuffer rest) {
    Challenge challenge = draft.preconditions().challenge(set);
    Optional<BeaconRecord> beacon = draft.beacon(challenge.seedHeight());
    if (beacon.isEmpty()) {
      return false;
    }
    long[] indices = challenge.indices(draft.block().chainRef(), beacon.get().getValue());
    return Multiproof.verify(set.getPieceRoot().toByteArray(), set.getPieceHeight(), indices, rest);
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
    draft.burn(fee);
  }
}
