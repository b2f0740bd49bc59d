package network.cairn.libp2p.multiaddr;

import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multihash.InvalidMultihash;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;

/// Values that are multihashes.
enum HashValue implements ValueCodec {
  /// A peer id, printed in base58btc.
  PEER {
    @Override
    public byte[] parse(String text) {
      return PeerId.parse(text).bytes();
    }

    @Override
    public String print(byte[] bytes) {
      return PeerId.decode(bytes).toString();
    }
  },
  /// The hash of a certificate, read in any multibase, printed in base64url.
  CERTIFICATE {
    @Override
    public byte[] parse(String text) {
      try {
        return checked(Multibase.decode(text));
      } catch (InvalidMultibase e) {
        throw new InvalidMultiaddr("needs a multibase text", e);
      }
    }

    @Override
    public String print(byte[] bytes) {
      return Multibase.BASE64URL.encode(checked(bytes));
    }
  };

  private static byte[] checked(byte[] multihash) {
    try {
      return Multihash.decode(multihash).bytes();
    } catch (InvalidMultihash e) {
      throw new InvalidMultiaddr("needs a multihash", e);
    }
  }
}
