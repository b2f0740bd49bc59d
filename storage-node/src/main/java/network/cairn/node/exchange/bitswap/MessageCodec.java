package network.cairn.node.exchange.bitswap;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;
import network.cairn.ipld.varint.InvalidVarint;
import network.cairn.ipld.varint.Varint;
import network.cairn.proto.bitswap.BitswapMessage;

/// Messages to and from bytes, without their length prefix.
///
/// Entries that a peer may send by mistake (an unknown hash, a CID over [#MAX_CID] bytes, an
/// identity CID) are passed over one by one; a message that is no protobuf, or that holds a block
/// over [Block#READ_LIMIT], is refused whole.
final class MessageCodec {
  /// The largest message, read or written, in bytes.
  static final int MAX_MESSAGE = 4 * 1024 * 1024;

  /// The longest CID that is served, as go-bitswap's limit.
  static final int MAX_CID = 168;

  private final Hashing hashing;

  MessageCodec(Hashing hashing) {
    this.hashing = hashing;
  }

  byte[] encode(Message message) {
    BitswapMessage.Builder out = BitswapMessage.newBuilder();
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
    out.setWantlist(wantlist);
    for (Block block : message.blocks()) {
      out.addPayload(
          BitswapMessage.BlockData.newBuilder()
              .setPrefix(UnsafeByteOperations.unsafeWrap(prefix(block.cid())))
              .setData(UnsafeByteOperations.unsafeWrap(block.bytes())));
    }
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
  /// @param bytes handed over: the caller does not change them afterwards
  Message decode(byte[] bytes) throws InvalidMessage {
    BitswapMessage in;
    try {
      CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      input.enableAliasing(true);
      in = BitswapMessage.parseFrom(input);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidMessage("not a bitswap message: " + e.getMessage());
    } catch (java.io.IOException e) {
      throw new InvalidMessage("unreadable bitswap message: " + e.getMessage());
    }
    List<Message.Want> wants = new ArrayList<>();
    for (BitswapMessage.Entry entry : in.getWantlist().getEntriesList()) {
      cid(entry.getBlock())
          .ifPresent(cid ->
              wants.add(
                  new Message.Want(
                      cid,
                      entry.getPriority(),
                      entry.getCancel(),
                      entry.getWantType() == BitswapMessage.WantType.HAVE,
                      entry.getSendDontHave())));
    }
    List<Message.Presence> presences = new ArrayList<>();
    for (BitswapMessage.BlockPresence presence : in.getBlockPresencesList()) {
      cid(presence.getCid())
          .ifPresent(cid ->
              presences.add(
                  new Message.Presence(
                      cid, presence.getType() == BitswapMessage.PresenceType.PRESENCE_HAVE)));
    }
    return new Message(
        wants, in.getWantlist().getFull(), blocks(in), presences, in.getPendingBytes());
  }

  private List<Block> blocks(BitswapMessage in) throws InvalidMessage {
    List<Block> blocks = new ArrayList<>();
    for (ByteString data : in.getBlocksList()) {
      byte[] bytes = checkedSize(data);
      blocks.add(Block.of(Cid.v0(Multihash.sha256(bytes)), bytes));
    }
    for (BitswapMessage.BlockData payload : in.getPayloadList()) {
      byte[] bytes = checkedSize(payload.getData());
      named(payload.getPrefix(), bytes).ifPresent(blocks::add);
    }
    return blocks;
  }

  private static byte[] checkedSize(ByteString data) throws InvalidMessage {
    if (data.size() > Block.READ_LIMIT) {
      throw new InvalidMessage(
          "a block of " + data.size() + " bytes is over the limit of " + Block.READ_LIMIT);
    }
    return data.toByteArray();
  }

  private static Optional<Cid> cid(ByteString bytes) {
    if (bytes.size() > MAX_CID) {
      return Optional.empty();
    }
    try {
      Cid cid = Cid.decode(bytes.toByteArray());
      return cid.isIdentity() ? Optional.empty() : Optional.of(cid);
    } catch (InvalidCid e) {
      return Optional.empty();
    }
  }

  /// The block that a prefix (version, codec, hash function, digest length) and bytes make; empty
  /// for a hash that this node does not compute.
  private Optional<Block> named(ByteString prefix, byte[] bytes) throws InvalidMessage {
    try {
      ByteBuffer in = ByteBuffer.wrap(prefix.toByteArray());
      long version = Varint.read(in);
      long codec = Varint.read(in);
      long code = Varint.read(in);
      int length = Math.toIntExact(Varint.read(in));
      if (in.hasRemaining() || code == Multihash.IDENTITY || !hashing.supports(code)) {
        return Optional.empty();
      }
      Multihash hash = hashing.hash(code, bytes, 0, bytes.length, length);
      return Optional.of(Block.of(version == 0 ? Cid.v0(hash) : Cid.v1(codec, hash), bytes));
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
