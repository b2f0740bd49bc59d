package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import network.cairn.proto.ledger.TermsRecord;

/// The parameters that an agreement, its sets, tickets and reservations keep for their life,
/// whatever is voted later (docs/protocol.md §17). Units are those of [Params]. Immutable.
public record Terms(
    long period,
    long window,
    long windDown,
    long failAfter,
    long fill,
    long bountyHold,
    long keepClosed,
    Amount minRate) {

  /// Those of an agreement that is made under some parameters.
  public static Terms of(Params params) {
    return new Terms(
        params.period(),
        params.window(),
        params.windDown(),
        params.failAfter(),
        params.fill(),
        params.bountyHold(),
        params.keepClosed(),
        params.minRate());
  }

  /// @throws NotCanonical for an amount that has no such form
  public static Terms of(TermsRecord wire) {
    return new Terms(
        wire.getPeriodBlocks(),
        wire.getWindowBlocks(),
        wire.getWindDownPeriods(),
        wire.getFailAfterMisses(),
        wire.getFillBlocks(),
        wire.getBountyHoldPeriods(),
        wire.getKeepClosedBlocks(),
        Amount.decode(wire.getMinRate()));
  }

  /// Heights that the state's beacon ring holds for what is of these, the current one included.
  public long ringSize() {
    return Math.max(window, fill) + 1;
  }

  /// @param agreements in state that are of these terms
  public TermsRecord toWire(long agreements) {
    return TermsRecord.newBuilder()
        .setPeriodBlocks(period)
        .setWindowBlocks(window)
        .setWindDownPeriods(windDown)
        .setFailAfterMisses(failAfter)
        .setFillBlocks(fill)
        .setBountyHoldPeriods(bountyHold)
        .setKeepClosedBlocks(keepClosed)
        .setMinRate(minRate.encode())
        .setAgreements(agreements)
        .build();
  }

  /// What today's parameters mean to what is of these terms.
  public Params over(Params today) {
    network.cairn.proto.ledger.Params.Builder wire = today.toWire().toBuilder();
    ByteString least = minRate.encode();
    return Params.of(
        wire.setPeriodBlocks(period)
            .setWindowBlocks(window)
            .setWindDownPeriods(windDown)
            .setFailAfterMisses(failAfter)
            .setFillBlocks(fill)
            .setBountyHoldPeriods(bountyHold)
            .setKeepClosedBlocks(keepClosed)
            .setMinRate(least)
            .build());
  }
}
