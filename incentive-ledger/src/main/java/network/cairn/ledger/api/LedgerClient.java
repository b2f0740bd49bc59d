package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.types.Address;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.TxProof;

/// The ledger as everything outside sees it, wherever it runs. Thread-safe; calls block.
///
/// Every method may throw [LedgerUnavailable]; what comes from afar also [UntrustedAnswer].
public interface LedgerClient extends AutoCloseable {
  /// Most keys of one read.
  int MAX_KEYS = 256;

  /// Most entries of one scan, most events of one page.
  int MAX_PAGE = 1_000;

  /// Where it is, for people.
  default String place() {
    return "this process";
  }

  NodeStatus status();

  /// How far this machine's clock is ahead of the ledger's, below 0 behind, as headers showed that
  /// were believed; empty before the first, and for a ledger of this process.
  default Optional<Duration> clockAhead() {
    return Optional.empty();
  }

  /// The newest height whose state a believed header proves, of all that were seen; asks for the
  /// newest header.
  default long provable() {
    return lightBlock(0).map(b -> b.getSignedHeader().getHeader().getHeight() - 1).orElse(0L);
  }

  /// Hands a signed envelope to the ledger, which takes it once. Waiting for its block ends after
  /// `max`; then the receipt is not committed and [#outcome] tells later.
  TxReceipt submit(ByteString envelope, WaitFor wait, Duration max);

  /// As [#submit(ByteString, WaitFor, Duration)], handed on for another; only a ledger of this
  /// process asks who that is.
  default TxReceipt submit(ByteString envelope, WaitFor wait, Duration max, Submitter from) {
    return submit(envelope, wait, max);
  }

  /// Hint: what became of a transaction; empty if it is in no block.
  Optional<TxReceipt> tx(ByteString bodyId);

  /// What became of a transaction: block, place, code and data are proved, reason and log are not.
  /// Waits a while for the header that proves it.
  ///
  /// @return empty if the ledger shows no block with it, which proves nothing
  Optional<Proved<TxReceipt>> outcome(ByteString envelope);

  /// The proof of what [#tx] says, for the door; waits for its header at most `max`.
  ///
  /// @return empty if there is none here, or not yet
  default Optional<TxProof> proof(TxReceipt receipt, Duration max) {
    return Optional.empty();
  }

  /// Reads keys at one height.
  ///
  /// @param height 0 for the newest that fits: with proofs the one below the newest header; else
  ///   one of the last heights
  Reading read(List<byte[]> keys, long height, boolean prove);

  /// As [#read] with proofs, for the door; waits for the header at most `max`.
  ///
  /// @return empty if there is none yet
  default Optional<Reading> readProved(List<byte[]> keys, long height, Duration max) {
    return Optional.of(read(keys, height, true));
  }

  /// Reads keys at one height, proved; `height` as of [#read].
  default Proved<Reading> prove(List<byte[]> keys, long height) {
    Reading reading = read(keys, height, true);
    Header header =
        reading
            .next()
            .map(next -> next.getSignedHeader().getHeader())
            .orElse(Header.getDefaultInstance());
    return new Proved<>(reading.height(), header, reading);
  }

  /// Reads a value at the newest height that can be proved, proved.
  default Optional<ByteString> get(byte[] key) {
    return read(List.of(key), 0, true).value();
  }

  /// Entries whose keys begin with a prefix, after a key (empty for the beginning).
  ScanPage scan(byte[] prefix, byte[] after, int limit);

  /// Ids above one of what is somebody's, by rising id (docs/protocol.md §9).
  OwnedPage owned(Owned.Kind kind, Address owner, long after, int limit);

  /// Events after a cursor; waits up to `wait` for the first.
  default Events events(Events.Cursor after, int limit, Duration wait) {
    return events(after, EventFilter.all(), limit, wait);
  }

  /// Some of the events after a cursor; waits up to `wait` for the first of them, but no longer
  /// than until [EventFilter#MAX_LOOKED_AT] were looked at.
  Events events(Events.Cursor after, EventFilter filter, int limit, Duration wait);

  /// The signed header of a height with its validators, 0 for the newest; empty if there is none.
  Optional<LightBlock> lightBlock(long height);

  /// What the server says of itself and of who signs, for operators: not proved; empty if it says
  /// nothing.
  default Optional<ServerReport> report() {
    return Optional.empty();
  }

  /// Hands in a block beside the chain's, so that who signed both is punished, as [Engine#accuse];
  /// empty if it is taken.
  default Optional<Engine.Refused> accuse(LightBlock shown, long commonHeight) {
    return Optional.of(new Engine.Refused("NO_PUNISHMENT", "nobody here punishes"));
  }

  /// As [#accuse(LightBlock, long)], for somebody else.
  ///
  /// @param from who hands it in
  default Optional<Engine.Refused> accuse(LightBlock shown, long commonHeight, Submitter from) {
    return accuse(shown, commonHeight);
  }

  /// What a new node of this chain needs; empty if it is not told.
  default Optional<Origin> origin() {
    return Optional.empty();
  }

  /// What each server that answers says of where the chain was moved, the encoding of a
  /// [network.cairn.ledger.engine.ChainMove]: hints; empty of who says that it was not.
  default List<Optional<ByteString>> moves() {
    return origin().map(Origin::move).stream().toList();
  }

  /// Hint: the transactions of the block of a height; empty if the ledger has no such block, or no
  /// longer what was in it.
  default Optional<BlockTxs> block(long height) {
    return Optional.empty();
  }

  /// How near each of the set of a height is to proposing, in the set's order: a hint; empty if
  /// nobody tells.
  default List<Long> turns(long height) {
    return List.of();
  }

  /// The root of the state of the block before a height, as that height's signed header carries it;
  /// empty if there is no such block.
  default Optional<ByteString> root(long height) {
    return lightBlock(height).map(block -> block.getSignedHeader().getHeader().getAppHash());
  }

  /// Adds to a receipt what a user's network file needs to verify it; where the validators are the
  /// file's, nothing.
  default ByteString handOver(ByteString receipt) {
    return receipt;
  }

  @Override
  void close();
}
