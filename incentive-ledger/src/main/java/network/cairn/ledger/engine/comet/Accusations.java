package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import network.cairn.ledger.chain.ForkEvidence;
import network.cairn.ledger.chain.ForkEvidence.Own;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.Engine.Refused;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.pool.Offences;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;

/// Evidence of a second chain that strangers hand in: judged by this node's own blocks before
/// CometBFT sees it (docs/protocol.md §16). What is no evidence by its height, or was taken before,
/// costs nothing; one is judged at a time, and what turns out false is counted against the network
/// that it came from: not this node's own block, which each finder sends with the other.
/// Thread-safe.
final class Accusations {
  /// How many that were taken are known again.
  private static final int REMEMBERED = 64;

  /// Takes what was judged.
  interface Court {
    /// @return why it is not taken; empty if it is, or was there already
    Optional<String> accuse(ForkEvidence evidence) throws IOException;
  }

  private final String chainId;
  private final long first;
  private final long age;
  private final LongFunction<Optional<Own>> blocks;
  private final Court court;
  private final ReentrantLock judging = new ReentrantLock();
  private final Map<ByteString, Boolean> taken = new LinkedHashMap<>();
  private final Offences offences = new Offences();
  private long forgivenAt;

  /// @param first height of CometBFT's
  /// @param age of evidence that still counts, blocks
  /// @param blocks this node's, with their sets
  Accusations(
      String chainId, long first, long age, LongFunction<Optional<Own>> blocks, Court court) {
    this.chainId = chainId;
    this.first = first;
    this.age = age;
    this.blocks = blocks;
    this.court = court;
  }

  /// @param newest height of this node
  /// @param from who hands it in
  /// @return why it is not taken
  /// @throws BlocksUnavailable if CometBFT does not answer
  Optional<Refused> hear(LightBlock shown, long commonHeight, long newest, Submitter from) {
    Header header = shown.getSignedHeader().getHeader();
    long height = header.getHeight();
    if (!header.getChainId().equals(chainId)) {
      return refused("NO_EVIDENCE", "it is of another chain");
    }
    if (height >= newest) {
      return refused("TOO_EARLY", "this node is at height " + newest + "; send it again later");
    }
    if (height <= first || newest - height > age) {
      return refused("TOO_OLD", "block " + height + " is too old to punish anybody for");
    }
    ByteString name = Headers.hash(header);
    if (!judging.tryLock()) {
      return refused("BUSY", "other evidence is being judged; send it again");
    }
    try {
      if (taken.containsKey(name)) {
        return Optional.empty();
      }
      forgive(newest);
      return offences.isOverdrawn(from)
          ? refused("BUSY", "too much that was false came from this network; try again later")
          : judge(shown, name, commonHeight, Math.max(first, newest - age), from);
    } finally {
      judging.unlock();
    }
  }

  /// Blocks are the clock.
  private void forgive(long newest) {
    for (int i = 0; i < Offences.ALLOWED && forgivenAt + i < newest; i++) {
      offences.forgive();
    }
    forgivenAt = Math.max(forgivenAt, newest);
  }

  private Optional<Refused> judge(
      LightBlock shown, ByteString name, long commonHeight, long oldest, Submitter from) {
    long height = shown.getSignedHeader().getHeader().getHeight();
    Optional<Own> own = blocks.apply(height);
    if (own.isEmpty()) {
      return refused("TOO_OLD", "this node has no block " + height + " any more");
    }
    if (name.equals(Headers.hash(own.get().signed().getHeader()))) {
      return refused("NO_EVIDENCE", "it is this node's own block of height " + height);
    }
    // The set just below is the nearest to the one that signed; who has left it since what the
    // accuser believed may have signed too.
    Iterable<Own> below =
        () ->
            LongStream.of(height - 1, commonHeight)
                .filter(common -> common >= oldest && common < height)
                .mapToObj(blocks)
                .flatMap(Optional::stream)
                .iterator();
    ForkEvidence evidence;
    try {
      evidence = ForkEvidence.of(chainId, shown, own.get(), below);
    } catch (ForkEvidence.None why) {
      offences.count(from);
      return refused("NO_EVIDENCE", String.valueOf(why.getMessage()));
    }
    return bring(name, evidence);
  }

  private Optional<Refused> bring(ByteString name, ForkEvidence evidence) {
    try {
      Optional<String> refusal = court.accuse(evidence);
      if (refusal.isPresent()) {
        return refused("NOT_TAKEN", "CometBFT does not take it: " + refusal.get());
      }
    } catch (IOException e) {
      throw new BlocksUnavailable("CometBFT does not take evidence now", e);
    }
    taken.put(name, true);
    if (taken.size() > REMEMBERED) {
      taken.remove(taken.keySet().iterator().next());
    }
    return Optional.empty();
  }

  private static Optional<Refused> refused(String reason, String detail) {
    return Optional.of(new Refused(reason, detail));
  }
}
