package network.cairn.ledger.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import network.cairn.proto.ics23.ExistenceProof;
import network.cairn.proto.ics23.InnerOp;
import network.cairn.proto.ics23.LeafOp;

/// The operations that an ICS-23 proof names: hashes, lengths, leaves, inner steps. What is unknown
/// or impossible gives nothing.
final class Ics23Ops {
  private Ics23Ops() {}

  /// The root that a proof leads to.
  static Optional<byte[]> root(ExistenceProof proof) {
    Optional<byte[]> hash =
        leaf(proof.getLeaf(), proof.getKey().toByteArray(), proof.getValue().toByteArray());
    for (InnerOp op : proof.getPathList()) {
      hash = hash.flatMap(child -> inner(op, child));
    }
    return hash;
  }

  static Optional<byte[]> leaf(LeafOp op, byte[] key, byte[] value) {
    if (key.length == 0 || value.length == 0) {
      return Optional.empty();
    }
    Optional<byte[]> first = prepared(op.getPrehashKey(), op.getLength(), key);
    Optional<byte[]> second = prepared(op.getPrehashValue(), op.getLength(), value);
    return first.isEmpty() || second.isEmpty()
        ? Optional.empty()
        : hash(op.getHash(), join(op.getPrefix().toByteArray(), first.get(), second.get()));
  }

  static Optional<byte[]> inner(InnerOp op, byte[] child) {
    return child.length == 0
        ? Optional.empty()
        : hash(
            op.getHash(), join(op.getPrefix().toByteArray(), child, op.getSuffix().toByteArray()));
  }

  private static Optional<byte[]> prepared(int prehash, int length, byte[] data) {
    return hashOrSame(prehash, data).flatMap(hashed -> measured(length, hashed));
  }

  /// The hash, or the data itself where the operation is none.
  static Optional<byte[]> hashOrSame(int op, byte[] data) {
    return op == 0 ? Optional.of(data) : hash(op, data);
  }

  static Optional<byte[]> hash(int op, byte[] data) {
    return switch (op) {
      case 1 -> Optional.of(digest("SHA-256", data));
      case 2 -> Optional.of(digest("SHA-512", data));
      case 6 -> Optional.of(digest("SHA-512/256", data));
      default -> Optional.empty();
    };
  }

  private static byte[] digest(String algorithm, byte[] data) {
    try {
      return MessageDigest.getInstance(algorithm).digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }

  private static Optional<byte[]> measured(int op, byte[] data) {
    return switch (op) {
      case 0 -> Optional.of(data);
      case 1 -> Optional.of(join(varint(data.length), data));
      case 3 -> Optional.of(join(fixed(4, ByteOrder.BIG_ENDIAN, data.length), data));
      case 4 -> Optional.of(join(fixed(4, ByteOrder.LITTLE_ENDIAN, data.length), data));
      case 5 -> Optional.of(join(fixed(8, ByteOrder.BIG_ENDIAN, data.length), data));
      case 6 -> Optional.of(join(fixed(8, ByteOrder.LITTLE_ENDIAN, data.length), data));
      case 7 -> data.length == 32 ? Optional.of(data) : Optional.empty();
      case 8 -> data.length == 64 ? Optional.of(data) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static byte[] fixed(int size, ByteOrder order, int value) {
    ByteBuffer out = ByteBuffer.allocate(size).order(order);
    return (size == 4 ? out.putInt(value) : out.putLong(value)).array();
  }

  private static byte[] varint(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(5);
    int rest = value;
    while (rest > 127) {
      out.write(rest & 127 | 128);
      rest >>>= 7;
    }
    out.write(rest);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
