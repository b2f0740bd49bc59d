package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.ParamBounds;
import network.cairn.ledger.types.ParamChange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Upgrade;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.GovernanceRecord;
import network.cairn.proto.ledger.ProposalRecord;
import network.cairn.proto.ledger.ProposalVote;

/// Changes of the parameters, of the program and of the treasury's keys: proposed, voted on, put in
/// force (docs/protocol.md §17).
final class Proposals {
  /// Most that are voted on or wait for their height, together.
  static final int MOST = 16;

  /// The farthest activation, in delays after the end of the vote.
  private static final int FARTHEST_DELAYS = 10;

  private static final long FIRST_VERSION = 1;

  private Proposals() {}

  static long propose(Draft draft, Address payer, Msg.Propose propose) {
    GovernanceRecord.Builder governance = draft.governance().orElseThrow().toBuilder();
    Governance rules = draft.block().params().governance().orElseThrow();
    draft.electorate().require(payer.bytes());
    requireRoom(draft, governance, payer);
    long end = draft.height() + rules.voting();
    requireHeight(propose.activationHeight(), end, rules.delay());
    ProposalRecord.Builder proposal = ProposalRecord.newBuilder();
    switch (propose.proposed()) {
      case Msg.Changes(List<ParamChange> list) -> {
        requireChange(draft, list);
        proposal.addAllChanges(list.stream().map(ParamChange::toWire).toList());
      }
      case Msg.NewProgram(Upgrade upgrade) -> {
        long demanded = Math.max(FIRST_VERSION, governance.getAppVersion());
        Rejected.unless(
            upgrade.appVersion() > demanded,
            Reason.OUT_OF_RANGE,
            "app version " + upgrade.appVersion() + " is not above today's, " + demanded);
        proposal.setUpgrade(upgrade.toWire());
      }
      case Msg.Treasurers(NamedKeys named) -> {
        Treasury.requireProofs(draft, named);
        proposal.setTreasury(named.keys().toWire());
      }
    }
    draft.debit(payer, rules.deposit().pebbles());
    long id = governance.getLastProposal() + 1;
    draft.put(
        proposal
            .setId(id)
            .setProposer(payer.bytes())
            .setDeposit(rules.deposit().encode())
            .setEndHeight(end)
            .setActivationHeight(propose.activationHeight())
            .build());
    draft.put(StateKeys.governance(), governance.setLastProposal(id).addOpen(id).build());
    event(draft, EventKind.PROPOSED, payer.bytes(), id);
    return id;
  }

  private static void requireRoom(Draft draft, GovernanceRecord.Builder governance, Address payer) {
    List<Long> waiting = new ArrayList<>(governance.getOpenList());
    waiting.addAll(governance.getPendingList());
    Rejected.unless(
        waiting.size() < MOST, Reason.WRONG_STATE, MOST + " proposals are open or accepted");
    for (long id : waiting) {
      Rejected.unless(
          !draft.proposal(id).orElseThrow().getProposer().equals(payer.bytes()),
          Reason.CONFLICT,
          "the payer's proposal " + id + " is not done");
    }
  }

  private static void requireHeight(long activation, long end, long delay) {
    long last = end + FARTHEST_DELAYS * delay;
    Rejected.unless(
        activation >= end + delay && activation <= last,
        Reason.OUT_OF_RANGE,
        "activation height " + activation + " is not in " + (end + delay) + ".." + last);
  }

  private static void requireChange(Draft draft, List<ParamChange> list) {
    Params today = draft.block().params();
    try {
      Params next = ParamBounds.changed(profile(draft), today, list);
      Rejected.unless(!next.equals(today), Reason.OUT_OF_RANGE, "the proposal changes nothing");
    } catch (OutOfRange e) {
      throw new Rejected(Reason.OUT_OF_RANGE, String.valueOf(e.getMessage()));
    }
  }

  private static Profile profile(Draft draft) {
    return Profile.of(draft.chain().getChainId());
  }

  /// Votes of those who are no validators any more go at the same time, so that a proposal never
  /// holds more than there are validators.
  static void vote(Draft draft, Address payer, Msg.Vote vote) {
    Electorate electorate = draft.electorate();
    electorate.require(payer.bytes());
    long id = vote.proposal();
    Rejected.unless(
        draft.governance().orElseThrow().getOpenList().contains(id),
        Reason.NOT_FOUND,
        "proposal " + id + " is not voted on");
    ProposalRecord.Builder proposal = draft.proposal(id).orElseThrow().toBuilder();
    List<ProposalVote> votes = new ArrayList<>();
    for (ProposalVote before : proposal.getVotesList()) {
      if (!before.getOperator().equals(payer.bytes()) && electorate.has(before.getOperator())) {
        votes.add(before);
      }
    }
    votes.add(ProposalVote.newBuilder().setOperator(payer.bytes()).setYes(vote.yes()).build());
    votes.sort(
        Comparator.comparing(
            ProposalVote::getOperator, ByteString.unsignedLexicographicalComparator()));
    draft.put(proposal.clearVotes().addAllVotes(votes).build());
    event(draft, EventKind.VOTED, payer.bytes(), id);
  }

  /// After all else that a block does: votes that end with it, and what holds from the next block
  /// on.
  static void endOfBlock(Draft draft) {
    Optional<GovernanceRecord> before = draft.governance();
    if (before.isEmpty()) {
      return;
    }
    GovernanceRecord.Builder governance = before.get().toBuilder();
    for (long id : before.get().getOpenList()) {
      ProposalRecord proposal = draft.proposal(id).orElseThrow();
      if (proposal.getEndHeight() <= draft.height()) {
        tally(draft, governance, proposal);
      }
    }
    for (long id : List.copyOf(governance.getPendingList())) {
      ProposalRecord proposal = draft.proposal(id).orElseThrow();
      if (proposal.getActivationHeight() <= draft.height() + 1) {
        activate(draft, governance, proposal);
      }
    }
    if (!governance.build().equals(before.get())) {
      draft.put(StateKeys.governance(), governance.build());
    }
  }

  private static void tally(
      Draft draft, GovernanceRecord.Builder governance, ProposalRecord proposal) {
    long id = proposal.getId();
    Electorate electorate = draft.electorate();
    boolean accepted = electorate.isAboveThirds(2, proposal.getVotesList());
    List<Long> open = without(governance.getOpenList(), id);
    governance.clearOpen().addAllOpen(open);
    BigInteger deposit = Money.of(proposal.getDeposit());
    if (electorate.isAboveThirds(1, proposal.getVotesList())) {
      draft.credit(proposal.getProposer(), deposit);
    } else {
      draft.burn(deposit);
    }
    if (accepted) {
      List<Long> pending = new ArrayList<>(governance.getPendingList());
      pending.add(id);
      pending.sort(Comparator.naturalOrder());
      governance.clearPending().addAllPending(pending);
      draft.put(proposal.toBuilder().setDeposit(ByteString.EMPTY).clearVotes().build());
    } else {
      draft.delete(StateKeys.proposal(id));
    }
    EventKind kind = accepted ? EventKind.PROPOSAL_ACCEPTED : EventKind.PROPOSAL_REJECTED;
    event(draft, kind, proposal.getProposer(), id);
  }

  private static List<Long> without(List<Long> ids, long id) {
    return ids.stream().filter(one -> one != id).toList();
  }

  private static void activate(
      Draft draft, GovernanceRecord.Builder governance, ProposalRecord proposal) {
    boolean done = true;
    if (proposal.hasTreasury()) {
      Treasury.install(draft, proposal.getTreasury());
    } else if (proposal.hasUpgrade()) {
      done = upgrade(governance, proposal.getUpgrade());
    } else {
      done = change(draft, governance, proposal);
    }
    long id = proposal.getId();
    draft.delete(StateKeys.proposal(id));
    List<Long> left = without(governance.getPendingList(), id);
    governance.clearPending().addAllPending(left);
    EventKind kind = done ? EventKind.PROPOSAL_ACTIVATED : EventKind.PROPOSAL_DROPPED;
    event(draft, kind, proposal.getProposer(), id);
  }

  private static boolean upgrade(
      GovernanceRecord.Builder governance, network.cairn.proto.ledger.Upgrade upgrade) {
    boolean newer = upgrade.getAppVersion() > governance.getAppVersion();
    if (newer) {
      governance.setAppVersion(upgrade.getAppVersion()).setRelease(upgrade.getName());
    }
    return newer;
  }

  private static boolean change(
      Draft draft, GovernanceRecord.Builder governance, ProposalRecord proposal) {
    try {
      List<ParamChange> changes = proposal.getChangesList().stream().map(ParamChange::of).toList();
      // Others may have come into force since it was found within its bounds.
      Params next = ParamBounds.changed(profile(draft), draft.params(), changes);
      return TermsInUse.change(draft, governance, next);
    } catch (OutOfRange _) {
      return false;
    }
  }

  private static void event(Draft draft, EventKind kind, ByteString account, long id) {
    draft.event(kind, event -> event.setAccount(account).setProposal(id));
  }
}
