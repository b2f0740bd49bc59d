package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import network.cairn.base.hash.Sha256;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.comet.abci.AbciClient;
import network.cairn.ledger.engine.comet.abci.AbciGrammar;
import network.cairn.ledger.engine.comet.abci.AbciServer;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.abci.BlockParams;
import network.cairn.proto.abci.ConsensusParams;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.RequestCommit;
import network.cairn.proto.abci.RequestFinalizeBlock;
import network.cairn.proto.abci.RequestInfo;
import network.cairn.proto.abci.RequestInitChain;
import network.cairn.proto.abci.RequestPrepareProposal;
import network.cairn.proto.abci.RequestProcessProposal;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import network.cairn.proto.abci.ResponseInfo;
import network.cairn.proto.abci.ValidatorUpdate;
import network.cairn.proto.abci.VersionParams;
import network.cairn.proto.comet.PublicKey;

/// The ledger behind its socket, with CometBFT's side made by hand: what a test decides is asked
/// over a real connection, in CometBFT's grammar. For one thread.
public final class HandMadeComet implements AutoCloseable {
  public final CompletableFuture<Throwable> fatal = new CompletableFuture<>();

  private final Genesis genesis;
  private final Path socketFolder;
  private final AbciGrammar grammar = new AbciGrammar();
  final LedgerApp app;
  final Tip tip;
  private final AbciServer server;
  private AbciClient consensus;

  /// @param states folder of the states, scratch
  public HandMadeComet(Genesis genesis, ValidatorKeys keys, Path states, Crypto crypto)
      throws IOException {
    this(genesis, keys, states, crypto, System::nanoTime, () -> {});
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
    this.genesis = genesis;
    LmdbStateStore store = LmdbStateStore.openScratch(states);
    tip = new Tip(store, LedgerVerify.begin(genesis, store), LedgerMetrics.none());
    app =
        new LedgerApp(
            genesis, keys, tip, new BlockExecution(crypto), LedgerMetrics.none(), nanoTime, votes);
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
  void reconnect() throws IOException {
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
            .setTime(Times.ofNanos(genesis.timeMs() * 1_000_000L))
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
            .setInitialHeight(1);
    for (Genesis.Validator validator : genesis.validators()) {
      out.addValidators(
          ValidatorUpdate.newBuilder()
              .setPubKey(PublicKey.newBuilder().setEd25519(validator.pubkey()))
              .setPower(validator.power()));
    }
    return out;
  }

  /// @return the app hash of height 0
  public ByteString init() throws IOException {
    info();
    return call(Request.newBuilder().setInitChain(initChain())).getInitChain().getAppHash();
  }

  /// What this validator proposes.
  List<ByteString> prepare(BlockData empty, long maxBytes) throws IOException {
    return call(Request.newBuilder()
            .setPrepareProposal(
                RequestPrepareProposal.newBuilder()
                    .setMaxTxBytes(maxBytes)
                    .setHeight(empty.height())
                    .setTime(Times.ofNanos(empty.context().timeNs()))
                    .setProposerAddress(empty.context().proposer())))
        .getPrepareProposal()
        .getTxsList();
  }

  /// Whether this validator accepts a proposal.
  boolean process(BlockData block) throws IOException {
    int status =
        call(Request.newBuilder()
                .setProcessProposal(
                    RequestProcessProposal.newBuilder()
                        .addAllTxs(block.txs())
                        .setHeight(block.height())
                        .setHash(hash(block))
                        .setTime(Times.ofNanos(block.context().timeNs()))
                        .setProposerAddress(block.context().proposer())))
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
                    .setProposerAddress(block.context().proposer())))
        .getFinalizeBlock();
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
