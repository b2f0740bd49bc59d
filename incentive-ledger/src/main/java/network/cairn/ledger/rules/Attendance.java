package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.ledger.types.Address;
import network.cairn.proto.ledger.Absence;
import network.cairn.proto.ledger.Absences;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.StakeStatus;
import network.cairn.proto.ledger.ValidatorRecord;

/// Who was absent from the commits of an epoch (docs/protocol.md §16). Writes only where somebody
/// leaves or comes back, so that neither a full commit nor a lasting absence costs anything.
final class Attendance {
  private static final Comparator<ByteString> ORDER =
      ByteString.unsignedLexicographicalComparator();

  private Attendance() {}

  /// Takes note of the last commit.
  static void observe(Draft draft) {
    if (draft.block().context().signers().isEmpty()) {
      return;
    }
    Optional<Absences> before = draft.read(StateKeys.absences(), Absences.parser());
    Map<ByteString, Absence> known = known(before);
    SortedMap<ByteString, Absence> after = new TreeMap<>(ORDER);
    for (BlockContext.Signer signer : draft.block().context().signers()) {
      Absence was =
          known.getOrDefault(
              signer.validator(), Absence.newBuilder().setValidator(signer.validator()).build());
      Absence is = signer.signed() ? ended(was, draft.height()) : begun(was, draft.height());
      if (is.getMissed() > 0 || is.getSince() > 0) {
        after.put(signer.validator(), is);
      }
    }
    write(draft, before, after);
  }

  private static Map<ByteString, Absence> known(Optional<Absences> record) {
    Map<ByteString, Absence> known = new TreeMap<>(ORDER);
    record.ifPresent(
        all -> all.getAbsencesList().forEach(one -> known.put(one.getValidator(), one)));
    return known;
  }

  private static Absence begun(Absence was, long height) {
    return was.getSince() > 0 ? was : was.toBuilder().setSince(height).build();
  }

  private static Absence ended(Absence was, long height) {
    return was.getSince() == 0
        ? was
        : was.toBuilder().setMissed(was.getMissed() + height - was.getSince()).clearSince().build();
  }

  private static void write(
      Draft draft, Optional<Absences> before, SortedMap<ByteString, Absence> after) {
    Absences record = Absences.newBuilder().addAllAbsences(after.values()).build();
    if (!after.isEmpty() && !before.equals(Optional.of(record))) {
      draft.put(StateKeys.absences(), record);
    } else if (after.isEmpty() && before.isPresent()) {
      draft.delete(StateKeys.absences());
    }
  }

  /// Jails who was absent from too much of the epoch that ends here, and begins to count anew.
  static void jail(Draft draft) {
    Optional<Absences> before = draft.read(StateKeys.absences(), Absences.parser());
    SortedMap<ByteString, Absence> after = new TreeMap<>(ORDER);
    for (Absence absence : known(before).values()) {
      long missed = ended(absence, draft.height() + 1).getMissed();
      if (missed * 100 > draft.staking().absencePercent() * draft.staking().epoch()) {
        draft
            .validator(absence.getValidator())
            .map(ValidatorRecord::getOperator)
            .flatMap(operator -> draft.stake(new Address(operator)))
            .ifPresent(stake -> jail(draft, stake));
      }
      if (absence.getSince() > 0) {
        after.put(
            absence.getValidator(),
            absence.toBuilder().clearMissed().setSince(draft.height() + 1).build());
      }
    }
    write(draft, before, after);
  }

  private static void jail(Draft draft, StakeRecord stake) {
    if (stake.getStatus() == StakeStatus.STAKE_ACTIVE) {
      Stakes.put(
          draft,
          stake.toBuilder()
              .setStatus(StakeStatus.STAKE_JAILED)
              .setJailedUntil(draft.height() + draft.staking().jail())
              .build());
      Stakes.event(
          draft, EventKind.VALIDATOR_JAILED, new Address(stake.getOperator()), BigInteger.ZERO);
    }
  }
}
