package network.cairn.ledger.rules;

import java.util.Optional;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Terms;
import network.cairn.proto.ledger.GovernanceRecord;
import network.cairn.proto.ledger.TermsRecord;

/// The parameters that agreements keep, as long as one keeps them (docs/protocol.md §17). A chain
/// whose parameters never change has none of this in its state.
final class TermsInUse {
  /// Most terms in state at once, which bounds the sets that close in one block.
  static final int MOST = 16;

  private TermsInUse() {}

  /// The terms of an agreement that is made now, which are counted.
  ///
  /// @return 0 where the parameters never change
  static long join(Draft draft) {
    Optional<GovernanceRecord> governance = draft.governance();
    governance.ifPresent(g -> count(draft, g.getTerms(), 1));
    return governance.map(GovernanceRecord::getTerms).orElse(0L);
  }

  /// An agreement of these terms is gone.
  static void leave(Draft draft, long id) {
    if (id != 0) {
      count(draft, id, -1);
      deleteIfUnused(draft, id, draft.governance().orElseThrow().getTerms());
    }
  }

  private static void count(Draft draft, long id, int change) {
    TermsRecord terms = draft.terms(id);
    draft.put(
        StateKeys.terms(id),
        terms.toBuilder().setAgreements(terms.getAgreements() + change).build());
  }

  private static void deleteIfUnused(Draft draft, long id, long inForce) {
    if (id != inForce && draft.terms(id).getAgreements() == 0) {
      draft.delete(StateKeys.terms(id));
    }
  }

  /// Puts other parameters in force from the next block on.
  ///
  /// @return false, and nothing is changed, if there are too many terms in state
  static boolean change(Draft draft, GovernanceRecord.Builder governance, Params next) {
    Terms terms = Terms.of(next);
    long before = governance.getTerms();
    long id = known(draft, terms);
    if (id == 0) {
      if (inState(draft) >= MOST && draft.terms(before).getAgreements() > 0) {
        return false;
      }
      id = governance.getLastTerms() + 1;
      governance.setLastTerms(id);
      draft.put(StateKeys.terms(id), terms.toWire(0));
    }
    governance.setTerms(id);
    deleteIfUnused(draft, before, id);
    draft.overlay().put(StateKeys.params(), next.encode().toByteArray());
    return true;
  }

  /// The id of equal terms in state; 0 if there are none.
  private static long known(Draft draft, Terms terms) {
    long[] id = new long[1];
    draft
        .state()
        .scan(
            new byte[] {StateKeys.TERMS},
            StateKeys.after(StateKeys.TERMS),
            (key, value) -> {
              boolean same = Terms.of(parse(value)).equals(terms);
              id[0] = same ? StateKeys.id(key) : 0;
              return !same;
            });
    return id[0];
  }

  private static int inState(Draft draft) {
    int[] count = new int[1];
    draft
        .state()
        .scan(
            new byte[] {StateKeys.TERMS},
            StateKeys.after(StateKeys.TERMS),
            (_, _) -> {
              count[0]++;
              return true;
            });
    return count[0];
  }

  private static TermsRecord parse(byte[] value) {
    return StateReader.parse(value, TermsRecord.parser());
  }

  /// Heights that the ring of beacons holds: what the longest of all terms in state needs.
  static long ringSize(StateReader state, Params today) {
    long[] size = {today.ringSize()};
    if (today.governance().isPresent()) {
      state
          .state()
          .scan(
              new byte[] {StateKeys.TERMS},
              StateKeys.after(StateKeys.TERMS),
              (_, value) -> {
                size[0] = Math.max(size[0], Terms.of(parse(value)).ringSize());
                return true;
              });
    }
    return size[0];
  }
}
