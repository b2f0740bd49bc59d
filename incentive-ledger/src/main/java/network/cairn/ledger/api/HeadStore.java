package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import network.cairn.proto.comet.LightBlock;

/// Keeps the highest believed header of a chain between runs (docs/protocol.md §9). Thread-safe.
public interface HeadStore {
  /// A header that was believed.
  ///
  /// @param network hash of the validators that the network file named then
  /// @param head the signed header with the set of its height
  record Kept(ByteString network, LightBlock head) {
    /// @param head as [#encode] gave it
    /// @throws IllegalArgumentException if it is no light block
    public static Kept decode(ByteString network, byte[] head) {
      try {
        return new Kept(network, LightBlock.parseFrom(head));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException("no light block: " + e.getMessage(), e);
      }
    }

    /// The header with its commit and set, as the light client's protocol has it.
    public byte[] encode() {
      return head.toByteArray();
    }

    public String chainId() {
      return head.getSignedHeader().getHeader().getChainId();
    }

    public long height() {
      return head.getSignedHeader().getHeader().getHeight();
    }
  }

  /// What the last run kept; empty if there was none.
  Optional<Kept> load();

  /// Keeps a header if it is higher than the kept one; durable when this returns.
  ///
  /// @throws java.io.UncheckedIOException if the disk fails
  void save(Kept head);

  /// What people do to begin anew with a chain that does not have this header.
  String cure();

  /// Two chains that were seen; empty if there are none, or nothing of it is kept here.
  default Optional<Divergence> divergence() {
    return Optional.empty();
  }

  /// Keeps the evidence of two chains; the first stays. Durable when this returns.
  ///
  /// @throws java.io.UncheckedIOException if the disk fails
  default void save(Divergence seen) {}

  /// What people do to go on once they know which of two chains is theirs.
  default String evidenceCure() {
    return "run this again";
  }

  /// Keeps nothing.
  static HeadStore none() {
    return new HeadStore() {
      @Override
      public Optional<Kept> load() {
        return Optional.empty();
      }

      @Override
      public void save(Kept head) {}

      @Override
      public String cure() {
        return "run this again";
      }
    };
  }
}
