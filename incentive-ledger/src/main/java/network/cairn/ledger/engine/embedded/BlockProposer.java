package network.cairn.ledger.engine.embedded;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.Beacons;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.Executed;
import network.cairn.ledger.engine.ProposalAttempts;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.Block;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Data;
import network.cairn.proto.comet.EvidenceList;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.Time;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.StoredBlock;

/// Makes the next block over a state, executes it and, only if that went well, signs it
/// (docs/protocol.md §1, §2). Touches neither log nor store: what it gives is not durable.
///
/// A fault of the rules ends a proposal, as [ProposalAttempts] says. For one thread at a time.
final class BlockProposer {
  private static final Duration STEP = Duration.ofMillis(1);

  private final Genesis genesis;
  private final ValidatorKeys keys;
  private final InstantSource clock;
  private final Executor execution;

  /// Executes a block, as [BlockExecution#execute].
  @FunctionalInterface
  interface Executor {
    Executed execute(Snapshot before, BlockData block);
  }

  /// A signed block and what it does.
  record Proposal(StoredBlock block, StateStore.Change change) {}

  BlockProposer(Genesis genesis, ValidatorKeys keys, InstantSource clock, Executor execution) {
    this.genesis = genesis;
    this.keys = keys;
    this.clock = clock;
    this.execution = execution;
  }

  /// The next block with as many of the transactions as the rules can execute.
  ///
  /// @param lastCommit of the state's block
  /// @param faulty gets a transaction on which the rules fail, and how
  /// @throws RuntimeException as the rules do if they fail without any transaction, or as the store
  ///   does
  Proposal propose(
      Snapshot state,
      Commit lastCommit,
      List<ByteString> waiting,
      BiConsumer<ByteString, RuntimeException> faulty) {
    ByteString beacon = Beacons.next(state, keys);
    Time time = time(state.head().orElseThrow());
    return ProposalAttempts.make(
        waiting, txs -> propose(state, lastCommit, time, beacon, txs), faulty);
  }

  /// The next block without transactions, which names the validators with which the chain goes on.
  Proposal proposeMove(Snapshot state, Commit lastCommit, List<Genesis.Validator> validators) {
    return propose(
        state,
        lastCommit,
        time(state.head().orElseThrow()),
        Beacons.next(state, keys, validators),
        List.of());
  }

  /// Whether this validator alone signs the next block.
  boolean isNext(Snapshot state) {
    return isOwn(ValidatorSets.next(state));
  }

  /// Whether this validator alone signs the block after the next.
  boolean isAfterNext(Snapshot state) {
    return isOwn(ValidatorSets.afterNext(state));
  }

  private boolean isOwn(Validators set) {
    return set.members().size() == 1
        && set.members().getFirst().pubkey().equals(keys.validatorKey());
  }

  private Proposal propose(
      Snapshot state, Commit lastCommit, Time time, ByteString beacon, List<ByteString> txs) {
    List<ByteString> all = new ArrayList<>();
    all.add(beacon);
    all.addAll(txs);
    Header header = StoredBlocks.nextHeader(state, lastCommit, time, keys.address(), all);
    Block block =
        Block.newBuilder()
            .setHeader(header)
            .setData(Data.newBuilder().addAllTxs(all))
            .setEvidence(EvidenceList.getDefaultInstance())
            .setLastCommit(lastCommit)
            .build();
    BlockId id =
        BlockId.newBuilder()
            .setHash(Headers.hash(header))
            .setPartSetHeader(Headers.parts(block.toByteString()))
            .build();
    StateStore.Change change = execution.execute(state, BlockExecution.data(block)).as(id);
    return new Proposal(sign(block, id, ValidatorSets.next(state)), change);
  }

  /// Now, but later than the block before: while the wall clock is behind, times stand but for the
  /// least step, so that they are right again as soon as it has caught up.
  private Time time(LedgerHead head) {
    Instant earliest = Times.instant(head.getTime()).plus(STEP);
    Instant now = clock.instant();
    return Times.of(now.isAfter(earliest) ? now : earliest);
  }

  private StoredBlock sign(Block block, BlockId id, Validators validators) {
    Header header = block.getHeader();
    Commit unsigned =
        Commit.newBuilder()
            .setHeight(header.getHeight())
            .setBlockId(id)
            .addSignatures(
                CommitSig.newBuilder()
                    .setBlockIdFlag(Votes.FOR_BLOCK)
                    .setValidatorAddress(keys.address())
                    .setTimestamp(header.getTime()))
            .build();
    byte[] signature =
        Ed25519.sign(keys.validatorSeed(), Votes.signBytes(header.getChainId(), unsigned, 0));
    Commit.Builder commit = unsigned.toBuilder();
    commit.getSignaturesBuilder(0).setSignature(ByteString.copyFrom(signature));
    return StoredBlocks.of(block, commit.build(), validators, genesis);
  }
}
