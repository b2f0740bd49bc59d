package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.Beacons;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.Executed;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.ProposalAttempts;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.comet.abci.AbciHandler;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.InvalidBlock;
import network.cairn.ledger.rules.ProposalRules;
import network.cairn.ledger.rules.RuleFault;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.RequestCheckTx;
import network.cairn.proto.abci.RequestFinalizeBlock;
import network.cairn.proto.abci.RequestPrepareProposal;
import network.cairn.proto.abci.RequestProcessProposal;
import network.cairn.proto.abci.RequestQuery;
import network.cairn.proto.abci.Response;
import network.cairn.proto.abci.ResponseApplySnapshotChunk;
import network.cairn.proto.abci.ResponseCommit;
import network.cairn.proto.abci.ResponseExtendVote;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import network.cairn.proto.abci.ResponseInfo;
import network.cairn.proto.abci.ResponseInitChain;
import network.cairn.proto.abci.ResponseListSnapshots;
import network.cairn.proto.abci.ResponseLoadSnapshotChunk;
import network.cairn.proto.abci.ResponseOfferSnapshot;
import network.cairn.proto.abci.ResponsePrepareProposal;
import network.cairn.proto.abci.ResponseProcessProposal;
import network.cairn.proto.abci.ResponseQuery;
import network.cairn.proto.abci.ResponseVerifyVoteExtension;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Time;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ledger as CometBFT's application (docs/protocol.md §15). What it finalizes stays in memory
/// until CometBFT commits it. Consensus comes one request after the other; the pool's and the
/// query's connections run beside it. Thread-safe.
final class LedgerApp implements AbciHandler {
  static final int ACCEPT = 1;
  static final int REJECT = 2;

  private static final Logger LOG = LoggerFactory.getLogger(LedgerApp.class);
  private static final int REFUSED = 1;
  private static final int RECHECK = 1;

  /// More than protobuf's frames of all transactions of a block.
  private static final int FRAMES = 5 * (ProposalRules.MAX_TXS + 1);

  /// Attempts at a proposal without what was void in the one before.
  private static final int MAX_ATTEMPTS = 8;

  /// The least time from one note of the last vote to the next: each forces the disk.
  static final Duration NOTES = Duration.ofSeconds(10);

  private final Genesis genesis;
  private final ValidatorKeys keys;
  private final Tip tip;
  private final BlockExecution execution;
  private final LedgerMetrics metrics;
  private final LongSupplier nanoTime;
  private final Runnable votes;
  private final ReentrantLock consensus = new ReentrantLock();

  private long noted;

  /// The proposal that was executed last.
  private Optional<Executed> tried = Optional.empty();

  private @Nullable Finalized finalized;

  /// A block that is decided but not committed.
  private record Finalized(Executed executed, BlockId id, long begun) {}

  /// @param keys that prove the beacons of this validator's proposals
  /// @param nanoTime monotonic
  /// @param votes notes the last vote; called after a commit, once in [#NOTES] at most
  LedgerApp(
      Genesis genesis,
      ValidatorKeys keys,
      Tip tip,
      BlockExecution execution,
      LedgerMetrics metrics,
      LongSupplier nanoTime,
      Runnable votes) {
    this.genesis = genesis;
    this.keys = keys;
    this.tip = tip;
    this.execution = execution;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.votes = votes;
    this.noted = nanoTime.getAsLong();
  }

  @Override
  public Response answer(Request request) {
    Response.Builder out = Response.newBuilder();
    return switch (request.getValueCase()) {
      case QUERY -> out.setQuery(query(request.getQuery())).build();
      case CHECK_TX -> out.setCheckTx(check(request.getCheckTx())).build();
      // One that was started again must not be told of the height before a commit under way.
      case INFO, INIT_CHAIN, PREPARE_PROPOSAL, PROCESS_PROPOSAL, FINALIZE_BLOCK, COMMIT -> {
        consensus.lock();
        try {
          yield decide(request, out);
        } finally {
          consensus.unlock();
        }
      }
      case LIST_SNAPSHOTS ->
          out.setListSnapshots(ResponseListSnapshots.getDefaultInstance()).build();
      case OFFER_SNAPSHOT ->
          out.setOfferSnapshot(ResponseOfferSnapshot.newBuilder().setResult(2)).build();
      case LOAD_SNAPSHOT_CHUNK ->
          out.setLoadSnapshotChunk(ResponseLoadSnapshotChunk.getDefaultInstance()).build();
      case APPLY_SNAPSHOT_CHUNK ->
          out.setApplySnapshotChunk(ResponseApplySnapshotChunk.newBuilder().setResult(2)).build();
      // They are never asked for: genesis leaves vote extensions off for ever.
      case EXTEND_VOTE -> out.setExtendVote(ResponseExtendVote.getDefaultInstance()).build();
      case VERIFY_VOTE_EXTENSION ->
          out.setVerifyVoteExtension(ResponseVerifyVoteExtension.newBuilder().setStatus(ACCEPT))
              .build();
      case ECHO, FLUSH, VALUE_NOT_SET ->
          throw new IllegalArgumentException("no request for an application");
    };
  }

  private Response decide(Request request, Response.Builder out) {
    return switch (request.getValueCase()) {
      case INFO -> out.setInfo(info()).build();
      case INIT_CHAIN -> out.setInitChain(initChain(request)).build();
      case PREPARE_PROPOSAL ->
          out.setPrepareProposal(prepare(request.getPrepareProposal())).build();
      case PROCESS_PROPOSAL ->
          out.setProcessProposal(
                  ResponseProcessProposal.newBuilder()
                      .setStatus(refusal(request.getProcessProposal()).isEmpty() ? ACCEPT : REJECT))
              .build();
      case FINALIZE_BLOCK ->
          out.setFinalizeBlock(finalizeBlock(request.getFinalizeBlock())).build();
      default -> out.setCommit(commit()).build();
    };
  }

  private ResponseInfo info() {
    LedgerHead head = tip.head();
    ResponseInfo.Builder out =
        ResponseInfo.newBuilder()
            .setData("cairn")
            .setAppVersion(StoredBlocks.APP_VERSION)
            .setLastBlockHeight(head.getHeight());
    return head.getHeight() == 0 ? out.build() : out.setLastBlockAppHash(head.getAppHash()).build();
  }

  private ResponseInitChain initChain(Request request) {
    CometGenesis.require(genesis, request.getInitChain());
    if (tip.head().getHeight() != 0) {
      throw new IllegalStateException(
          "CometBFT begins the chain again but the state stands at height "
              + tip.head().getHeight());
    }
    return ResponseInitChain.newBuilder().setAppHash(tip.head().getAppHash()).build();
  }

  private ResponseQuery query(RequestQuery request) {
    ResponseQuery.Builder out = ResponseQuery.newBuilder();
    if (!request.getPath().equals("/state") || request.getProve()) {
      return out.setCode(REFUSED)
          .setLog("the only path is /state, without proof; the ledger's own door gives proofs")
          .build();
    }
    return tip.read(state ->
        out.setKey(request.getData())
            .setValue(
                state
                    .get(request.getData().toByteArray())
                    .map(ByteString::copyFrom)
                    .orElse(ByteString.EMPTY))
            .setHeight(state.head().orElseThrow().getHeight())
            .build());
  }

  /// What passes waits in this program's own pool too, from which proposals are made.
  private network.cairn.proto.abci.TxResult check(RequestCheckTx request) {
    ByteString tx = request.getTx();
    Optional<ByteString> bodyId = bodyId(tx);
    Optional<Engine.Refused> refusal = Optional.empty();
    if (request.getType() != RECHECK && bodyId.filter(tip::isWaiting).isEmpty()) {
      refusal = tip.submit(tx, Submitter.local()).refusal();
    }
    if (refusal.isEmpty() && bodyId.filter(tip::isWaiting).isPresent()) {
      return network.cairn.proto.abci.TxResult.getDefaultInstance();
    }
    String why =
        refusal.map(r -> r.reason() + ": " + r.detail()).orElse("it waits no longer in the pool");
    return network.cairn.proto.abci.TxResult.newBuilder().setCode(REFUSED).setLog(why).build();
  }

  private static Optional<ByteString> bodyId(ByteString tx) {
    try {
      return Optional.of(ByteString.copyFrom(SignedTx.decode(tx).bodyId()));
    } catch (NotCanonical e) {
      return Optional.empty();
    }
  }

  private ResponsePrepareProposal prepare(RequestPrepareProposal request) {
    long room =
        Math.min(request.getMaxTxBytes() - FRAMES, Validation.MAX_BLOCK_BYTES) - Beacons.BYTES;
    BlockContext context =
        context(request.getHeight(), request.getTime(), request.getProposerAddress());
    ByteString beacon = Beacons.next(tip.own(), keys);
    Executed made =
        ProposalAttempts.make(
            ProposalRules.within(tip.choose(room)),
            txs -> withoutVoid(context, beacon, txs),
            tip::leaveOut);
    tried = Optional.of(made);
    return ResponsePrepareProposal.newBuilder().addAllTxs(made.block().txs()).build();
  }

  /// Others refuse a block with a void transaction.
  private Executed withoutVoid(BlockContext context, ByteString beacon, List<ByteString> txs) {
    List<ByteString> left = txs;
    for (int attempt = 1; ; attempt++) {
      List<ByteString> all = new ArrayList<>();
      all.add(beacon);
      all.addAll(left);
      Executed made = execution.execute(tip.own(), new BlockData(context, all));
      List<ByteString> good = new ArrayList<>();
      for (int i = 1; i < all.size(); i++) {
        if (made.results().get(i).code() != TxResult.VOID) {
          good.add(all.get(i));
        }
      }
      if (good.size() == left.size()) {
        return made;
      }
      left = attempt < MAX_ATTEMPTS ? good : List.of();
    }
  }

  /// Why a proposal is refused; empty if it is not.
  Optional<String> refusal(RequestProcessProposal request) {
    BlockData block =
        new BlockData(
            context(request.getHeight(), request.getTime(), request.getProposerAddress()),
            request.getTxsList());
    Optional<String> fault = refusal(block);
    fault.ifPresent(
        why -> LOG.warn("the proposal of block {} is refused: {}", block.height(), why));
    return fault;
  }

  private Optional<String> refusal(BlockData block) {
    Optional<String> fault = ProposalRules.fault(block.txs());
    if (fault.isPresent()) {
      return fault;
    }
    try {
      return ProposalRules.voidIn(execute(block).results());
    } catch (InvalidBlock | RuleFault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (StoreFailure | UncheckedIOException e) {
      throw e; // This validator's disk says nothing of the proposal.
    } catch (RuntimeException e) {
      // What only this proposal does must not end whoever looks at it; nothing is decided yet.
      LOG.error("the rules fail on the proposal of block {}, which is refused", block.height(), e);
      return Optional.of("the rules fail on it: " + e);
    }
  }

  /// Executes a block over the newest state, once.
  private Executed execute(BlockData block) {
    Optional<Executed> known = tried.filter(t -> t.block().equals(block));
    if (known.isEmpty()) {
      tried = Optional.of(execution.execute(tip.own(), block));
    }
    return tried.orElseThrow();
  }

  private static BlockContext context(long height, Time time, ByteString proposer) {
    return new BlockContext(height, Times.nanos(time), proposer);
  }

  private ResponseFinalizeBlock finalizeBlock(RequestFinalizeBlock request) {
    long begun = nanoTime.getAsLong();
    Executed executed =
        execute(
            new BlockData(
                context(request.getHeight(), request.getTime(), request.getProposerAddress()),
                request.getTxsList()));
    if (executed.change().head().hasValidators()) {
      throw new IllegalStateException("the rules changed validators, which this engine lacks");
    }
    finalized =
        new Finalized(executed, BlockId.newBuilder().setHash(request.getHash()).build(), begun);
    ResponseFinalizeBlock.Builder out =
        ResponseFinalizeBlock.newBuilder().setAppHash(executed.change().head().getAppHash());
    for (TxResult result : executed.results()) {
      out.addTxResults(
          network.cairn.proto.abci.TxResult.newBuilder()
              .setCode(result.code())
              .setData(result.data())
              .setLog(result.code() == TxResult.DONE ? "" : result.reason().name()));
    }
    return out.build();
  }

  private ResponseCommit commit() {
    Finalized decided = finalized;
    if (decided == null) {
      throw new IllegalStateException("CometBFT commits a block that was not finalized");
    }
    BlockData block = decided.executed().block();
    tip.commit(decided.executed().as(decided.id()), block.txs());
    finalized = null;
    tried = Optional.empty();
    metrics.block(block.height(), block.txs().size() - 1, nanoTime.getAsLong() - decided.begun());
    tip.progress().reach(tip.own().head().orElseThrow());
    noteVotes();
    return ResponseCommit.getDefaultInstance();
  }

  private void noteVotes() {
    long now = nanoTime.getAsLong();
    if (now - noted >= NOTES.toNanos()) {
      noted = now;
      votes.run();
    }
  }

  /// Closes the states when no request is under way; a later one fails.
  void close() {
    consensus.lock();
    try {
      tip.close();
    } finally {
      consensus.unlock();
    }
  }
}
