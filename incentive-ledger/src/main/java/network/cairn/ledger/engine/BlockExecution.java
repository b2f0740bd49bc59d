package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.MerkleTree;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.rules.Application;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.BlockResult;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.Envelope;
import network.cairn.ledger.rules.Envelopes;
import network.cairn.ledger.rules.GenesisState;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.state.Jmt;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.comet.Block;
import network.cairn.proto.comet.ExecTxResult;
import network.cairn.proto.comet.Header;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;

/// Turns genesis and blocks into changes of the stored state. Stateless and thread-safe.
public final class BlockExecution {
  /// Form of the store; another is refused.
  public static final int SCHEMA = 2;

  private static final int MAX_LOG = 256;
  private final Application application;
  private final Envelopes envelopes;
  private final Program program;

  public BlockExecution() {
    this(Crypto.strict());
  }

  /// @param crypto says what [Crypto#strict] would
  public BlockExecution(Crypto crypto) {
    this(crypto, Program.current());
  }

  /// @param program as which this executes
  public BlockExecution(Crypto crypto, Program program) {
    this(crypto, Envelopes.none(), program);
  }

  /// @param envelopes of transactions that need not be decoded again
  public BlockExecution(Crypto crypto, Envelopes envelopes, Program program) {
    this.application = new Application(crypto, envelopes);
    this.envelopes = envelopes;
    this.program = program;
  }

  /// The change that makes height 0 of an empty store.
  public static StateStore.Change genesis(Genesis genesis) {
    Overlay overlay = new Overlay(StateView.empty());
    GenesisState.write(genesis, overlay);
    Jmt.Update update = Jmt.update(Jmt.Nodes.none(), overlay.writes());
    LedgerHead head =
        LedgerHead.newBuilder()
            .setSchema(SCHEMA)
            .setChainId(genesis.chainId())
            .setChainRef(ByteString.copyFrom(genesis.chainRef()))
            .setAppHash(ByteString.copyFrom(update.root()))
            .setTime(Times.ofNanos(genesis.timeMs() * 1_000_000L))
            .setResultsHash(MerkleTree.root(List.of()))
            .build();
    return new StateStore.Change(head, overlay.writes(), update.nodes(), List.of(), Map.of());
  }

  /// A block by whose rules is known what it does, but not yet what of it is hashed and stored.
  public record Begun(BlockData block, BlockResult result) {}

  /// What a block does to the state before it. Depends on the two alone.
  ///
  /// @throws ProgramTooOld if the block is for newer programs
  /// @throws network.cairn.ledger.rules.InvalidBlock if it is none
  /// @throws network.cairn.ledger.rules.RuleFault if the rules fail on a transaction
  public Executed execute(Snapshot before, BlockData block) {
    return finish(before, begin(before, block));
  }

  /// The first half of [#execute], which may fail as that does: all that the rules say.
  public Begun begin(Snapshot before, BlockData block) {
    program.require(before);
    return new Begun(block, application.apply(before, block.context(), block.txs()));
  }

  /// The second half: roots, outcomes and what is to be stored.
  ///
  /// @param before the same state
  public Executed finish(Snapshot before, Begun begun) {
    BlockData block = begun.block();
    BlockResult result = begun.result();
    LedgerHead head = before.head().orElseThrow();
    Jmt.Update update = Jmt.update(before, result.writes());
    LedgerHead.Builder next =
        head.toBuilder()
            .clearValidators()
            .clearBlockId()
            .setHeight(block.height())
            .setAppHash(ByteString.copyFrom(update.root()))
            .setTime(Times.ofNanos(block.context().timeNs()))
            .setResultsHash(resultsHash(result.results()));
    ValidatorSets.kept(before, result.writes()).ifPresent(next::setValidators);
    return new Executed(
        block,
        result.results(),
        new StateStore.Change(
            next.build(),
            result.writes(),
            update.nodes(),
            update.replaced(),
            result.events().stream().map(Event::toByteArray).toList(),
            records(next.getHeight(), block.txs(), result.results(), before)));
  }

  /// Refuses to go on over a state whose next block is for newer programs.
  ///
  /// @throws ProgramTooOld naming the block and the release
  public void requireNext(StateView newest) {
    program.require(newest);
  }

  /// What a whole block that one validator made alone gives to its execution. Of its power there is
  /// nothing to divide.
  public static BlockData data(Block block) {
    Header header = block.getHeader();
    return new BlockData(
        new BlockContext(
            header.getHeight(),
            Times.nanos(header.getTime()),
            header.getProposerAddress(),
            block.getLastCommit().getSignaturesList().stream()
                .map(sig ->
                    new BlockContext.Signer(
                        sig.getValidatorAddress(), 1, sig.getBlockIdFlag() == Votes.FOR_BLOCK))
                .toList(),
            List.of()),
        block.getData().getTxsList());
  }

  private static ByteString resultsHash(List<TxResult> results) {
    List<ExecTxResult> hashed = new ArrayList<>();
    for (TxResult result : results) {
      hashed.add(ExecTxResult.newBuilder().setCode(result.code()).setData(result.data()).build());
    }
    return Headers.resultsHash(hashed);
  }

  /// What became of each transaction. A void repeat does not hide the execution that counted.
  private Map<byte[], TxRecord> records(
      long height, List<ByteString> txs, List<TxResult> results, Snapshot before) {
    Map<byte[], TxRecord> records = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 1; i < txs.size(); i++) {
      TxResult result = results.get(i);
      Optional<byte[]> id = bodyId(txs.get(i));
      if (id.isEmpty()) {
        continue;
      }
      Optional<TxRecord> known =
          Optional.ofNullable(records.get(id.get())).or(() -> before.tx(id.get()));
      if (result.code() != TxResult.VOID || known.isEmpty()) {
        records.put(id.get(), record(height, i, result));
      }
    }
    return records;
  }

  private Optional<byte[]> bodyId(ByteString tx) {
    try {
      SignedTx read = envelopes.known(tx).map(Envelope::tx).orElseGet(() -> SignedTx.decode(tx));
      return Optional.of(read.bodyId());
    } catch (NotCanonical e) {
      return Optional.empty();
    }
  }

  private static TxRecord record(long height, int index, TxResult result) {
    String log = result.log();
    return TxRecord.newBuilder()
        .setHeight(height)
        .setIndex(index)
        .setCode(result.code())
        .setData(result.data())
        .setReason(result.reason().name())
        .setLog(log.length() > MAX_LOG ? log.substring(0, MAX_LOG) : log)
        .build();
  }
}
