package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.snapshot.InvalidSnapshot;
import network.cairn.ledger.engine.snapshot.Manifest;
import network.cairn.ledger.engine.snapshot.Restoration;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.abci.RequestApplySnapshotChunk;
import network.cairn.proto.abci.RequestLoadSnapshotChunk;
import network.cairn.proto.abci.RequestOfferSnapshot;
import network.cairn.proto.abci.ResponseApplySnapshotChunk;
import network.cairn.proto.abci.ResponseListSnapshots;
import network.cairn.proto.abci.ResponseLoadSnapshotChunk;
import network.cairn.proto.abci.ResponseOfferSnapshot;
import network.cairn.proto.abci.Snapshot;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Snapshots between validators (docs/protocol.md §15): this home's are listed and read, and one of
/// others fills a home that has no blocks yet. Of what CometBFT hands in only the app hash is
/// trusted.
///
/// [#list] and [#load] are thread-safe; the rest is for one thread, which commits too.
final class StateSync {
  private static final Logger LOG = LoggerFactory.getLogger(StateSync.class);
  private static final int MAX_LISTED = 10;

  private final Genesis genesis;
  private final long base;
  private final boolean joined;
  private final Tip tip;
  private final SnapshotFolder folder;
  private final RefusedSync refused;
  private Optional<Restoration> restoration = Optional.empty();

  /// The name of the snapshot whose chunks come.
  private ByteString offered = ByteString.EMPTY;

  /// Who sent the chunks so far, as many at most: all of them have the manifest that names them.
  private final Set<String> senders = new TreeSet<>();

  /// What CometBFT is told of a snapshot.
  enum Offered {
    ACCEPT(1),
    ABORT(2),
    REJECT(3),
    REJECT_FORMAT(4),
    REJECT_SENDER(5);

    final int code;

    Offered(int code) {
      this.code = code;
    }
  }

  /// What CometBFT is told of a chunk.
  enum Applied {
    ACCEPT(1),
    ABORT(2),
    RETRY(3),
    RETRY_SNAPSHOT(4),
    REJECT_SNAPSHOT(5);

    final int code;

    Applied(int code) {
      this.code = code;
    }
  }

  /// @param base the height of before the first block, above 0 if the chain was moved
  /// @param joined whether this home has nothing of before it, and its state is genesis's until
  ///   another's is here
  /// @param refused is told of what ends the process
  StateSync(
      Genesis genesis,
      long base,
      boolean joined,
      Tip tip,
      SnapshotFolder folder,
      RefusedSync refused) {
    this.refused = refused;
    this.genesis = genesis;
    this.base = base;
    this.joined = joined;
    this.tip = tip;
    this.folder = folder;
  }

  ResponseListSnapshots list() {
    ResponseListSnapshots.Builder out = ResponseListSnapshots.newBuilder();
    heights().stream()
        .limit(MAX_LISTED)
        .forEach(height -> {
          try {
            folder.manifest(height).ifPresent(manifest -> out.addSnapshots(told(manifest)));
          } catch (InvalidSnapshot e) {
            LOG.warn("the snapshot of height {} is of no use: {}", height, e.getMessage());
          }
        });
    return out.build();
  }

  private List<Long> heights() {
    try {
      return folder.heights();
    } catch (StoreFailure e) {
      LOG.warn("no snapshot is listed: {}", e.getMessage());
      return List.of();
    }
  }

  private static Snapshot told(Manifest manifest) {
    return Snapshot.newBuilder()
        .setHeight(manifest.height())
        .setFormat(Manifest.FORMAT)
        .setChunks(manifest.chunks().size())
        .setHash(manifest.hash())
        .setMetadata(manifest.encode())
        .build();
  }

  /// An empty chunk where there is none, as CometBFT wants it.
  ResponseLoadSnapshotChunk load(RequestLoadSnapshotChunk request) {
    boolean known =
        request.getFormat() == Manifest.FORMAT
            && request.getHeight() > 0
            && request.getChunk() >= 0;
    return ResponseLoadSnapshotChunk.newBuilder()
        .setChunk(known ? chunk(request.getHeight(), request.getChunk()) : ByteString.EMPTY)
        .build();
  }

  private ByteString chunk(long height, int index) {
    try {
      return folder.chunk(height, index).orElse(ByteString.EMPTY);
    } catch (InvalidSnapshot e) {
      LOG.warn("the snapshot of height {} is of no use: {}", height, e.getMessage());
      return ByteString.EMPTY;
    }
  }

  /// @param begun whether this home has committed blocks
  ResponseOfferSnapshot offer(RequestOfferSnapshot request, boolean begun) {
    return ResponseOfferSnapshot.newBuilder().setResult(judge(request, begun).code).build();
  }

  private Offered judge(RequestOfferSnapshot request, boolean begun) {
    if (begun) {
      return refused(Offered.ABORT, "this home has blocks already");
    }
    Snapshot shown = request.getSnapshot();
    if (shown.getFormat() != Manifest.FORMAT) {
      return refused(Offered.REJECT_FORMAT, "it has form " + shown.getFormat());
    }
    Manifest manifest;
    try {
      manifest = Manifest.decode(shown.getMetadata());
    } catch (InvalidSnapshot e) {
      return refused(Offered.REJECT_SENDER, e.getMessage());
    }
    if (!told(manifest).equals(shown)) {
      return refused(Offered.REJECT_SENDER, "its manifest is another's");
    }
    if (refused.isSnapshot(manifest.hash())) {
      return refused(Offered.REJECT, "an earlier start found it false (sync-refused in this home)");
    }
    if (!manifest.head().getChainRef().equals(ByteString.copyFrom(genesis.chainRef()))) {
      return refused(Offered.REJECT, "it is another chain's, " + manifest.head().getChainId());
    }
    if (!manifest.head().getAppHash().equals(request.getAppHash())) {
      return refused(Offered.REJECT, "its app hash is not the chain's");
    }
    restoration.ifPresent(Restoration::giveUp);
    folder.noteOthers();
    restoration = Optional.of(tip.restore(manifest.proven(), folder::usable));
    offered = manifest.hash();
    senders.clear();
    LOG.info(
        "the state of height {} comes from others: {} chunks",
        manifest.height(),
        manifest.chunks().size());
    return Offered.ACCEPT;
  }

  private static Offered refused(Offered result, @Nullable String why) {
    LOG.warn("a snapshot of others is refused: {}", why);
    return result;
  }

  ResponseApplySnapshotChunk apply(RequestApplySnapshotChunk request) {
    ResponseApplySnapshotChunk.Builder out = ResponseApplySnapshotChunk.newBuilder();
    Applied result = take(request);
    if (result == Applied.RETRY) {
      out.addRefetchChunks(request.getIndex()).addRejectSenders(request.getSender());
    }
    if (result == Applied.REJECT_SNAPSHOT) {
      out.addAllRejectSenders(senders);
    }
    return out.setResult(result.code).build();
  }

  private Applied take(RequestApplySnapshotChunk request) {
    if (restoration.isEmpty()) {
      return Applied.ABORT;
    }
    Restoration current = restoration.get();
    if (current.isWhole() || request.getIndex() != current.next()) {
      LOG.warn("chunk {} comes where {} is next", request.getIndex(), current.next());
      return Applied.RETRY_SNAPSHOT;
    }
    if (refused.isSender(request.getSender())) {
      LOG.warn(
          "{} sent of a false snapshot before (sync-refused in this home), and is not heard",
          request.getSender());
      return Applied.RETRY;
    }
    try {
      current.add(request.getChunk());
      senders.add(request.getSender());
      if (current.isWhole()) {
        LedgerHead head = current.finish();
        restoration = Optional.empty();
        tip.restored(head);
        LOG.info("the state of height {} is here", head.getHeight());
      }
      return Applied.ACCEPT;
    } catch (InvalidSnapshot e) {
      if (e.part() == InvalidSnapshot.Part.CHUNK) {
        LOG.warn("{}, from {}", e.getMessage(), request.getSender());
        return Applied.RETRY;
      }
      boolean room = e.part() == InvalidSnapshot.Part.ROOM;
      if (room) {
        senders.clear();
        LOG.warn("the snapshot of others is left: {}", e.getMessage());
      } else {
        senders.add(request.getSender());
        LOG.warn("the snapshot is refused, as are all who sent of it: {}", e.getMessage());
      }
      giveUp(current, room);
      return Applied.REJECT_SNAPSHOT;
    }
  }

  /// @throws DamagedLedger if the state of before is not genesis's
  ///
  /// @param room whether nothing but the disk was at fault
  private void giveUp(Restoration current, boolean room) {
    current.giveUp();
    folder.forgetOthers();
    restoration = Optional.empty();
    if (base > 0 && !joined) {
      if (!room) {
        refused.add(offered, senders);
      }
      throw new DamagedLedger(
          (room
                  ? "the disk has no room for a snapshot of others"
                  : "a snapshot of others was refused")
              + " after its chunks had replaced the state; "
              + (room ? "make room and start" : "start")
              + " this ledger again: its state is then made from its own snapshots or blocks");
    }
    tip.begin(BlockExecution.genesis(genesis));
  }
}
