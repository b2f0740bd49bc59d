package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.Beacons;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.Executed;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.ProgramTooOld;
import network.cairn.ledger.engine.ProposalAttempts;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.engine.comet.abci.AbciHandler;
import network.cairn.ledger.engine.pool.Mempool;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.InvalidBlock;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.ProposalRules;
import network.cairn.ledger.rules.RuleFault;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.abci.ConsensusParams;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.RequestCheckTx;
import network.cairn.proto.abci.RequestFinalizeBlock;
import network.cairn.proto.abci.RequestPrepareProposal;
import network.cairn.proto.abci.RequestProcessProposal;
import network.cairn.proto.abci.RequestQuery;
import network.cairn.proto.abci.Response;
import network.cairn.proto.abci.ResponseCommit;
import network.cairn.proto.abci.ResponseExtendVote;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import network.cairn.proto.abci.ResponseInfo;
import network.cairn.proto.abci.ResponseInitChain;
import network.cairn.proto.abci.ResponsePrepareProposal;
import network.cairn.proto.abci.ResponseProcessProposal;
import network.cairn.proto.abci.ResponseQuery;
import network.cairn.proto.abci.ResponseVerifyVoteExtension;
import network.cairn.proto.abci.ValidatorUpdate;
import network.cairn.proto.abci.VersionParams;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.PublicKey;
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

  /// Attempts at a proposal without what was void in the one before.
  private static final int MAX_ATTEMPTS = 8;

  /// The least time from one note of the last vote to the next: each forces the disk.
  static final Duration NOTES = Duration.ofSeconds(10);

  /// Blocks from one time that CometBFT forgets some to the next.
  private static final long FORGETS = 100;

  private final Genesis genesis;
  private final Optional<ChainMove> move;
  private final ValidatorKeys keys;
  private final Tip tip;
  private final StateSync sync;
  private final BlockExecution execution;
  private final OnceExecuted once;
  private final LedgerMetrics metrics;
  private final Scheduler scheduler;
  private final Runnable votes;
  private final Consumer<ProgramTooOld> tooOld;
  private final LongUnaryOperator firstKept;
  private final ReentrantLock consensus = new ReentrantLock();

  private long noted;

  private @Nullable Finalized finalized;

  /// A block that is decided but not committed.
  private record Finalized(Executed executed, BlockId id, long begun) {}

  /// @param move where CometBFT's first block follows, if not genesis
  /// @param keys that prove the beacons of this validator's proposals
  /// @param scheduler of what is made beside CometBFT's requests
  /// @param votes notes the last vote; called after a commit, once in [#NOTES] at most
  /// @param tooOld is told after a commit that the next block is for newer programs
  /// @param firstKept which blocks CometBFT may forget: those below what this says of a height
  LedgerApp(
      Genesis genesis,
      Optional<ChainMove> move,
      ValidatorKeys keys,
      Tip tip,
      StateSync sync,
      BlockExecution execution,
      LedgerMetrics metrics,
      Scheduler scheduler,
      Runnable votes,
      Consumer<ProgramTooOld> tooOld,
      LongUnaryOperator firstKept) {
    this.genesis = genesis;
    this.move = move;
    this.keys = keys;
    this.tip = tip;
    this.sync = sync;
    this.execution = execution;
    this.metrics = metrics;
    this.once = new OnceExecuted(tip, execution, scheduler);
    this.scheduler = scheduler;
    this.votes = votes;
    this.tooOld = tooOld;
    this.firstKept = firstKept;
    this.noted = scheduler.nanoTime();
  }

  @Override
  public Response answer(Request request) {
    Response.Builder out = Response.newBuilder();
    return switch (request.getValueCase()) {
      case QUERY -> out.setQuery(query(request.getQuery())).build();
      case CHECK_TX -> begin(request.getCheckTx()).get();
      // One that was started again must not be told of the height before a commit under way.
      case INFO,
          INIT_CHAIN,
          OFFER_SNAPSHOT,
          APPLY_SNAPSHOT_CHUNK,
          PREPARE_PROPOSAL,
          PROCESS_PROPOSAL,
          FINALIZE_BLOCK,
          COMMIT -> {
        consensus.lock();
        try {
          yield decide(request, out);
        } finally {
          consensus.unlock();
        }
      }
      case LIST_SNAPSHOTS -> out.setListSnapshots(sync.list()).build();
      case LOAD_SNAPSHOT_CHUNK ->
          out.setLoadSnapshotChunk(sync.load(request.getLoadSnapshotChunk())).build();
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
      case OFFER_SNAPSHOT ->
          out.setOfferSnapshot(sync.offer(request.getOfferSnapshot(), hasCommitted())).build();
      case APPLY_SNAPSHOT_CHUNK ->
          out.setApplySnapshotChunk(sync.apply(request.getApplySnapshotChunk())).build();
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
            .setAppVersion(tip.read(state -> new LedgerView(state).appVersion()));
    // Of the blocks before its first one CometBFT knows nothing.
    return isBegun()
        ? out.setLastBlockHeight(head.getHeight()).setLastBlockAppHash(head.getAppHash()).build()
        : out.build();
  }

  private boolean isBegun() {
    return tip.head().getHeight() > CometGenesis.base(move);
  }

  /// A state that others' snapshot gave knows no id of its block until the next one is committed; a
  /// CometBFT that was killed before it noted that snapshot offers one again.
  boolean hasCommitted() {
    return isBegun() && tip.head().hasBlockId();
  }

  private ResponseInitChain initChain(Request request) {
    CometGenesis.require(genesis, move, request.getInitChain());
    if (isBegun()) {
      throw new IllegalStateException(
          "CometBFT begins the chain again but the state stands at height "
              + tip.head().getHeight());
    }
    ResponseInitChain.Builder out =
        ResponseInitChain.newBuilder().setAppHash(tip.head().getAppHash());
    long demanded = tip.read(state -> new LedgerView(state).appVersion());
    if (demanded != StoredBlocks.FIRST_APP_VERSION) {
      out.setConsensusParams(version(demanded)); // Of a chain that was moved after an upgrade.
    }
    return out.build();
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

  /// Verifies beside others; what passes then enters the pool in the order of the requests.
  @Override
  public Supplier<Response> begin(RequestCheckTx check) {
    if (check.getType() == RECHECK) {
      return () -> response(check(new Engine.Taken(bodyId(check.getTx()), Optional.empty())));
    }
    Supplier<Engine.Taken> judged = tip.judge(check.getTx(), Submitter.local());
    return () -> response(check(judged.get()));
  }

  private static Response response(network.cairn.proto.abci.TxResult checked) {
    return Response.newBuilder().setCheckTx(checked).build();
  }

  /// What passes waits in this program's own pool too, from which proposals are made.
  private network.cairn.proto.abci.TxResult check(Engine.Taken taken) {
    Optional<Engine.Refused> refusal = taken.refusal();
    if (refusal.isEmpty() && tip.isWaiting(taken.bodyId())) {
      return network.cairn.proto.abci.TxResult.getDefaultInstance();
    }
    String why =
        refusal.map(r -> r.reason() + ": " + r.detail()).orElse("it waits no longer in the pool");
    return network.cairn.proto.abci.TxResult.newBuilder().setCode(REFUSED).setLog(why).build();
  }

  /// Empty if it does not decode.
  private static ByteString bodyId(ByteString tx) {
    try {
      return ByteString.copyFrom(SignedTx.decode(tx).bodyId());
    } catch (NotCanonical e) {
      return ByteString.EMPTY;
    }
  }

  private ResponsePrepareProposal prepare(RequestPrepareProposal request) {
    List<ByteString> chosen =
        tip.choose(
            Validation.MAX_BLOCK_BYTES - Beacons.BYTES,
            request.getMaxTxBytes() - Beacons.BYTES - Mempool.FRAME);
    BlockContext context =
        new BlockContext(
            request.getHeight(),
            Times.nanos(request.getTime()),
            request.getProposerAddress(),
            Told.ofExtended(request.getLocalLastCommit()),
            Told.of(request.getMisbehaviorList()));
    ByteString beacon = Beacons.next(tip.own(), keys);
    BlockData made =
        ProposalAttempts.make(
            ProposalRules.within(chosen, tip.envelopes()),
            txs -> withoutVoid(context, beacon, txs),
            tip::leaveOut);
    once.goOn();
    return ResponsePrepareProposal.newBuilder().addAllTxs(made.txs()).build();
  }

  /// Others refuse a block with a void transaction.
  private BlockData withoutVoid(BlockContext context, ByteString beacon, List<ByteString> txs) {
    List<ByteString> left = txs;
    for (int attempt = 1; ; attempt++) {
      List<ByteString> all = new ArrayList<>();
      all.add(beacon);
      all.addAll(left);
      BlockData made = new BlockData(context, all);
      List<TxResult> results = once.attempt(made);
      List<ByteString> good = new ArrayList<>();
      for (int i = 1; i < all.size(); i++) {
        if (results.get(i).code() != TxResult.VOID) {
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
            new BlockContext(
                request.getHeight(),
                Times.nanos(request.getTime()),
                request.getProposerAddress(),
                Told.of(request.getProposedLastCommit()),
                Told.of(request.getMisbehaviorList())),
            request.getTxsList());
    Optional<String> fault = refusal(block);
    fault.ifPresent(
        why -> LOG.warn("the proposal of block {} is refused: {}", block.height(), why));
    return fault;
  }

  private Optional<String> refusal(BlockData block) {
    Optional<String> fault = ProposalRules.fault(block.txs(), tip.envelopes());
    if (fault.isPresent()) {
      return fault;
    }
    try {
      return ProposalRules.voidIn(once.whole(block).results());
    } catch (InvalidBlock | RuleFault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (StoreFailure | UncheckedIOException | ProgramTooOld e) {
      throw e; // This validator's disk or program says nothing of the proposal.
    } catch (RuntimeException e) {
      // What only this proposal does must not end whoever looks at it; nothing is decided yet.
      LOG.error("the rules fail on the proposal of block {}, which is refused", block.height(), e);
      return Optional.of("the rules fail on it: " + e);
    }
  }

  private ResponseFinalizeBlock finalizeBlock(RequestFinalizeBlock request) {
    long begun = scheduler.nanoTime();
    Executed executed =
        once.whole(
            new BlockData(
                new BlockContext(
                    request.getHeight(),
                    Times.nanos(request.getTime()),
                    request.getProposerAddress(),
                    Told.of(request.getDecidedLastCommit()),
                    Told.of(request.getMisbehaviorList())),
                request.getTxsList()));
    finalized =
        new Finalized(executed, BlockId.newBuilder().setHash(request.getHash()).build(), begun);
    ResponseFinalizeBlock.Builder out =
        ResponseFinalizeBlock.newBuilder().setAppHash(executed.change().head().getAppHash());
    upgrade(executed).ifPresent(out::setConsensusParamUpdates);
    for (Validators.Validator changed :
        ValidatorSets.changes(tip.own(), executed.change().writes())) {
      out.addValidatorUpdates(
          ValidatorUpdate.newBuilder()
              .setPubKey(PublicKey.newBuilder().setEd25519(changed.pubkey()))
              .setPower(changed.power()));
    }
    for (TxResult result : executed.results()) {
      out.addTxResults(
          network.cairn.proto.abci.TxResult.newBuilder()
              .setCode(result.code())
              .setData(result.data())
              .setLog(result.code() == TxResult.DONE ? "" : result.reason().name()));
    }
    return out.build();
  }

  /// What CometBFT's headers name from the next block on, if a block changes it.
  private Optional<ConsensusParams> upgrade(Executed executed) {
    long version = Program.demanded(tip.own(), executed.change().writes());
    return version == new LedgerView(tip.own()).appVersion()
        ? Optional.empty()
        : Optional.of(version(version));
  }

  private static ConsensusParams version(long app) {
    return ConsensusParams.newBuilder().setVersion(VersionParams.newBuilder().setApp(app)).build();
  }

  private ResponseCommit commit() {
    Finalized decided = finalized;
    if (decided == null) {
      throw new IllegalStateException("CometBFT commits a block that was not finalized");
    }
    BlockData block = decided.executed().block();
    once.forget();
    tip.commit(decided.executed().as(decided.id()), block.txs());
    finalized = null;
    metrics.block(block.height(), block.txs().size() - 1, scheduler.nanoTime() - decided.begun());
    tip.progress().reach(tip.own().head().orElseThrow());
    noteVotes();
    try {
      execution.requireNext(tip.own());
    } catch (ProgramTooOld e) {
      tooOld.accept(e); // CometBFT hears of this block first.
    }
    return ResponseCommit.newBuilder()
        .setRetainHeight(block.height() % FORGETS == 0 ? firstKept.applyAsLong(block.height()) : 0)
        .build();
  }

  private void noteVotes() {
    long now = scheduler.nanoTime();
    if (now - noted >= NOTES.toNanos()) {
      noted = now;
      votes.run();
    }
  }

  /// Closes the states when no request is under way; a later one fails.
  void close() {
    consensus.lock();
    try {
      once.forget();
      tip.close();
    } finally {
      consensus.unlock();
    }
  }
}
