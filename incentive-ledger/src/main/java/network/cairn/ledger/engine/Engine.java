package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.LedgerHead;

/// What makes the blocks of one chain: it orders transactions, has the rules execute them, and
/// keeps blocks and states (docs/protocol.md §1).
///
/// All that is answered is committed and durable. An engine is made over a home with its clock and
/// its [LedgerMetrics], replays what it has, and is readable before [#start]. Thread-safe.
public interface Engine extends AutoCloseable {
  /// What the chain grew from.
  Genesis genesis();

  /// Begins to make blocks, or to take part in making them.
  ///
  /// @throws IllegalStateException if it was started before
  void start();

  /// Where the state stands.
  LedgerHead head();

  /// The height where the state stands.
  default long height() {
    return head().getHeight();
  }

  /// The time of that height's block.
  default Instant time() {
    return Times.instant(head().getTime());
  }

  /// Whether others are known to have blocks that this engine still lacks.
  boolean isCatchingUp();

  /// Where the chain goes on, if another engine made its first blocks.
  default Optional<ChainMove> move() {
    return Optional.empty();
  }

  /// Where consensus nodes are reached, this one first: `id@host:port`, at most
  /// [EngineStanding#MAX_PEERS]; none where one process makes the blocks.
  default List<String> nodes() {
    return List.of();
  }

  /// How near each of the set of a height is to proposing, in the set's order, as CometBFT counts
  /// it: nobody signs it. Empty if that is not known.
  ///
  /// @throws BlocksUnavailable as [#signedHeader]
  default List<Long> turns(long height) {
    return List.of();
  }

  /// What it is, and whom it is connected to.
  default EngineStanding standing() {
    return new EngineStanding("embedded", List.of());
  }

  /// Puts a transaction into the pool. What is in a block already counts as taken.
  ///
  /// @param from who handed it in; of whom too much was false, more is not checked for a while
  Taken submit(ByteString encoded, Submitter from);

  /// As [#submit(ByteString, Submitter)], from this process.
  default Taken submit(ByteString encoded) {
    return submit(encoded, Submitter.local());
  }

  /// Hands in a block beside the chain's of its height, so that who signed both is punished. It is
  /// judged by this node's own blocks first.
  ///
  /// @param commonHeight of the highest header below it that its finder believed; 0 for none
  /// @param from who hands it in
  /// @return why it is not taken; empty if it is, or was before
  /// @throws BlocksUnavailable as [#signedHeader]
  default Optional<Refused> accuse(LightBlock shown, long commonHeight, Submitter from) {
    return Optional.of(
        new Refused(
            "NO_PUNISHMENT",
            "one process makes this ledger's blocks: nobody has a stake that could be taken"));
  }

  /// Waits until a height is reached; false if the time ends first.
  ///
  /// @throws IllegalStateException if the engine stops meanwhile
  boolean awaitHeight(long height, Duration max) throws InterruptedException;

  /// Reads the newest state; the snapshot is good during the call alone.
  <R> R read(Function<Snapshot, R> reader);

  /// Reads the state of one of the last heights; empty if it is no longer kept.
  <R> Optional<R> readAt(long height, Function<Snapshot, R> reader);

  /// The header of a height with the commit that signs it; empty if there is no such block.
  ///
  /// @throws BlocksUnavailable here and where else blocks are asked for, if another program keeps
  ///   them and does not answer
  Optional<SignedHeader> signedHeader(long height);

  /// The transactions of the block of a height, the beacon's first; empty if there is no such
  /// block, or none with its transactions.
  Optional<List<ByteString>> transactions(long height);

  /// The names of the transactions of the block of a height, the beacon's first; empty if there is
  /// no such block.
  default Optional<List<TxName>> names(long height) {
    return transactions(height).map(txs -> txs.stream().map(TxName::of).toList());
  }

  /// The set that signs the block of a height, whose hash that block's header carries; empty if
  /// there is no such block.
  Optional<Validators> validators(long height);

  /// The signed header of a height with the set of that height; empty if there is no such block.
  default Optional<LightBlock> lightBlock(long height) {
    return signedHeader(height)
        .flatMap(signed ->
            validators(height)
                .map(set ->
                    LightBlock.newBuilder()
                        .setSignedHeader(signed)
                        .setValidatorSet(set.toWire())
                        .build()));
  }

  /// Ends after the block that is being made, then gives up what it holds open.
  @Override
  void close();

  /// What the pool says to a transaction.
  ///
  /// @param bodyId SHA-256 of the signed bytes; empty if the envelope did not decode
  /// @param refusal empty if it waits for a block or is in one
  record Taken(ByteString bodyId, Optional<Refused> refusal) {}

  /// Why a transaction was not taken: a rule's name or `BUSY`, and a sentence.
  record Refused(String reason, String detail) {}
}
