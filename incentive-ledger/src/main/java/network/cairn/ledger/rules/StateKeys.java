package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import network.cairn.ledger.types.Address;

/// The keys of the state; docs/ledger-state.md lists each with its value. Integers are big-endian.
public final class StateKeys {
  static final byte ACCOUNT = 0x01;
  static final byte PEER = 0x02;
  static final byte PROVIDER = 0x03;
  static final byte AGREEMENT = 0x04;
  static final byte SET = 0x05;
  static final byte CALENDAR = 0x07;
  static final byte TICKET = 0x08;
  static final byte POOLS = 0x09;
  static final byte VALIDATOR = 0x0A;
  static final byte PARAMS = 0x0B;
  static final byte BEACON = 0x0C;
  static final byte UNBONDING = 0x0D;
  static final byte COUNTERS = 0x0E;
  static final byte CHAIN = 0x0F;
  static final byte RESIDUE = 0x10;

  private StateKeys() {}

  public static byte[] account(Address address) {
    return join(ACCOUNT, address.bytes());
  }

  public static byte[] peer(ByteString peerId) {
    return join(PEER, peerId);
  }

  public static byte[] provider(Address operator) {
    return join(PROVIDER, operator.bytes());
  }

  public static byte[] agreement(long id) {
    return join(AGREEMENT, id);
  }

  public static byte[] set(long id) {
    return join(SET, id);
  }

  public static byte[] ticket(long id) {
    return join(TICKET, id);
  }

  public static byte[] pools() {
    return new byte[] {POOLS};
  }

  public static byte[] validator(ByteString address) {
    return join(VALIDATOR, address);
  }

  public static byte[] params() {
    return new byte[] {PARAMS};
  }

  public static byte[] beacon(long height) {
    return join(BEACON, height);
  }

  public static byte[] unbonding(long id) {
    return join(UNBONDING, id);
  }

  public static byte[] counters() {
    return new byte[] {COUNTERS};
  }

  public static byte[] chain() {
    return new byte[] {CHAIN};
  }

  public static byte[] residue(long residue) {
    return join(RESIDUE, residue);
  }

  public static byte[] calendar(long height, int kind, long id) {
    return ByteBuffer.allocate(18)
        .put(CALENDAR)
        .putLong(height)
        .put((byte) kind)
        .putLong(id)
        .array();
  }

  /// The least key above all keys of a prefix.
  static byte[] after(byte prefix) {
    return new byte[] {(byte) (prefix + 1)};
  }

  private static byte[] join(byte prefix, ByteString rest) {
    byte[] key = new byte[1 + rest.size()];
    key[0] = prefix;
    rest.copyTo(key, 1);
    return key;
  }

  private static byte[] join(byte prefix, long id) {
    return ByteBuffer.allocate(9).put(prefix).putLong(id).array();
  }
}
