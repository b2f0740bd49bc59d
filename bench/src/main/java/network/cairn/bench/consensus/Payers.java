package network.cairn.bench.consensus;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Signer;

/// Who pays in the load, the chain that they have their money from, and what they send: transfers
/// for the ledger, keys of as many bytes for kvstore.
final class Payers {
  static final int COUNT = 1_000;

  private static final long INTERVAL_MS = 1_000;
  private static final long VALID = 9_000;

  private Payers() {}

  private static Signer payer(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) 7);
    seed[0] = (byte) (number >> 8);
    seed[1] = (byte) number;
    return new Signer(seed);
  }

  static Genesis genesis(ValidatorKeys keys) {
    List<Genesis.Allocation> allocations = new ArrayList<>();
    for (int i = 1; i < COUNT; i++) {
      allocations.add(new Genesis.Allocation(payer(i).address(), Amount.ofCairn(1_000)));
    }
    Amount rest = Amount.SUPPLY.minus(Amount.ofCairn(1_000L * (COUNT - 1)));
    allocations.add(new Genesis.Allocation(payer(0).address(), rest));
    allocations.sort(
        Comparator.comparing(
            allocation -> allocation.address().bytes(),
            ByteString.unsignedLexicographicalComparator()));
    Params dev = Params.defaults(Profile.DEV);
    Params params =
        new Params(
            INTERVAL_MS,
            dev.period(),
            dev.window(),
            dev.windDown(),
            dev.failAfter(),
            dev.fill(),
            dev.bountyHold(),
            dev.unbonding(),
            dev.keepClosed(),
            dev.maxDuePerBlock(),
            dev.maxEndWork(),
            dev.minBond(),
            dev.minRate(),
            dev.minCollateral(),
            dev.agreementDeposit(),
            dev.slotDeposit(),
            dev.newAccountFee(),
            dev.proofFee(),
            dev.bytePrice(),
            dev.fees());
    return new Genesis(
        "cairn-dev-bench",
        Instant.now().minusSeconds(5).toEpochMilli(),
        List.of(new Genesis.Validator(keys.validatorKey(), 1, keys.beaconKey())),
        params,
        allocations);
  }

  /// Transfers between the payers, each payer's in order.
  static List<ByteString> transfers(ByteString chainRef, int from, int count) {
    Signer[] signers = new Signer[COUNT];
    Arrays.setAll(signers, Payers::payer);
    List<ByteString> made = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      int number = i % COUNT;
      Address to = signers[(number + 1) % COUNT].address();
      Msg pay = new Msg.Transfer(to, Amount.ofPebbles(1));
      made.add(signers[number].tx(chainRef, 0, 1 + i / COUNT, VALID, List.of(pay)).encode());
    }
    return made;
  }

  static List<ByteString> keys(int size, int from, int count) {
    List<ByteString> made = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      String key = "key" + i + "=";
      made.add(
          ByteString.copyFrom(
              key + "v".repeat(Math.max(1, size - key.length())), StandardCharsets.US_ASCII));
    }
    return made;
  }
}
