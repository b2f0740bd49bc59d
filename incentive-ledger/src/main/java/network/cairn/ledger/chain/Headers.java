package network.cairn.ledger.chain;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.BytesValue;
import network.cairn.proto.comet.ExecTxResult;
import network.cairn.proto.comet.HashedParams;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.Int64Value;
import network.cairn.proto.comet.PartSetHeader;
import network.cairn.proto.comet.StringValue;

/// A header's hash and the hashes that stand in it.
public final class Headers {
  /// The block protocol that every header names.
  public static final long BLOCK_PROTOCOL = 11;

  public static final int ADDRESS_SIZE = 20;
  public static final int HASH_SIZE = 32;
  private static final int PART_SIZE = 65_536;
  private static final int MAX_CHAIN_ID = 50;

  private Headers() {}

  /// The tree root over the 14 fields; empty for a header without validators.
  public static ByteString hash(Header header) {
    if (header.getValidatorsHash().isEmpty()) {
      return ByteString.EMPTY;
    }
    return MerkleTree.root(
        List.of(
            header.getVersion().toByteString(),
            encode(StringValue.newBuilder().setValue(header.getChainId()).build()),
            encode(Int64Value.newBuilder().setValue(header.getHeight()).build()),
            header.getTime().toByteString(),
            withParts(header.getLastBlockId()).toByteString(),
            bytes(header.getLastCommitHash()),
            bytes(header.getDataHash()),
            bytes(header.getValidatorsHash()),
            bytes(header.getNextValidatorsHash()),
            bytes(header.getConsensusHash()),
            bytes(header.getAppHash()),
            bytes(header.getLastResultsHash()),
            bytes(header.getEvidenceHash()),
            bytes(header.getProposerAddress())));
  }

  private static ByteString bytes(ByteString value) {
    return encode(BytesValue.newBuilder().setValue(value).build());
  }

  private static ByteString encode(MessageLite value) {
    return value.toByteString();
  }

  /// CometBFT writes the part set even where it is empty.
  public static BlockId withParts(BlockId id) {
    return id.toBuilder().setPartSetHeader(id.getPartSetHeader()).build();
  }

  /// The hash of a block's transactions: the root over their hashes.
  public static ByteString dataHash(List<ByteString> txs) {
    return dataHashOf(
        txs.stream().map(tx -> ByteString.copyFrom(Sha256.of(tx.toByteArray()))).toList());
  }

  /// As [#dataHash], of transactions of which the SHA-256 are known.
  public static ByteString dataHashOf(List<ByteString> hashes) {
    return MerkleTree.root(hashes);
  }

  /// The hash of a block's results, which the next header carries.
  public static ByteString resultsHash(List<ExecTxResult> results) {
    return MerkleTree.root(results.stream().map(ExecTxResult::toByteString).toList());
  }

  /// The hash of CometBFT's own parameters.
  public static ByteString consensusHash(long blockMaxBytes, long blockMaxGas) {
    HashedParams params =
        HashedParams.newBuilder()
            .setBlockMaxBytes(blockMaxBytes)
            .setBlockMaxGas(blockMaxGas)
            .build();
    return ByteString.copyFrom(Sha256.of(params.toByteArray()));
  }

  /// The parts that a block's bytes would travel in.
  public static PartSetHeader parts(ByteString block) {
    List<ByteString> parts = new ArrayList<>();
    for (int from = 0; from < block.size(); from += PART_SIZE) {
      parts.add(block.substring(from, Math.min(block.size(), from + PART_SIZE)));
    }
    return PartSetHeader.newBuilder()
        .setTotal(parts.size())
        .setHash(MerkleTree.root(parts))
        .build();
  }

  /// What is wrong with a header's form; empty if nothing is.
  static Optional<String> fault(Header header) {
    if (header.getVersion().getBlock() != BLOCK_PROTOCOL) {
      return Optional.of("block protocol " + header.getVersion().getBlock() + " is not 11");
    }
    if (header.getChainId().length() > MAX_CHAIN_ID) {
      return Optional.of("the chain id is longer than 50");
    }
    if (header.getHeight() <= 0) {
      return Optional.of("height " + header.getHeight());
    }
    if (header.getProposerAddress().size() != ADDRESS_SIZE) {
      return Optional.of("the proposer's address has not 20 bytes");
    }
    boolean hashes =
        isHash(header.getLastBlockId().getHash())
            && isHash(header.getLastBlockId().getPartSetHeader().getHash())
            && isHash(header.getLastCommitHash())
            && isHash(header.getDataHash())
            && isHash(header.getEvidenceHash())
            && isHash(header.getValidatorsHash())
            && isHash(header.getNextValidatorsHash())
            && isHash(header.getConsensusHash())
            && isHash(header.getLastResultsHash());
    return hashes ? Optional.empty() : Optional.of("a hash has neither 0 nor 32 bytes");
  }

  static boolean isHash(ByteString bytes) {
    return bytes.isEmpty() || bytes.size() == HASH_SIZE;
  }
}
