package network.cairn.ledger.state;

/// Places of nodes: so many leading nibbles of a key's hash.
final class NibblePath {
  static final int LONGEST = 2 * JmtHash.SIZE;

  private NibblePath() {}

  static int nibble(byte[] keyHash, int index) {
    int octet = keyHash[index / 2] & 0xff;
    return index % 2 == 0 ? octet >> 4 : octet & 15;
  }

  /// The key of a node in the store: u8 number of nibbles ‖ the nibbles, packed, the rest zero.
  static byte[] nodeKey(byte[] keyHash, int nibbles) {
    byte[] out = new byte[1 + (nibbles + 1) / 2];
    out[0] = (byte) nibbles;
    System.arraycopy(keyHash, 0, out, 1, out.length - 1);
    if (nibbles % 2 == 1) {
      out[out.length - 1] &= (byte) 0xf0;
    }
    return out;
  }
}
