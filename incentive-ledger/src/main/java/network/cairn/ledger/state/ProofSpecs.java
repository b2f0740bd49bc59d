package network.cairn.ledger.state;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.proto.ics23.InnerSpec;
import network.cairn.proto.ics23.LeafOp;
import network.cairn.proto.ics23.ProofSpec;

/// The form of this ledger's proofs in the words of ICS-23.
final class ProofSpecs {
  static final int SHA256 = 1;

  /// A path is as long as a hash has bits at most. The published specification of this tree says
  /// 64; one longer than that cannot be made without 2^64 tries.
  private static final int MAX_DEPTH = 256;

  private ProofSpecs() {}

  /// The Jellyfish-Merkle tree with SHA-256.
  public static ProofSpec jmt() {
    LeafOp leaf =
        LeafOp.newBuilder()
            .setHash(SHA256)
            .setPrehashKey(SHA256)
            .setPrehashValue(SHA256)
            .setPrefix(ByteString.copyFrom(JmtHash.leafTag()))
            .build();
    int tag = JmtHash.innerTag().length;
    InnerSpec inner =
        InnerSpec.newBuilder()
            .addAllChildOrder(List.of(0, 1))
            .setChildSize(JmtHash.SIZE)
            .setMinPrefixLength(tag)
            .setMaxPrefixLength(tag)
            .setEmptyChild(ByteString.copyFrom(JmtHash.empty()))
            .setHash(SHA256)
            .build();
    return ProofSpec.newBuilder()
        .setLeafSpec(leaf)
        .setInnerSpec(inner)
        .setMaxDepth(MAX_DEPTH)
        .setPrehashKeyBeforeComparison(true)
        .build();
  }
}
