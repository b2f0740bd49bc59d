package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.UsedKey;

/// Keys of validators: each proved to be its operator's, each for votes used by one only and once
/// (docs/protocol.md §16).
final class StakeKeys {
  private static final int ADDRESS_BYTES = 20;

  private StakeKeys() {}

  /// The record of a new candidate, without a stake so far.
  static StakeRecord candidate(Draft draft, Address payer, Msg.CandidateKeys keys) {
    Rejected.unless(
        draft.stake(payer).isEmpty(),
        Reason.ALREADY_EXISTS,
        "the payer has bonded already; to add to its stake it names no keys");
    use(draft, payer, keys.vote());
    requireOwn(draft, payer, keys.beacon());
    return StakeRecord.newBuilder()
        .setOperator(payer.bytes())
        .setPubkey(keys.vote().pubkey())
        .setBeaconKey(keys.beacon().key())
        .setBeaconFrom(draft.staking().beaconFrom(draft.height()))
        .build();
  }

  /// Changes keys: of a validator at a border, of anybody else at once.
  static void change(Draft draft, Address payer, Msg.ChangeKeys change) {
    StakeRecord before = Stakes.require(draft, payer);
    Stakes.requireNotBarred(before);
    boolean later = draft.validator(address(before.getPubkey())).isPresent();
    StakeRecord.Builder stake = before.toBuilder();
    change
        .vote()
        .ifPresent(vote -> {
          Rejected.unless(
              before.getNextPubkey().isEmpty(),
              Reason.WRONG_STATE,
              "another validator key waits for the next border already");
          use(draft, payer, vote);
          ByteString key = vote.pubkey();
          StakeRecord.Builder _ = later ? stake.setNextPubkey(key) : stake.setPubkey(key);
        });
    change
        .beacon()
        .ifPresent(beacon -> {
          requireOwn(draft, payer, beacon);
          nameBeacon(draft, stake, beacon.key(), later);
        });
    Stakes.put(draft, stake.build());
    Stakes.event(draft, EventKind.VALIDATOR_KEYS_CHANGED, payer, BigInteger.ZERO);
  }

  /// A validator goes on with the key that makes randomness until the new one may; anybody else's
  /// only makes none until then.
  private static void nameBeacon(
      Draft draft, StakeRecord.Builder stake, ByteString key, boolean later) {
    long from = draft.staking().beaconFrom(draft.height());
    if (later) {
      stake.setNextBeaconKey(key).setNextBeaconFrom(from);
    } else {
      stake.setBeaconKey(key).setBeaconFrom(from).clearNextBeaconKey().clearNextBeaconFrom();
    }
  }

  /// Marks a key for votes as used, for ever, at the payer's cost.
  private static void use(Draft draft, Address payer, Msg.VoteKey vote) {
    byte[] used = StateKeys.usedKey(address(vote.pubkey()));
    Rejected.unless(
        draft.state().get(used).isEmpty(),
        Reason.ALREADY_EXISTS,
        "the validator key is or was used; make a new one");
    Rejected.unless(
        draft
            .block()
            .crypto()
            .verify(
                vote.pubkey().toByteArray(),
                Domain.bindValidator(draft.block().chainRef(), payer),
                vote.signature().toByteArray()),
        Reason.BAD_SIGNATURE,
        "the validator key's signature over the operator's address is false");
    BigInteger fee = draft.block().params().newAccountFee().pebbles();
    draft.debit(payer, fee);
    draft.burn(fee);
    draft.put(used, UsedKey.newBuilder().setOperator(payer.bytes()).build());
  }

  private static void requireOwn(Draft draft, Address payer, Msg.BeaconKey beacon) {
    Rejected.unless(
        draft
            .block()
            .crypto()
            .beacon(
                beacon.key().toByteArray(),
                Domain.bindBeacon(draft.block().chainRef(), payer),
                beacon.proof().toByteArray())
            .isPresent(),
        Reason.BAD_SIGNATURE,
        "the beacon key's proof over the operator's address is false");
  }

  /// The address of a validator: the first 20 bytes of its key's SHA-256.
  static ByteString address(ByteString pubkey) {
    return ByteString.copyFrom(Sha256.of(pubkey.toByteArray()), 0, ADDRESS_BYTES);
  }
}
