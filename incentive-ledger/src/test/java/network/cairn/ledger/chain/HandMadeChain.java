package network.cairn.ledger.chain;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Consensus;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.PartSetHeader;
import network.cairn.proto.comet.SignedHeader;

/// Headers signed by test keys, with the set that a test names for each height. Every validator
/// signs. A name may end in `:POWER`; without it the power is 1, and with it the key is that of the
/// name before. [#ODD] has a key of small order, whose signature of nothing but zeros is CometBFT's
/// to take.
public final class HandMadeChain {
  /// Name of a validator whose key and signatures are odd.
  public static final String ODD = "odd";

  private static final byte[] NO_SEED = new byte[0];

  private final String chainId;
  private final Instant start;
  private final Duration interval;
  private final LongFunction<List<String>> sets;
  private final List<LightBlock> blocks = new ArrayList<>();
  private long moved = -1;

  /// @param sets the names of the validators of each height
  public HandMadeChain(
      String chainId, Instant start, Duration interval, LongFunction<List<String>> sets) {
    this.chainId = chainId;
    this.start = start;
    this.interval = interval;
    this.sets = sets;
  }

  private static byte[] seed(String name) {
    return Sha256.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] key(String member) {
    int end = member.indexOf(':');
    String name = end < 0 ? member : member.substring(0, end);
    return name.equals(ODD) ? NO_SEED : seed(name);
  }

  private static ByteString publicKey(byte[] key) {
    return ByteString.copyFrom(key.length == 0 ? new byte[32] : Ed25519.publicKey(key));
  }

  private static long power(String member) {
    int end = member.indexOf(':');
    return end < 0 ? 1 : Long.parseLong(member.substring(end + 1));
  }

  private static ByteString hash(String text) {
    return ByteString.copyFrom(seed(text));
  }

  public static Validators set(List<String> names) {
    return Validators.sorted(
        names.stream()
            .map(name -> new Validators.Validator(publicKey(key(name)), power(name)))
            .toList());
  }

  public long height() {
    return blocks.size();
  }

  public LightBlock block(long height) {
    return blocks.get((int) height - 1);
  }

  /// A block whose commit names it, and nobody's signature of it holds.
  public static LightBlock unsigned(LightBlock block) {
    LightBlock.Builder changed = block.toBuilder();
    changed
        .getSignedHeaderBuilder()
        .getCommitBuilder()
        .getSignaturesBuilderList()
        .forEach(signature -> signature.setSignature(ByteString.copyFrom(new byte[64])));
    return changed.build();
  }

  /// A block whose commit lacks the signatures of the members at some places.
  public static LightBlock without(LightBlock block, IntPredicate absent) {
    LightBlock.Builder changed = block.toBuilder();
    Commit.Builder commit = changed.getSignedHeaderBuilder().getCommitBuilder();
    for (int i = 0; i < commit.getSignaturesCount(); i++) {
      if (absent.test(i)) {
        commit.setSignatures(
            i, CommitSig.newBuilder().setBlockIdFlag(Votes.ABSENT).setTimestamp(Times.ZERO));
      }
    }
    return changed.build();
  }

  /// Has a height's block be another one from now on; the blocks above stay as they are.
  public void replace(long height, LightBlock block) {
    blocks.set((int) height - 1, block);
  }

  public Validators validators(long height) {
    return set(sets.apply(height));
  }

  public Instant time(long height) {
    return start.plus(interval.multipliedBy(height));
  }

  /// The block after this height names no last one, as where other engines go on.
  public HandMadeChain movedAfter(long height) {
    moved = height;
    return this;
  }

  /// Makes blocks up to a height, over a state whose root stays the same.
  public HandMadeChain upTo(long height, ByteString appHash) {
    while (height() < height) {
      add(appHash);
    }
    return this;
  }

  public LightBlock add(ByteString appHash) {
    Header header = header(height() + 1, appHash);
    BlockId id =
        BlockId.newBuilder()
            .setHash(Headers.hash(header))
            .setPartSetHeader(
                PartSetHeader.newBuilder().setTotal(1).setHash(hash("parts " + header.getHeight())))
            .build();
    LightBlock block =
        LightBlock.newBuilder()
            .setSignedHeader(
                SignedHeader.newBuilder().setHeader(header).setCommit(commit(header, id)))
            .setValidatorSet(validators(header.getHeight()).toWire())
            .build();
    blocks.add(block);
    return block;
  }

  private Header header(long height, ByteString appHash) {
    Header.Builder header =
        Header.newBuilder()
            .setVersion(Consensus.newBuilder().setBlock(Headers.BLOCK_PROTOCOL).setApp(1))
            .setChainId(chainId)
            .setHeight(height)
            .setTime(Times.of(time(height)))
            .setValidatorsHash(validators(height).hash())
            .setNextValidatorsHash(validators(height + 1).hash())
            .setAppHash(appHash)
            .setProposerAddress(validators(height).members().getFirst().address());
    if (height > 1 && height != moved + 1) {
      header.setLastBlockId(block(height - 1).getSignedHeader().getCommit().getBlockId());
    }
    return header.build();
  }

  private Commit commit(Header header, BlockId id) {
    Map<ByteString, byte[]> seeds = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    for (String name : sets.apply(header.getHeight())) {
      seeds.put(set(List.of(name)).members().getFirst().address(), key(name));
    }
    Commit.Builder commit = Commit.newBuilder().setHeight(header.getHeight()).setBlockId(id);
    for (Validators.Validator member : validators(header.getHeight()).members()) {
      commit.addSignatures(
          CommitSig.newBuilder()
              .setBlockIdFlag(Votes.FOR_BLOCK)
              .setValidatorAddress(member.address())
              .setTimestamp(header.getTime()));
    }
    for (int i = 0; i < commit.getSignaturesCount(); i++) {
      ByteString address = commit.getSignatures(i).getValidatorAddress();
      byte[] seed = Optional.ofNullable(seeds.get(address)).orElseThrow();
      byte[] signature =
          seed.length == 0
              ? new byte[64]
              : Ed25519.sign(seed, Votes.signBytes(chainId, commit.build(), i));
      commit.getSignaturesBuilder(i).setSignature(ByteString.copyFrom(signature));
    }
    return commit.build();
  }
}
