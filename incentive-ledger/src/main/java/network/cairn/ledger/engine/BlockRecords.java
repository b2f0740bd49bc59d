package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongFunction;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.store.BlockLog;
import network.cairn.proto.comet.Block;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Header;
import network.cairn.proto.ledgerapi.StoredBlock;

/// The form of a block in the log. Whole is a `StoredBlock`. Short is a zero byte, with which no
/// message begins, and a `StoredBlock` without what follows from the block before it: its id and
/// commit, hashes of what is there, fields that stayed the same. What is left of an empty block is
/// mostly its proof, its signature and its state's root, which nothing gives back.
///
/// Every [BlockLog#GROUP]th block is whole, so that a block is had from at most so many records. A
/// block is short only if it comes back to the byte. Either form may have names in place of the
/// transactions ([StoredBlocks#shortened]); then its id is the one that its commit gives.
final class BlockRecords {
  private static final int GROUP = BlockLog.GROUP;

  private static final byte SHORT = 0;

  private BlockRecords() {}

  /// @param before the block before it; empty for the first
  static byte[] encode(Optional<StoredBlock> before, StoredBlock block) {
    byte[] whole = block.toByteArray();
    if (before.isEmpty() || block.getBlock().getHeader().getHeight() % GROUP == 1) {
      return whole;
    }
    StoredBlock left = without(before.get(), block);
    byte[] bytes = new byte[1 + left.getSerializedSize()];
    bytes[0] = SHORT;
    left.toByteString().copyTo(bytes, 1);
    return complete(before.get(), left).equals(block) ? bytes : whole;
  }

  /// @param before the block before it, where it is known already
  /// @param records the log's, by height
  /// @throws DamagedLedger if the record of this height, or one that it needs, is none
  static Optional<StoredBlock> decode(
      long height, Optional<StoredBlock> before, LongFunction<Optional<byte[]>> records) {
    Optional<byte[]> record = records.apply(height);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    Deque<byte[]> shorts = new ArrayDeque<>();
    byte[] next = record.get();
    long at = height;
    while (isShort(next) && (before.isEmpty() || at < height)) {
      shorts.push(next);
      at--;
      if (shorts.size() > GROUP) {
        throw new DamagedLedger("block " + height + " follows from no whole block of the log");
      }
      Optional<byte[]> needed = records.apply(at);
      if (needed.isEmpty() && records.apply(height).isEmpty()) {
        return Optional.empty(); // Both were forgotten meanwhile.
      }
      if (needed.isEmpty()) {
        throw new DamagedLedger("block " + height + " needs block " + at + " of the log");
      }
      next = needed.get();
    }
    StoredBlock block =
        isShort(next) ? complete(before.orElseThrow(), parse(at, next, 1)) : parse(at, next, 0);
    while (!shorts.isEmpty()) {
      at++;
      block = complete(block, parse(at, shorts.pop(), 1));
    }
    return Optional.of(block);
  }

  private static boolean isShort(byte[] record) {
    return record.length > 0 && record[0] == SHORT;
  }

  private static StoredBlock parse(long height, byte[] record, int from) {
    try {
      return StoredBlock.parser().parseFrom(record, from, record.length - from);
    } catch (InvalidProtocolBufferException e) {
      throw new DamagedLedger("block " + height + " does not decode: " + e.getMessage());
    }
  }

  private static StoredBlock without(StoredBlock before, StoredBlock stored) {
    Header last = before.getBlock().getHeader();
    Header header = stored.getBlock().getHeader();
    Header.Builder left =
        header.toBuilder()
            .clearVersion()
            .clearChainId()
            .clearHeight()
            .clearLastBlockId()
            .clearLastCommitHash()
            .clearDataHash()
            .clearConsensusHash()
            .clearEvidenceHash();
    if (header.getValidatorsHash().equals(last.getNextValidatorsHash())) {
      left.clearValidatorsHash();
    }
    if (header.getNextValidatorsHash().equals(header.getValidatorsHash())) {
      left.clearNextValidatorsHash();
    }
    if (header.getLastResultsHash().equals(last.getLastResultsHash())) {
      left.clearLastResultsHash();
    }
    if (header.getProposerAddress().equals(last.getProposerAddress())) {
      left.clearProposerAddress();
    }
    Commit.Builder commit = stored.getCommit().toBuilder().clearHeight();
    if (StoredBlocks.isShortened(stored)) {
      commit.getBlockIdBuilder().clearHash();
    } else {
      commit.clearBlockId();
    }
    for (int i = 0; i < commit.getSignaturesCount(); i++) {
      CommitSig.Builder sig = commit.getSignaturesBuilder(i);
      if (sig.getTimestamp().equals(header.getTime())) {
        sig.clearTimestamp();
      }
      if (sig.getValidatorAddress().equals(address(before.getCommit(), i))) {
        sig.clearValidatorAddress();
      }
    }
    return stored.toBuilder()
        .setBlock(stored.getBlock().toBuilder().setHeader(left).clearLastCommit().clearEvidence())
        .setCommit(commit)
        .build();
  }

  private static StoredBlock complete(StoredBlock before, StoredBlock left) {
    Header last = before.getBlock().getHeader();
    Header given = left.getBlock().getHeader();
    ByteString validators = or(given.getValidatorsHash(), last.getNextValidatorsHash());
    Header header =
        given.toBuilder()
            .setVersion(last.getVersion())
            .setChainId(last.getChainId())
            .setHeight(last.getHeight() + 1)
            .setLastBlockId(Headers.withParts(before.getCommit().getBlockId()))
            .setLastCommitHash(Votes.commitHash(before.getCommit()))
            .setDataHash(StoredBlocks.dataHash(left))
            .setValidatorsHash(validators)
            .setNextValidatorsHash(or(given.getNextValidatorsHash(), validators))
            .setConsensusHash(last.getConsensusHash())
            .setLastResultsHash(or(given.getLastResultsHash(), last.getLastResultsHash()))
            .setEvidenceHash(last.getEvidenceHash())
            .setProposerAddress(or(given.getProposerAddress(), last.getProposerAddress()))
            .build();
    Block block =
        left.getBlock().toBuilder()
            .setHeader(header)
            .setEvidence(before.getBlock().getEvidence())
            .setLastCommit(before.getCommit())
            .build();
    StoredBlock whole = left.toBuilder().setBlock(block).build();
    Commit.Builder commit =
        left.getCommit().toBuilder()
            .setHeight(header.getHeight())
            .setBlockId(StoredBlocks.id(whole));
    for (int i = 0; i < commit.getSignaturesCount(); i++) {
      CommitSig.Builder sig = commit.getSignaturesBuilder(i);
      if (!sig.hasTimestamp()) {
        sig.setTimestamp(header.getTime());
      }
      sig.setValidatorAddress(or(sig.getValidatorAddress(), address(before.getCommit(), i)));
    }
    return whole.toBuilder().setCommit(commit).build();
  }

  private static ByteString address(Commit commit, int index) {
    return index < commit.getSignaturesCount()
        ? commit.getSignatures(index).getValidatorAddress()
        : ByteString.EMPTY;
  }

  private static ByteString or(ByteString given, ByteString otherwise) {
    return given.isEmpty() ? otherwise : given;
  }
}
