package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import network.cairn.base.hash.Sha256;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.ProgramTooOld;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.comet.abci.AbciClient;
import network.cairn.ledger.engine.comet.abci.AbciGrammar;
import network.cairn.ledger.engine.comet.abci.AbciServer;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.abci.AbciValidator;
import network.cairn.proto.abci.BlockParams;
import network.cairn.proto.abci.CommitInfo;
import network.cairn.proto.abci.ConsensusParams;
import network.cairn.proto.abci.ExtendedCommitInfo;
import network.cairn.proto.abci.ExtendedVoteInfo;
import network.cairn.proto.abci.Misbehavior;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.RequestApplySnapshotChunk;
import network.cairn.proto.abci.RequestCheckTx;
import network.cairn.proto.abci.RequestCommit;
import network.cairn.proto.abci.RequestFinalizeBlock;
import network.cairn.proto.abci.RequestInfo;
import network.cairn.proto.abci.RequestInitChain;
import network.cairn.proto.abci.RequestListSnapshots;
import network.cairn.proto.abci.RequestLoadSnapshotChunk;
import network.cairn.proto.abci.RequestOfferSnapshot;
import network.cairn.proto.abci.RequestPrepareProposal;
import network.cairn.proto.abci.RequestProcessProposal;
import network.cairn.proto.abci.ResponseApplySnapshotChunk;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import network.cairn.proto.abci.ResponseInfo;
import network.cairn.proto.abci.ResponseListSnapshots;
import network.cairn.proto.abci.Snapshot;
import network.cairn.proto.abci.ValidatorUpdate;
import network.cairn.proto.abci.VersionParams;
import network.cairn.proto.abci.VoteInfo;
import network.cairn.proto.comet.PublicKey;

/// The ledger behind its socket, with CometBFT's side made by hand: what a test decides is asked
/// over a real connection, in CometBFT's grammar. For one thread.
public final class HandMadeComet implements AutoCloseable {
  public final CompletableFuture<Throwable> fatal = new CompletableFuture<>();

  /// Done once the next block is for newer programs.
  final CompletableFuture<ProgramTooOld> tooOld = new CompletableFuture<>();

  private final Genesis genesis;
  private final Optional<ChainMove> move;
  private final Path socketFolder;
  private final AbciGrammar grammar = new AbciGrammar();
  final LedgerApp app;
  final Tip tip;
  private final AbciServer server;
  private AbciClient consensus;

  /// @param states folder of the states, scratch
  public HandMadeComet(Genesis genesis, ValidatorKeys keys, Path states, Crypto crypto)
      throws IOException {
    this(genesis, keys, states, crypto, Program.current());
  }

  /// @param program as which this executes
  HandMadeComet(Genesis genesis, ValidatorKeys keys, Path states, Crypto crypto, Program program)
      throws IOException {
    this(
        genesis,
        Optional.empty(),
        keys,
        states,
        Crypto.strict(),
        _ -> new BlockExecution(crypto, program),
        System::nanoTime,
        () -> {});
  }

  /// @param votes is called as [LedgerApp] says
  HandMadeComet(
      Genesis genesis,
      ValidatorKeys keys,
      Path states,
      Crypto crypto,
      LongSupplier nanoTime,
      Runnable votes)
      throws IOException {
    this(genesis, Optional.empty(), keys, states, crypto, nanoTime, votes);
  }

  /// @param move where the states' chain goes on
  HandMadeComet(
      Genesis genesis,
      Optional<ChainMove> move,
      ValidatorKeys keys,
      Path states,
      Crypto crypto,
      LongSupplier nanoTime,
      Runnable votes)
      throws IOException {
    this(
        genesis,
        move,
        keys,
        states,
        Crypto.strict(),
        _ -> new BlockExecution(crypto),
        nanoTime,
        votes);
  }

  /// One whose pool and blocks ask the same, as the engine's do.
  static HandMadeComet asking(Genesis genesis, ValidatorKeys keys, Path states, Crypto crypto)
      throws IOException {
    return new HandMadeComet(
        genesis,
        Optional.empty(),
        keys,
        states,
        crypto,
        Tip::execution,
        System::nanoTime,
        () -> {});
  }

  /// One whose blocks are executed otherwise.
  static HandMadeComet executing(
      Genesis genesis, ValidatorKeys keys, Path states, Function<Tip, BlockExecution> execution)
      throws IOException {
    return new HandMadeComet(
        genesis,
        Optional.empty(),
        keys,
        states,
        Crypto.strict(),
        execution,
        System::nanoTime,
        () -> {});
  }

  /// Real threads under a clock of the test's.
  private record Timed(Scheduler real, LongSupplier nanos) implements Scheduler {
    @Override
    public long nanoTime() {
      return nanos.getAsLong();
    }

    @Override
    public long epochMillis() {
      return real.epochMillis();
    }

    @Override
    public Task start(String name, Runnable body) {
      return real.start(name, body);
    }

    @Override
    public Monitor monitor() {
      return real.monitor();
    }
  }

  private HandMadeComet(
      Genesis genesis,
      Optional<ChainMove> move,
      ValidatorKeys keys,
      Path states,
      Crypto pool,
      Function<Tip, BlockExecution> execution,
      LongSupplier nanoTime,
      Runnable votes)
      throws IOException {
    this.genesis = genesis;
    this.move = move;
    LmdbStateStore store = LmdbStateStore.openScratch(states);
    tip = new Tip(store, LedgerVerify.begin(genesis, store), LedgerMetrics.none(), pool);
    SnapshotFolder snapshots = SnapshotFolder.open(states.resolveSibling("snapshots"));
    app =
        new LedgerApp(
            genesis,
            move,
            keys,
            tip,
            new StateSync(
                genesis,
                CometGenesis.base(move),
                false,
                tip,
                snapshots,
                new RefusedSync(states.resolveSibling("sync-refused"))),
            execution.apply(tip),
            LedgerMetrics.none(),
            new Timed(new RealScheduler(), nanoTime),
            votes,
            tooOld::complete,
            height -> height - 50);
    socketFolder = Files.createTempDirectory("abci");
    server =
        AbciServer.listen(
            socketFolder.resolve("s"), app, new RealScheduler((_, cause) -> fatal.complete(cause)));
    consensus = connect();
  }

  /// A further connection in the same grammar.
  AbciClient connect() throws IOException {
    return new AbciClient(socketFolder.resolve("s"), grammar);
  }

  /// CometBFT was killed and comes back.
  public void reconnect() throws IOException {
    consensus.close();
    consensus = connect();
  }

  public ResponseInfo info() throws IOException {
    return consensus
        .call(Request.newBuilder().setInfo(RequestInfo.getDefaultInstance()).build())
        .getInfo();
  }

  RequestInitChain.Builder initChain() {
    RequestInitChain.Builder out =
        RequestInitChain.newBuilder()
            .setTime(
                Times.ofNanos(
                    move.map(m -> Times.nanos(m.head().getTime()) + 1_000_000L)
                        .orElse(genesis.timeMs() * 1_000_000L)))
            .setChainId(genesis.chainId())
            .setConsensusParams(
                ConsensusParams.newBuilder()
                    .setBlock(
                        BlockParams.newBuilder()
                            .setMaxBytes(Validation.MAX_BLOCK_BYTES)
                            .setMaxGas(-1))
                    .setVersion(VersionParams.newBuilder().setApp(1)))
            .setAppStateBytes(
                ByteString.copyFrom(
                    "\""
                        + Base64.getEncoder().encodeToString(genesis.encode().toByteArray())
                        + "\"",
                    StandardCharsets.UTF_8))
            .setInitialHeight(move.map(ChainMove::height).orElse(0L) + 1);
    for (Genesis.Validator validator :
        move.map(ChainMove::validators).orElse(genesis.validators())) {
      out.addValidators(
          ValidatorUpdate.newBuilder()
              .setPubKey(PublicKey.newBuilder().setEd25519(validator.pubkey()))
              .setPower(validator.power()));
    }
    return out;
  }

  /// Whether this validator takes a transaction that it hears of.
  public boolean check(ByteString tx) throws IOException {
    return call(Request.newBuilder().setCheckTx(RequestCheckTx.newBuilder().setTx(tx)))
            .getCheckTx()
            .getCode()
        == 0;
  }

  /// @return the app hash of height 0
  public ByteString init() throws IOException {
    info();
    return call(Request.newBuilder().setInitChain(initChain())).getInitChain().getAppHash();
  }

  /// What this validator proposes.
  public List<ByteString> prepare(BlockData empty, long maxBytes) throws IOException {
    return call(Request.newBuilder()
            .setPrepareProposal(
                RequestPrepareProposal.newBuilder()
                    .setMaxTxBytes(maxBytes)
                    .setHeight(empty.height())
                    .setTime(Times.ofNanos(empty.context().timeNs()))
                    .setProposerAddress(empty.context().proposer())
                    .setLocalLastCommit(extended(empty.context()))
                    .addAllMisbehavior(shown(empty.context()))))
        .getPrepareProposal()
        .getTxsList();
  }

  /// Whether this validator accepts a proposal.
  public boolean process(BlockData block) throws IOException {
    int status =
        call(Request.newBuilder()
                .setProcessProposal(
                    RequestProcessProposal.newBuilder()
                        .addAllTxs(block.txs())
                        .setHeight(block.height())
                        .setHash(hash(block))
                        .setTime(Times.ofNanos(block.context().timeNs()))
                        .setProposerAddress(block.context().proposer())
                        .setProposedLastCommit(commit(block.context()))
                        .addAllMisbehavior(shown(block.context()))))
            .getProcessProposal()
            .getStatus();
    if (status != LedgerApp.ACCEPT && status != LedgerApp.REJECT) {
      throw new AssertionError("status " + status + " makes CometBFT panic");
    }
    return status == LedgerApp.ACCEPT;
  }

  public ResponseFinalizeBlock finalizeBlock(BlockData block) throws IOException {
    return call(Request.newBuilder()
            .setFinalizeBlock(
                RequestFinalizeBlock.newBuilder()
                    .addAllTxs(block.txs())
                    .setHeight(block.height())
                    .setHash(hash(block))
                    .setTime(Times.ofNanos(block.context().timeNs()))
                    .setProposerAddress(block.context().proposer())
                    .setDecidedLastCommit(commit(block.context()))
                    .addAllMisbehavior(shown(block.context()))))
        .getFinalizeBlock();
  }

  private static CommitInfo commit(BlockContext context) {
    CommitInfo.Builder out = CommitInfo.newBuilder();
    for (BlockContext.Signer signer : context.signers()) {
      out.addVotes(
          VoteInfo.newBuilder()
              .setValidator(validator(signer))
              .setBlockIdFlag(signer.signed() ? 2 : 1));
    }
    return out.build();
  }

  private static ExtendedCommitInfo extended(BlockContext context) {
    ExtendedCommitInfo.Builder out = ExtendedCommitInfo.newBuilder();
    for (VoteInfo vote : commit(context).getVotesList()) {
      out.addVotes(
          ExtendedVoteInfo.newBuilder()
              .setValidator(vote.getValidator())
              .setBlockIdFlag(vote.getBlockIdFlag()));
    }
    return out.build();
  }

  private static AbciValidator validator(BlockContext.Signer signer) {
    return AbciValidator.newBuilder()
        .setAddress(signer.validator())
        .setPower(signer.power())
        .build();
  }

  private static List<Misbehavior> shown(BlockContext context) {
    return context.misbehaviours().stream()
        .map(one ->
            Misbehavior.newBuilder()
                .setType(one.kind() == BlockContext.Kind.DUPLICATE_VOTE ? 1 : 2)
                .setValidator(AbciValidator.newBuilder().setAddress(one.validator()))
                .setHeight(one.height())
                .setTime(Times.ofNanos(one.timeNs()))
                .setTotalVotingPower(one.totalPower())
                .build())
        .toList();
  }

  ResponseListSnapshots list() throws IOException {
    return call(Request.newBuilder().setListSnapshots(RequestListSnapshots.getDefaultInstance()))
        .getListSnapshots();
  }

  ByteString load(long height, int format, int chunk) throws IOException {
    return call(Request.newBuilder()
            .setLoadSnapshotChunk(
                RequestLoadSnapshotChunk.newBuilder()
                    .setHeight(height)
                    .setFormat(format)
                    .setChunk(chunk)))
        .getLoadSnapshotChunk()
        .getChunk();
  }

  int offer(Snapshot snapshot, ByteString appHash) throws IOException {
    return call(Request.newBuilder()
            .setOfferSnapshot(
                RequestOfferSnapshot.newBuilder().setSnapshot(snapshot).setAppHash(appHash)))
        .getOfferSnapshot()
        .getResult();
  }

  ResponseApplySnapshotChunk apply(int index, ByteString chunk) throws IOException {
    return apply(index, chunk, "peer");
  }

  ResponseApplySnapshotChunk apply(int index, ByteString chunk, String sender) throws IOException {
    return call(Request.newBuilder()
            .setApplySnapshotChunk(
                RequestApplySnapshotChunk.newBuilder()
                    .setIndex(index)
                    .setChunk(chunk)
                    .setSender(sender)))
        .getApplySnapshotChunk();
  }

  public void commit() throws IOException {
    call(Request.newBuilder().setCommit(RequestCommit.getDefaultInstance()));
  }

  private network.cairn.proto.abci.Response call(Request.Builder request) throws IOException {
    return consensus.call(request.build());
  }

  /// Any name of a block: the ledger does not look into it.
  private static ByteString hash(BlockData block) {
    return ByteString.copyFrom(Sha256.of(ByteBuffer.allocate(8).putLong(block.height()).array()));
  }

  @Override
  public void close() throws IOException {
    consensus.close();
    server.close();
    app.close();
    Files.delete(socketFolder);
  }
}
