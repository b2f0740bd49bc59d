package network.cairn.ipld.multibase;

/// One way of writing bytes, without prefix. Implementations are stateless.
sealed interface Base permits BitBase, RadixBase, Base45, EmojiBase, Proquint, IdentityBase {
  String encode(byte[] data);

  /// Decodes what follows the first `from` characters.
  ///
  /// @throws InvalidMultibase if that is not in this base
  byte[] decode(String text, int from);
}
