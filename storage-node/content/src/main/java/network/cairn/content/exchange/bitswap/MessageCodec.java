package network.cairn.content.exchange.bitswap;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;
import network.cairn.proto.bitswap.BitswapMessage;

/// Messages to and from bytes, without their length prefix.
///
/// Entries that a peer may send by mistake (an unknown hash, a CID over [#MAX_CID] bytes, an
/// identity CID) are passed over one by one; a message that is no protobuf, that has more than
/// [#MAX_ENTRIES] entries, or a block whose prefix is broken, is refused whole.
final class MessageCodec {
  /// The largest message, read or written, in bytes.
  static final int MAX_MESSAGE = 4 * 1024 * 1024;

  /// The longest CID that is served, as go-bitswap's limit.
  static final int MAX_CID = 168;

  /// The most wants, presences and blocks of one message together. Implementations remember 1,024
  /// wants.
  static final int MAX_ENTRIES = 16 * 1024;

  private static final int READ_BUFFER = 8 * 1024;

  private static final int FIRST_BYTES = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SECOND_BYTES = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int THIRD_BYTES = 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int FOURTH_BYTES = 4 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SECOND_NUMBER = 2 << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int THIRD_NUMBER = 3 << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int FOURTH_NUMBER = 4 << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int FIFTH_NUMBER = 5 << 3 | WireFormat.WIRETYPE_VARINT;

  private final Hashing hashing;

  MessageCodec(Hashing hashing) {
    this.hashing = hashing;
  }

  /// The message behind its length, as it goes onto a stream.
  Framed frame(Message message) {
    return Framed.of(wants(message), message.blocks(), answers(message));
  }

  /// What of a message comes before its blocks.
  private static byte[] wants(Message message) {
    // Older Kubo needs the wantlist field in every message, also an empty one.
    BitswapMessage.Wantlist.Builder wantlist =
        BitswapMessage.Wantlist.newBuilder().setFull(message.full());
    for (Message.Want want : message.wants()) {
      wantlist.addEntries(
          BitswapMessage.Entry.newBuilder()
              .setBlock(UnsafeByteOperations.unsafeWrap(want.cid().bytes()))
              .setPriority(want.priority())
              .setCancel(want.cancel())
              .setWantType(
                  want.haveOnly() ? BitswapMessage.WantType.HAVE : BitswapMessage.WantType.BLOCK)
              .setSendDontHave(want.sendDontHave()));
    }
    return BitswapMessage.newBuilder().setWantlist(wantlist).build().toByteArray();
  }

  /// What comes behind them.
  private static byte[] answers(Message message) {
    BitswapMessage.Builder out = BitswapMessage.newBuilder();
    for (Message.Presence presence : message.presences()) {
      out.addBlockPresences(
          BitswapMessage.BlockPresence.newBuilder()
              .setCid(UnsafeByteOperations.unsafeWrap(presence.cid().bytes()))
              .setType(
                  presence.have()
                      ? BitswapMessage.PresenceType.PRESENCE_HAVE
                      : BitswapMessage.PresenceType.PRESENCE_DONT_HAVE));
    }
    return out.setPendingBytes(message.pendingBytes()).build().toByteArray();
  }

  /// Decodes a message and hashes its blocks.
  ///
  /// Read field by field: a message of 4 MiB may hold two million empty entries, and an object for
  /// each would cost a hundred times its bytes.
  ///
  /// @param bytes the message and nothing behind it
  Message decode(byte[] bytes) throws InvalidMessage {
    try {
      return decode(CodedInputStream.newInstance(bytes));
    } catch (InvalidMessage e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail to be read", e);
    }
  }

  /// As [#decode(byte[])] while the message arrives: blocks go from the stream into arrays of their
  /// own. Memory follows what `available` of the stream vouches for, then what has come.
  ///
  /// @param length of the message in bytes
  /// @throws IOException if the stream fails or ends early
  Message decode(InputStream bytes, int length) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes, READ_BUFFER);
    in.pushLimit(length);
    Message message = decode(in);
    requireRead(in);
    return message;
  }

  private static void requireRead(CodedInputStream in) throws InvalidMessage {
    if (in.getBytesUntilLimit() != 0) {
      throw new InvalidMessage("not a bitswap message: it ends early");
    }
  }

  private Message decode(CodedInputStream in) throws IOException {
    Decoded out = new Decoded();
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case FIRST_BYTES -> nested(in, () -> wantlist(in, out));
          case SECOND_BYTES -> out.add(unnamed(in.readByteArray()));
          case THIRD_BYTES -> nested(in, () -> payload(in, out));
          case FOURTH_BYTES -> nested(in, () -> presence(in, out));
          case FIFTH_NUMBER -> out.pendingBytes = in.readInt32();
          default -> skip(in, tag);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidMessage("not a bitswap message: " + e.getMessage());
    }
    return new Message(out.wants, out.full, out.blocks, out.presences, out.pendingBytes);
  }

  /// What has been read of a message.
  private static final class Decoded {
    final List<Message.Want> wants = new ArrayList<>();
    final List<Message.Presence> presences = new ArrayList<>();
    final List<Block> blocks = new ArrayList<>();
    boolean full;
    int pendingBytes;
    private int entries;

    void add(Block block) throws InvalidMessage {
      count();
      blocks.add(block);
    }

    void count() throws InvalidMessage {
      if (++entries > MAX_ENTRIES) {
        throw new InvalidMessage("more than " + MAX_ENTRIES + " entries in one message");
      }
    }
  }

  private interface Body {
    void read() throws IOException;
  }

  private static void nested(CodedInputStream in, Body body) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    body.read();
    in.checkLastTagWas(0);
    requireRead(in);
    in.popLimit(outer);
  }

  /// Passes over an unknown field; groups, which may nest without end, are refused.
  private static void skip(CodedInputStream in, int tag) throws IOException {
    int type = WireFormat.getTagWireType(tag);
    if (type == WireFormat.WIRETYPE_START_GROUP || type == WireFormat.WIRETYPE_END_GROUP) {
      throw new InvalidMessage("a protobuf group in a bitswap message");
    }
    in.skipField(tag);
  }

  private static void wantlist(CodedInputStream in, Decoded out) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case FIRST_BYTES -> nested(in, () -> entry(in, out));
        case SECOND_NUMBER -> out.full = in.readBool();
        default -> skip(in, tag);
      }
    }
  }

  private static void entry(CodedInputStream in, Decoded out) throws IOException {
    out.count();
    byte[] cid = {};
    int priority = 0;
    boolean cancel = false;
    boolean haveOnly = false;
    boolean sendDontHave = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case FIRST_BYTES -> cid = in.readByteArray();
        case SECOND_NUMBER -> priority = in.readInt32();
        case THIRD_NUMBER -> cancel = in.readBool();
        case FOURTH_NUMBER -> haveOnly = in.readInt32() == BitswapMessage.WantType.HAVE_VALUE;
        case FIFTH_NUMBER -> sendDontHave = in.readBool();
        default -> skip(in, tag);
      }
    }
    Optional<Cid> named = cid(cid);
    if (named.isPresent()) {
      out.wants.add(new Message.Want(named.get(), priority, cancel, haveOnly, sendDontHave));
    }
  }

  private static void presence(CodedInputStream in, Decoded out) throws IOException {
    out.count();
    byte[] cid = {};
    int type = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case FIRST_BYTES -> cid = in.readByteArray();
        case SECOND_NUMBER -> type = in.readInt32();
        default -> skip(in, tag);
      }
    }
    boolean have = type == BitswapMessage.PresenceType.PRESENCE_HAVE_VALUE;
    cid(cid).ifPresent(named -> out.presences.add(new Message.Presence(named, have)));
  }

  private void payload(CodedInputStream in, Decoded out) throws IOException {
    out.count();
    byte[] prefix = {};
    byte[] data = {};
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case FIRST_BYTES -> prefix = in.readByteArray();
        case SECOND_BYTES -> data = in.readByteArray();
        default -> skip(in, tag);
      }
    }
    named(prefix, data).ifPresent(out.blocks::add);
  }

  /// A block of the oldest protocol, which has no prefix.
  private Block unnamed(byte[] data) {
    return Block.hashed(data, hashing, Multihash.SHA2_256, Hashing.DEFAULT_LENGTH, Cid::v0);
  }

  private static Optional<Cid> cid(byte[] bytes) {
    if (bytes.length > MAX_CID) {
      return Optional.empty();
    }
    try {
      Cid cid = Cid.decode(bytes);
      return cid.isIdentity() ? Optional.empty() : Optional.of(cid);
    } catch (InvalidCid e) {
      return Optional.empty();
    }
  }

  /// The block that a prefix (version, codec, hash function, digest length) and bytes make; empty
  /// for a hash that this node does not compute.
  private Optional<Block> named(byte[] prefix, byte[] bytes) throws InvalidMessage {
    try {
      ByteBuffer in = ByteBuffer.wrap(prefix);
      long version = Varint.read(in);
      long codec = Varint.read(in);
      long code = Varint.read(in);
      int length = Math.toIntExact(Varint.read(in));
      if (in.hasRemaining() || version < 0 || version > 1) {
        throw new InvalidMessage("a block's prefix is of no known CID version");
      }
      if (code == Multihash.IDENTITY || !hashing.supports(code)) {
        return Optional.empty();
      }
      return Optional.of(
          Block.hashed(
              bytes,
              hashing,
              code,
              length,
              hash -> version == 0 ? Cid.v0(hash) : Cid.v1(codec, hash)));
    } catch (InvalidVarint | InvalidCid | UnsupportedHash | ArithmeticException e) {
      throw new InvalidMessage("a block's prefix is broken: " + e.getMessage());
    }
  }

  static byte[] prefix(Cid cid) {
    Multihash hash = cid.multihash();
    ByteBuffer out = ByteBuffer.allocate(4 * Varint.MAX_LENGTH);
    Varint.write(out, cid.version());
    Varint.write(out, cid.codec());
    Varint.write(out, hash.code());
    Varint.write(out, hash.size());
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }
}
