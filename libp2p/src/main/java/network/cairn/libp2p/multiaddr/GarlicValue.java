package network.cairn.libp2p.multiaddr;

import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;

/// I2P destinations in their own base64 alphabet, and their hashes in base32.
enum GarlicValue implements ValueCodec {
  BASE64 {
    @Override
    public byte[] parse(String text) {
      if (text.indexOf('+') >= 0 || text.indexOf('/') >= 0) {
        throw new InvalidMultiaddr("needs I2P's base64");
      }
      try {
        byte[] bytes = Multibase.BASE64PAD.decodeRaw(text.replace('-', '+').replace('~', '/'));
        print(bytes);
        return bytes;
      } catch (InvalidMultibase e) {
        throw new InvalidMultiaddr("needs I2P's base64", e);
      }
    }

    @Override
    public String print(byte[] bytes) {
      if (bytes.length < 386) {
        throw new InvalidMultiaddr("needs at least 386 bytes");
      }
      return Multibase.BASE64PAD.encodeRaw(bytes).replace('+', '-').replace('/', '~');
    }
  },
  BASE32 {
    @Override
    public byte[] parse(String text) {
      try {
        byte[] bytes = Multibase.decodeBase32(text);
        print(bytes);
        return bytes;
      } catch (InvalidMultibase e) {
        throw new InvalidMultiaddr("needs base32", e);
      }
    }

    @Override
    public String print(byte[] bytes) {
      if (bytes.length != 32 && bytes.length < 35) {
        throw new InvalidMultiaddr("needs 32 bytes or at least 35");
      }
      return Multibase.encodeBase32(bytes);
    }
  }
}
