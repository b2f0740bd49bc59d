package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import network.cairn.base.hash.Sha256;
import network.cairn.base.units.ShortNames;

/// An account's name: 32 bytes, the hash of its Ed25519 public key, or of a treasury's first keys
/// (docs/protocol.md §1, §18). Immutable.
public record Address(ByteString bytes) implements Comparable<Address> {
  public static final int SIZE = 32;
  private static final byte TREASURY = 2;

  /// @throws OutOfRange unless there are 32 bytes
  public Address {
    OutOfRange.require(bytes.size() == SIZE, "an address has 32 bytes, not " + bytes.size());
  }

  public static Address of(byte[] bytes) {
    return new Address(ByteString.copyFrom(bytes));
  }

  /// The address of an Ed25519 public key: SHA-256(domain ‖ u8 1 ‖ key).
  public static Address ofKey(ByteString pubkey) {
    OutOfRange.require(
        pubkey.size() == 32, "an Ed25519 public key has 32 bytes, not " + pubkey.size());
    byte[] type = {Sig.ED25519};
    return of(Sha256.of(Domain.ADDR.bytes(), type, pubkey.toByteArray()));
  }

  public static Address ofKey(byte[] pubkey) {
    return ofKey(ByteString.copyFrom(pubkey));
  }

  /// The address of a treasury of several keys: SHA-256(domain ‖ u8 2 ‖ the keys that it begins
  /// with). No key has it.
  static Address ofTreasury(ByteString keys) {
    byte[] type = {TREASURY};
    return of(Sha256.of(Domain.ADDR.bytes(), type, keys.toByteArray()));
  }

  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  @Override
  public int compareTo(Address other) {
    return ByteString.unsignedLexicographicalComparator().compare(bytes, other.bytes);
  }

  /// The bytes in hexadecimal.
  public String hex() {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /// The short name, which is the beginning of the whole address as the wallet writes it: for logs
  /// and messages, never to find or pay an account by.
  @Override
  public String toString() {
    return ShortNames.of(bytes.toByteArray());
  }
}
