package network.cairn.ledger.types;

import network.cairn.proto.ledger.GovernanceParams;

/// How a chain's validators change its parameters (docs/protocol.md §17). Immutable.
///
/// @param voting blocks in which a proposal is voted on
/// @param delay least blocks from the end of the vote to the first block that the change holds for
/// @param deposit of a proposal; burned unless a third of the power is for it
/// @param propose fee of a proposal
/// @param vote fee of a vote
public record Governance(long voting, long delay, Amount deposit, Amount propose, Amount vote) {
  /// @throws OutOfRange for what no chain can run with
  public Governance {
    OutOfRange.require(
        voting >= 1 && voting <= 1L << 40, "votingBlocks " + voting + " is not in 1..2^40");
    OutOfRange.require(
        delay >= 1 && delay <= 1L << 40, "delayBlocks " + delay + " is not in 1..2^40");
  }

  /// The defaults of a profile.
  public static Governance defaults(Profile profile) {
    boolean dev = profile == Profile.DEV;
    return new Governance(
        dev ? 40 : 7 * 17_280L,
        dev ? 20 : 7 * 17_280L,
        Amount.ofCairn(dev ? 10 : 1_000),
        Params.milli(5),
        Params.milli(1));
  }

  static Governance of(GovernanceParams wire) {
    return new Governance(
        wire.getVotingBlocks(),
        wire.getDelayBlocks(),
        Amount.decode(wire.getDeposit()),
        Amount.decode(wire.getProposeFee()),
        Amount.decode(wire.getVoteFee()));
  }

  GovernanceParams toWire() {
    return GovernanceParams.newBuilder()
        .setVotingBlocks(voting)
        .setDelayBlocks(delay)
        .setDeposit(deposit.encode())
        .setProposeFee(propose.encode())
        .setVoteFee(vote.encode())
        .build();
  }
}
