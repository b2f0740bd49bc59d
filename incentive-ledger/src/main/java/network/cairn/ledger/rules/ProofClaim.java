package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import network.cairn.ledger.proof.Multiproof;
import network.cairn.ledger.proof.ProofPlan;
import network.cairn.proto.ledger.SetRecord;

/// An entry of a ProveBatch that names an open period of a live set of its payer, with what the
/// state says that it must answer (docs/protocol.md §5). Immutable.
public final class ProofClaim {
  private final Key key;
  private final ByteString entry;
  private final int head;
  private final byte[] root;
  private final int height;
  private final long[] indices;

  /// What is claimed: it can be proven once.
  public record Key(long set, long period) {}

  /// @param head bytes of the entry before its proof
  ProofClaim(ByteString entry, int head, SetRecord set, long[] indices) {
    this.key = new Key(set.getId(), set.getPeriod());
    this.entry = entry;
    this.head = head;
    this.root = set.getPieceRoot().toByteArray();
    this.height = set.getPieceHeight();
    this.indices = indices;
  }

  public Key key() {
    return key;
  }

  /// Bytes of the entry.
  public int size() {
    return entry.size();
  }

  /// Whether the entry has the only length that an answer can have: leaves and height decide it.
  boolean hasLength() {
    return entry.size() == length();
  }

  /// That length, bytes.
  int length() {
    return head + ProofPlan.of(height, indices).encodedLength();
  }

  /// Whether the entry is the answer; costs at most 255 · height hashes.
  boolean holds() {
    return Multiproof.verify(root, height, indices, entry.substring(head).asReadOnlyByteBuffer());
  }
}
