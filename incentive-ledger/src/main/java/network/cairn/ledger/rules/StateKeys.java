package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
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
  static final byte STAKE = 0x11;
  static final byte USED_KEY = 0x12;
  static final byte FORMER = 0x13;
  static final byte STAKING = 0x14;
  static final byte RANK = 0x15;
  static final byte TERMS = 0x16;
  static final byte GOVERNANCE = 0x17;
  static final byte RESIDUE_OF_PERIOD = 0x18;
  static final byte TREASURY = 0x1C;

  private static final int RANK_BYTES = 16;
  private static final BigInteger RANK_TOP =
      BigInteger.ONE.shiftLeft(8 * RANK_BYTES).subtract(BigInteger.ONE);

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

  /// Whether a key is a validator's of the set that the state names.
  public static boolean isValidator(byte[] key) {
    return key[0] == VALIDATOR;
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

  /// What an operator has bonded as a validator.
  public static byte[] stake(Address operator) {
    return join(STAKE, operator.bytes());
  }

  /// That a consensus key is or was somebody's.
  ///
  /// @param validator the key's address, 20 bytes
  public static byte[] usedKey(ByteString validator) {
    return join(USED_KEY, validator);
  }

  /// A validator that lost its power less than the unbonding time ago.
  public static byte[] former(ByteString validator) {
    return join(FORMER, validator);
  }

  public static byte[] absences() {
    return new byte[] {STAKING, 0};
  }

  public static byte[] rewards() {
    return new byte[] {STAKING, 1};
  }

  public static byte[] setBefore() {
    return new byte[] {STAKING, 2};
  }

  /// A candidate's place: by falling stake, then by rising operator.
  static byte[] rank(BigInteger stake, Address operator) {
    byte[] key = new byte[1 + RANK_BYTES + operator.bytes().size()];
    key[0] = RANK;
    byte[] inverse = RANK_TOP.subtract(stake).toByteArray();
    int skip = Math.max(0, inverse.length - RANK_BYTES);
    int size = inverse.length - skip;
    System.arraycopy(inverse, skip, key, 1 + RANK_BYTES - size, size);
    operator.bytes().copyTo(key, 1 + RANK_BYTES);
    return key;
  }

  /// The operator that a rank's key names.
  static Address ranked(byte[] key) {
    return new Address(ByteString.copyFrom(key, 1 + RANK_BYTES, key.length - 1 - RANK_BYTES));
  }

  /// @param period M of the sets that are counted
  static byte[] residue(long period, long residue) {
    return ByteBuffer.allocate(17).put(RESIDUE_OF_PERIOD).putLong(period).putLong(residue).array();
  }

  public static byte[] terms(long id) {
    return join(TERMS, id);
  }

  /// Whether a key is that of terms, which stay as long as an agreement is of them.
  public static boolean isTerms(byte[] key) {
    return key[0] == TERMS;
  }

  public static byte[] governance() {
    return new byte[] {GOVERNANCE};
  }

  public static byte[] proposal(long id) {
    return join(GOVERNANCE, id);
  }

  public static byte[] treasury() {
    return new byte[] {TREASURY};
  }

  public static byte[] calendar(long height, int kind, long id) {
    return ByteBuffer.allocate(18)
        .put(CALENDAR)
        .putLong(height)
        .put((byte) kind)
        .putLong(id)
        .array();
  }

  /// The number in a key that is a prefix and a number.
  static long id(byte[] key) {
    return ByteBuffer.wrap(key, 1, Long.BYTES).getLong();
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
