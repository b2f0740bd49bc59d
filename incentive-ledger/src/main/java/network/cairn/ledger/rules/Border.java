package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.rules.SetChoice.Seat;
import network.cairn.ledger.types.Address;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetBefore;
import network.cairn.proto.ledger.SetMember;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.ValidatorRecord;

/// The end of an epoch: the only place where the set and its keys change (docs/protocol.md §16).
final class Border {
  private Border() {}

  static void cross(Draft draft) {
    List<ValidatorRecord> now = draft.validators();
    Attendance.jail(draft);
    SignerFees.pay(draft);
    forgetFormer(draft);
    for (ValidatorRecord validator : now) {
      changeKeys(draft, new Address(validator.getOperator()));
    }
    List<Seat> before = now.stream().map(Border::seat).toList();
    List<Seat> wanted = wanted(draft);
    // Who left while its new beacon key waited may come back.
    wanted.forEach(seat -> changeKeys(draft, new Address(seat.owner())));
    Map<ByteString, Seat> after =
        SetChoice.next(before, wanted, (int) draft.staking().maxValidators());
    write(draft, now, after);
    remember(draft, before, after);
    after.values().forEach(seat -> hold(draft, seat, after));
  }

  /// No evidence of them counts any more.
  private static void forgetFormer(Draft draft) {
    List<byte[]> old = new ArrayList<>();
    draft
        .state()
        .scan(
            new byte[] {StateKeys.FORMER},
            StateKeys.after(StateKeys.FORMER),
            (key, value) -> {
              long left = StateReader.parse(value, ValidatorRecord.parser()).getLeftHeight();
              if (left + 2 + draft.block().params().unbonding() < draft.height()) {
                old.add(key);
              }
              return true;
            });
    old.forEach(draft::delete);
  }

  private static void changeKeys(Draft draft, Address operator) {
    Optional<StakeRecord> found = draft.stake(operator);
    if (found.isEmpty()) {
      return;
    }
    StakeRecord.Builder stake = found.get().toBuilder();
    if (!stake.getNextPubkey().isEmpty()) {
      stake.setPubkey(stake.getNextPubkey()).clearNextPubkey();
    }
    if (!stake.getNextBeaconKey().isEmpty() && stake.getNextBeaconFrom() <= draft.height()) {
      stake
          .setBeaconKey(stake.getNextBeaconKey())
          .setBeaconFrom(stake.getNextBeaconFrom())
          .clearNextBeaconKey()
          .clearNextBeaconFrom();
    }
    StakeRecord changed = stake.build();
    if (!changed.equals(found.get())) {
      Stakes.put(draft, changed);
    }
  }

  private static Seat seat(ValidatorRecord validator) {
    return new Seat(
        StakeKeys.address(validator.getPubkey()),
        validator.getOperator(),
        validator.getPower(),
        validator.getBarred());
  }

  private static List<Seat> wanted(Draft draft) {
    List<Seat> best = new ArrayList<>();
    draft
        .state()
        .scan(
            new byte[] {StateKeys.RANK},
            StateKeys.after(StateKeys.RANK),
            (key, _) -> {
              StakeRecord stake = draft.stake(StateKeys.ranked(key)).orElseThrow();
              best.add(
                  new Seat(
                      StakeKeys.address(stake.getPubkey()),
                      stake.getOperator(),
                      draft.staking().power(Money.of(stake.getStake())),
                      false));
              return best.size() < draft.staking().maxValidators();
            });
    return best;
  }

  private static void write(Draft draft, List<ValidatorRecord> now, Map<ByteString, Seat> after) {
    for (ValidatorRecord validator : now) {
      ByteString address = StakeKeys.address(validator.getPubkey());
      if (!after.containsKey(address)) {
        draft.delete(StateKeys.validator(address));
        draft.put(
            StateKeys.former(address), validator.toBuilder().setLeftHeight(draft.height()).build());
      }
    }
    for (Seat seat : after.values()) {
      ValidatorRecord.Builder record =
          draft
              .knownValidator(seat.validator())
              .map(ValidatorRecord::toBuilder)
              .orElseGet(ValidatorRecord::newBuilder)
              .setPower(seat.power())
              .setOperator(seat.owner());
      boolean returns = record.getLeftHeight() > 0;
      StakeRecord stake = draft.stake(new Address(seat.owner())).orElseThrow();
      if (StakeKeys.address(stake.getPubkey()).equals(seat.validator())) {
        record
            .setPubkey(stake.getPubkey())
            .setBeaconKey(stake.getBeaconKey())
            .setBeaconFrom(stake.getBeaconFrom());
      }
      if (returns) {
        draft.delete(StateKeys.former(seat.validator()));
      }
      ValidatorRecord named = record.clearLeftHeight().build();
      if (!draft.validator(seat.validator()).equals(Optional.of(named))) {
        draft.put(StateKeys.validator(seat.validator()), named);
      }
    }
  }

  /// The set before signs one block more.
  private static void remember(Draft draft, List<Seat> before, Map<ByteString, Seat> after) {
    boolean same =
        before.size() == after.size()
            && before.stream().allMatch(seat -> seat.equals(after.get(seat.validator())));
    if (!same) {
      SetBefore.Builder out = SetBefore.newBuilder().setBorder(draft.height());
      for (Seat seat : before) {
        out.addMembers(
            SetMember.newBuilder().setValidator(seat.validator()).setPower(seat.power()));
      }
      draft.put(StateKeys.setBefore(), out.build());
      draft.event(EventKind.VALIDATORS_CHANGED, _ -> {});
    } else if (draft.state().get(StateKeys.setBefore()).isPresent()) {
      draft.delete(StateKeys.setBefore());
    }
  }

  /// Notes whom this border leaves more power than it has stake for.
  private static void hold(Draft draft, Seat seat, Map<ByteString, Seat> after) {
    StakeRecord stake = draft.stake(new Address(seat.owner())).orElseThrow();
    long power =
        after.values().stream()
            .filter(other -> other.owner().equals(seat.owner()))
            .mapToLong(Seat::power)
            .sum();
    if (power > draft.staking().power(Money.of(stake.getStake()))
        && stake.getHeldHeight() != draft.height()) {
      draft.put(
          StateKeys.stake(new Address(seat.owner())),
          stake.toBuilder().setHeldHeight(draft.height()).build());
    }
  }
}
