package network.cairn.ledger.rules;

import java.math.BigInteger;
import network.cairn.ledger.records.Bits;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetRecord;

/// The close of a period, at its deadline (docs/protocol.md §5).
final class Periods {
  private static final int HARD_PERIODS = 3;
  private static final int MISSES_OF_30 = 10;
  static final int SLASH_PERCENT = 5;

  private Periods() {}

  static long deadline(Draft draft, SetRecord.Builder set) {
    return draft.params(set.getTerms()).deadline(set.getOpenedHeight(), set.getPeriod());
  }

  static void close(Draft draft, long id) {
    SetRecord.Builder set = draft.set(id).orElseThrow().toBuilder();
    AgreementRecord.Builder agreement =
        draft.agreement(set.getAgreement()).orElseThrow().toBuilder();
    if (Bits.isSet(set.getBits(), set.getPeriod())) {
      Payments.pay(draft, set);
      soften(set);
    } else {
      miss(draft, agreement, set);
    }
    if (hasFailed(draft, set)) {
      Payments.slashRest(draft, agreement, set);
      Providers.count(draft, set, Providers.Promise.FAILED);
      SetEnd.fail(draft, agreement, set);
    } else if (set.getPeriod() == set.getEndPeriod()) {
      SetEnd.close(draft, agreement, set);
    } else {
      draft.put(set.setPeriod(set.getPeriod() + 1).build());
      Calendar.add(draft, deadline(draft, set), Calendar.SET_CLOSE, id);
    }
  }

  private static void miss(Draft draft, AgreementRecord.Builder agreement, SetRecord.Builder set) {
    Payments.refund(draft, agreement, set);
    BigInteger rate = Money.of(set.getRate());
    long window = draft.params(set.getTerms()).window();
    if (!draft.block().windows().isHealthy(draft, window, draft.height()).orElseThrow()) {
      soften(set);
      Payments.event(draft, EventKind.PERIOD_NEUTRAL, set, agreement.getClient(), rate);
      return;
    }
    Payments.countMiss(set);
    Providers.count(draft, set, Providers.Promise.MISSED);
    set.setHard(HARD_PERIODS);
    Payments.event(draft, EventKind.PERIOD_MISSED, set, agreement.getClient(), rate);
    if (set.getMisses() >= 2) {
      Payments.slashPercent(draft, agreement, set, SLASH_PERCENT);
    }
  }

  /// A close that is no counted miss brings the ordinary number of challenges nearer.
  static void soften(SetRecord.Builder set) {
    set.setHard(Math.max(0, set.getHard() - 1));
  }

  private static boolean hasFailed(Draft draft, SetRecord.Builder set) {
    return hasFailed(draft.params(set.getTerms()), set.getMisses(), set.getHistory())
        || Payments.left(set).signum() == 0;
  }

  /// Whether so many misses in a row, or of the last 30 periods, end a set.
  static boolean hasFailed(Params params, long misses, int history) {
    return misses >= params.failAfter() || Integer.bitCount(history) >= MISSES_OF_30;
  }
}
