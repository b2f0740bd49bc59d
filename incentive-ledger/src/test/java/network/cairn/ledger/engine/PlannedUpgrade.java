package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.Map;
import network.cairn.ledger.rules.GenesisState;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.Jmt;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Upgrade;
import network.cairn.proto.ledger.GovernanceRecord;
import network.cairn.proto.ledger.ProposalRecord;
import network.cairn.proto.ledgerapi.LedgerHead;

/// A chain that has accepted an upgrade before its first block.
public final class PlannedUpgrade {
  private PlannedUpgrade() {}

  /// Writes the state of height 0 of a genesis with governance.
  ///
  /// @param height the first block that is for the newer programs
  public static void write(StateStore states, Genesis genesis, long height, long version) {
    Overlay overlay = new Overlay(StateView.empty());
    GenesisState.write(genesis, overlay);
    overlay.put(
        StateKeys.governance(),
        GovernanceRecord.newBuilder()
            .setMark(ByteString.copyFrom(new byte[] {1}))
            .setTerms(1)
            .setLastTerms(1)
            .setLastProposal(1)
            .addPending(1)
            .build()
            .toByteArray());
    overlay.put(
        StateKeys.proposal(1),
        ProposalRecord.newBuilder()
            .setId(1)
            .setProposer(ByteString.copyFrom(new byte[32]))
            .setActivationHeight(height)
            .setUpgrade(new Upgrade(version, "two").toWire())
            .build()
            .toByteArray());
    Jmt.Update update = Jmt.update(Jmt.Nodes.none(), overlay.writes());
    StateStore.Change first = BlockExecution.genesis(genesis);
    LedgerHead head =
        first.head().toBuilder().setAppHash(ByteString.copyFrom(update.root())).build();
    states.commit(
        new StateStore.Change(head, overlay.writes(), update.nodes(), first.events(), Map.of()));
  }
}
