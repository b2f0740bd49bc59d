package network.cairn.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.proto.comet.Block;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.Header;
import network.cairn.proto.ledger.ValidatorRecord;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.StoredBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each height has its set, whatever the newest is.
final class ValidatorSetsTest {
  private static final Validators GENESIS = ValidatorSets.ofGenesis(TestChain.genesis());
  private static final Validators OTHER = HandMadeChain.set(List.of("x"));
  @TempDir private Path folder;

  /// The change of a block that replaces the validator, or changes nothing.
  private static StateStore.Change block(Snapshot before, boolean replaces) {
    LedgerHead head = before.head().orElseThrow();
    Overlay overlay = new Overlay(before);
    if (replaces) {
      Validators.Validator x = OTHER.members().getFirst();
      overlay.delete(StateKeys.validator(GENESIS.members().getFirst().address()));
      overlay.put(
          StateKeys.validator(x.address()),
          ValidatorRecord.newBuilder()
              .setPubkey(x.pubkey())
              .setPower(x.power())
              .build()
              .toByteArray());
    }
    SortedMap<byte[], Optional<byte[]>> writes = overlay.writes();
    LedgerHead.Builder next = head.toBuilder().setHeight(head.getHeight() + 1).clearValidators();
    ValidatorSets.kept(before, writes).ifPresent(next::setValidators);
    return new StateStore.Change(
        next.build(), writes, new Overlay(before).writes(), List.of(), Map.of());
  }

  private static void requireHeader(StateStore states, Validators own, Validators next) {
    try (Snapshot state = states.snapshot()) {
      Header header =
          StoredBlocks.nextHeader(
              state, Commit.getDefaultInstance(), Times.ZERO, ByteString.EMPTY, List.of());
      assertThat(header.getValidatorsHash()).isEqualTo(own.hash());
      assertThat(header.getNextValidatorsHash()).isEqualTo(next.hash());
    }
  }

  @Test
  void aChangeInBlockHSignsFromHPlus2() {
    try (StateStore states = LmdbStateStore.open(folder)) {
      states.commit(BlockExecution.genesis(TestChain.genesis()));
      requireHeader(states, GENESIS, GENESIS);
      for (boolean replaces : new boolean[] {false, true, false}) {
        try (Snapshot before = states.snapshot()) {
          StateStore.Change change = block(before, replaces);
          assertThat(change.head().hasValidators()).isEqualTo(replaces);
          states.commit(change);
        }
        if (replaces) {
          requireHeader(states, GENESIS, OTHER);
        }
      }
      requireHeader(states, OTHER, OTHER);
    }
  }

  private static Block blockOf(Validators set) {
    return Block.newBuilder()
        .setHeader(Header.newBuilder().setHeight(7).setValidatorsHash(set.hash()))
        .build();
  }

  @Test
  void aStoredBlockKeepsItsOwnSetUnlessItIsGenesiss() {
    for (Validators set : List.of(GENESIS, OTHER)) {
      StoredBlock stored =
          StoredBlocks.of(blockOf(set), Commit.getDefaultInstance(), set, TestChain.genesis());
      assertThat(stored.hasValidators()).isEqualTo(set.equals(OTHER));
      assertThat(ValidatorSets.of(stored, TestChain.genesis())).isEqualTo(set);
    }
    StoredBlock wrong =
        StoredBlocks.of(blockOf(OTHER), Commit.getDefaultInstance(), GENESIS, TestChain.genesis());
    assertThatThrownBy(() -> ValidatorSets.of(wrong, TestChain.genesis()))
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining("block 7");
  }
}
