package network.cairn.ledger.light;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.chain.LightVerifier;
import network.cairn.ledger.chain.LightVerifier.Verdict;

/// The way up from a believed header to a higher one, as CometBFT's light client takes it: in one
/// step where enough of the believed set signed the higher header; else by a header between, at
/// 9/16 of the way, and so on down to the very next, whose set the believed one promised. Where
/// every step is the very next, that is verification in sequence. For one thread.
public final class Climb {
  /// How long after its time a header may be followed from, unless its set is trusted without end:
  /// two thirds of main's unbonding.
  public static final Duration TRUSTING_PERIOD = Duration.ofDays(14);

  /// Most headers that are asked for to believe a higher one.
  static final int MOST_ASKED = 256;

  private static final long PIVOT = 9;
  private static final long OF = 16;

  private final TrustRoot root;
  private final LightHeader target;
  private final Instant now;
  private final LightVerifier verifier;
  private final List<LightHeader> steps = new ArrayList<>();

  /// Headers to get to, the lowest first; kept, so that none is asked for twice.
  private final Deque<LightHeader> ahead = new ArrayDeque<>();

  private Optional<LightHeader> trusted;
  private int asked;

  /// @param from the believed header; empty if none is yet, and the root is a set alone
  public Climb(TrustRoot root, Optional<LightHeader> from, LightHeader target, Instant now) {
    this.root = root;
    this.trusted = from;
    this.target = target;
    this.now = now;
    this.verifier = LightVerifier.ofThird(root.chainId(), TRUSTING_PERIOD, LightHeader.CLOCK_DRIFT);
    ahead.push(target);
  }

  /// Goes as far as the headers that are there lead.
  public Move next() {
    while (!ahead.isEmpty()) {
      LightHeader next = ahead.element();
      if (isSetTrusted() && root.isPinned(next)) {
        if (!next.isSigned()) {
          return new Move.Refused("the header is not signed by two thirds of its validators");
        }
        reach(next);
        continue;
      }
      Verdict verdict = verdict(next);
      if (verdict == Verdict.SUCCESS) {
        reach(next);
        continue;
      }
      return between(next, verdict);
    }
    return new Move.Arrived(steps);
  }

  /// Answers the last [Move.Ask].
  ///
  /// @param header of the height that was asked for
  public void answer(LightHeader header) {
    ahead.push(header);
  }

  private void reach(LightHeader next) {
    steps.add(next);
    trusted = Optional.of(next);
    ahead.remove();
  }

  private boolean isSetTrusted() {
    return trusted.map(root::isPinned).orElse(root.header().isEmpty());
  }

  private Verdict verdict(LightHeader next) {
    return trusted
        .map(from ->
            verifier.verify(
                from.signed(), from.validators(), next.signed(), next.validators(), now))
        .orElse(Verdict.NOT_ENOUGH_TRUST);
  }

  private Move between(LightHeader next, Verdict verdict) {
    long below = trusted.map(LightHeader::height).orElse(0L);
    boolean adjacent = next.height() == below + 1;
    if (verdict == Verdict.EXPIRED && (!isSetTrusted() || adjacent)) {
      return new Move.Refused(
          "the validators changed, and were last followed at height "
              + below
              + " more than "
              + TRUSTING_PERIOD.toDays()
              + " days ago; get a newer network file");
    }
    if (verdict == Verdict.INVALID || adjacent) {
      return new Move.Refused(
          "the header of height "
              + next.height()
              + " is of other validators than the chain's; get a newer network file");
    }
    if (asked == MOST_ASKED) {
      return new Move.Refused("the validators changed too often below height " + target.height());
    }
    asked++;
    return new Move.Ask(
        below
            + Math.max(
                1,
                (next.height() - below) / OF * PIVOT + (next.height() - below) % OF * PIVOT / OF));
  }
}
