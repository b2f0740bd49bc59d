package network.cairn.ledger.light;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.chain.CommitCheck;
import network.cairn.ledger.chain.Validators;

/// Ways through changes of the validators from what a user trusts to the header of a receipt, which
/// may be far below or above, whatever time it is (docs/protocol.md §9). Unlike [Climb] it asks no
/// clock: who trusts a set trusts that it, and each that the way leads over, never signs two
/// chains.
///
/// A way rises or falls. Its next header is one that the set reached signed; or that a third of
/// that set and two thirds of its own signed; or the one before the header reached, by the hash
/// that this carries; or the one after, with the set that this promised. Where the chain was moved
/// no hash leads on down: the last header before is one of the founders' that promises the set
/// reached (docs/protocol.md §15). For one thread.
public final class Handover {
  /// Most headers of a way.
  public static final int MOST = 256;

  /// Most headers that are asked for to find one.
  private static final int MOST_ASKED = 1_024;

  private static final long TRUSTED = 1;
  private static final long OF = 3;

  private final LightHeader target;
  private final Optional<Validators> founders;
  private final List<LightHeader> steps = new ArrayList<>();
  private final Deque<LightHeader> ahead = new ArrayDeque<>();
  private LightHeader at;
  private int asked;

  /// Looks for a way.
  ///
  /// @param from a header that the trusted set signed, or the trusted one
  /// @param founders who made the blocks before a move, by the genesis that the user trusts
  public Handover(LightHeader from, LightHeader target, Optional<Validators> founders) {
    this.at = from;
    this.target = target;
    this.founders = founders;
    steps.add(from);
    ahead.push(target);
  }

  /// Why a way does not lead from what is trusted; empty if it does.
  ///
  /// @param founders as for the constructor
  /// @param way ends at the header in question
  public static Optional<String> fault(
      TrustRoot root, Optional<Validators> founders, List<LightHeader> way) {
    if (way.isEmpty() || way.size() > MOST) {
      return Optional.of("its way has " + way.size() + " headers, not 1 to " + MOST);
    }
    Validators set = root.validators();
    Optional<LightHeader> at = Optional.empty();
    int direction = direction(way.getFirst(), way.getLast());
    for (LightHeader next : way) {
      if (at.filter(before -> direction(before, next) != direction).isPresent()) {
        return Optional.of("its way neither rises nor falls at height " + next.height());
      }
      if (!isTrusted(root, next) && !follows(set, at, next, founders)) {
        return Optional.of("no hand-over leads to its header of height " + next.height());
      }
      set = next.validators();
      at = Optional.of(next);
    }
    return Optional.empty();
  }

  private static int direction(LightHeader before, LightHeader next) {
    return Long.compare(next.height(), before.height());
  }

  private static boolean isTrusted(TrustRoot root, LightHeader header) {
    return root.header().filter(header.mark()::equals).isPresent();
  }

  private static boolean follows(
      Validators set, Optional<LightHeader> at, LightHeader next, Optional<Validators> founders) {
    if (at.filter(header -> header.follows(next.mark())).isPresent()) {
      return true;
    }
    if (!next.isSigned()) {
      return false;
    }
    return next.validators().equals(set)
        || at.filter(header -> promises(header, next)).isPresent()
        || at.filter(header -> isMove(header, next, founders)).isPresent()
        || new CommitCheck(next.header().getChainId(), set)
                .trusting(next.signed().getCommit(), TRUSTED, OF)
            == CommitCheck.Verdict.ENOUGH;
  }

  private static boolean promises(LightHeader before, LightHeader next) {
    return next.height() == before.height() + 1
        && next.header().getValidatorsHash().equals(before.header().getNextValidatorsHash());
  }

  /// Whether the chain was moved between: the first block of the others names no last one, and the
  /// founders promised their set in the block before.
  private static boolean isMove(
      LightHeader first, LightHeader before, Optional<Validators> founders) {
    return first.height() > 1
        && first.height() == before.height() + 1
        && first.header().getLastBlockId().getHash().isEmpty()
        && founders.filter(before.validators()::equals).isPresent()
        && before.header().getNextValidatorsHash().equals(first.header().getValidatorsHash());
  }

  /// Goes as far as the headers that are there lead.
  public Move next() {
    while (!ahead.isEmpty()) {
      LightHeader next = ahead.element();
      if (next.mark().equals(at.mark())) {
        ahead.remove();
      } else if (follows(at.validators(), Optional.of(at), next, founders)) {
        steps.add(next);
        at = next;
        ahead.remove();
      } else {
        return between(next);
      }
    }
    return new Move.Arrived(shortened());
  }

  private Move between(LightHeader next) {
    long distance = next.height() - at.height();
    if (Math.abs(distance) < 2) {
      return new Move.Refused("no hand-over leads to the header of height " + next.height(), true);
    }
    if (asked == MOST_ASKED) {
      return new Move.Refused(
          "the validators changed too often between heights "
              + steps.getFirst().height()
              + " and "
              + target.height());
    }
    asked++;
    return new Move.Ask(at.height() + distance / 2);
  }

  /// Answers the last [Move.Ask].
  ///
  /// @param header of the height that was asked for
  public void answer(LightHeader header) {
    ahead.push(header);
  }

  /// Of the headers of one set in a row the first and the last are enough, and of those of the
  /// first set the last.
  private List<LightHeader> shortened() {
    List<LightHeader> way = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      boolean asBefore = i == 0 || isSameSet(i - 1, i);
      boolean asAfter = i + 1 < steps.size() && isSameSet(i, i + 1);
      if (!asBefore || !asAfter) {
        way.add(steps.get(i));
      }
    }
    return way;
  }

  private boolean isSameSet(int one, int other) {
    return steps.get(one).validators().equals(steps.get(other).validators());
  }
}
