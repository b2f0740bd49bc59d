package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.List;

/// What a block says to the rules beside its transactions.
///
/// @param timeNs header time, nanoseconds since 1970-01-01T00:00:00Z
/// @param proposer the validator's 20-byte address
/// @param signers the set of the height before, in its order, and who of it signed that height's
///   block; empty for the first block
/// @param misbehaviours that the block shows
public record BlockContext(
    long height,
    long timeNs,
    ByteString proposer,
    List<Signer> signers,
    List<Misbehaviour> misbehaviours) {
  public BlockContext {
    signers = List.copyOf(signers);
    misbehaviours = List.copyOf(misbehaviours);
  }

  /// A block that says nothing of its validators.
  public BlockContext(long height, long timeNs, ByteString proposer) {
    this(height, timeNs, proposer, List.of(), List.of());
  }

  /// A validator of the height before.
  ///
  /// @param validator its 20-byte address
  /// @param signed whether it signed the block that was decided
  public record Signer(ByteString validator, long power, boolean signed) {}

  /// What a validator did.
  public enum Kind {
    /// Two votes for one height and round.
    DUPLICATE_VOTE,

    /// Signatures under a header that is not the chain's.
    LIGHT_CLIENT_ATTACK
  }

  /// Proof, which the engine has checked, that a validator signed what it must not.
  ///
  /// @param validator its 20-byte address
  /// @param height at which it did so
  /// @param timeNs of that height
  /// @param totalPower of the set of that height
  public record Misbehaviour(
      Kind kind, ByteString validator, long height, long timeNs, long totalPower) {}
}
