package network.cairn.content.exchange.bitswap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import org.jspecify.annotations.Nullable;

/// One message on its way to a peer, written slice by slice.
///
/// The message is in memory whole as long as the peer does not take it slowly and there is room for
/// it; else only the slice that is being written is, and the blocks are read again for the next
/// one. What a peer is sent costs it the time that it takes, not this node's memory. Used by one
/// thread.
final class Parcel implements AutoCloseable {
  private final SendMemory memory;
  private final PeerNetwork network;
  private final MessageCodec codec;
  private final LocalBlocks source;
  private final Message words;
  private final List<Cid> cids;
  private final long bytes;
  private @Nullable Framed whole;
  private long length = -1;
  private Room room = Room.NONE;
  private int blocks;
  private long blockBytes;

  /// Where the whole message is held.
  private enum Room {
    NONE,
    WHOLE,
    TRIAL
  }

  /// Something that takes a slice.
  interface Out {
    /// @param to behind the last byte of the slice
    void write(Framed message, int from, int to) throws IOException;
  }

  /// The blocks that a message was begun with are not all here any more.
  static final class Gone extends IOException {
    private static final long serialVersionUID = 1L;

    Gone() {
      super("a block went while it was sent");
    }
  }

  /// @param words the message without its blocks
  /// @param cids the blocks; one that is not here is answered for
  /// @param bytes of the blocks, as far as is known
  Parcel(
      SendMemory memory,
      PeerNetwork network,
      MessageCodec codec,
      LocalBlocks source,
      Message words,
      List<Cid> cids,
      long bytes) {
    this.memory = memory;
    this.network = network;
    this.codec = codec;
    this.source = source;
    this.words = words;
    this.cids = cids;
    this.bytes = bytes;
  }

  /// Writes the whole message; again from its beginning, if it is called again.
  ///
  /// @throws Gone if a block is gone that it was begun with
  void write(Out out, Pace pace, Scheduler scheduler) throws IOException, InterruptedException {
    for (int at = 0; at == 0 || at < length; at += SendMemory.SLICE) {
      long began;
      if (isHeld(pace)) {
        Framed framed = whole();
        began = scheduler.nanoTime();
        out.write(framed, at, at + SendMemory.SLICE);
      } else {
        memory.takeSlice(network);
        try {
          Framed slice = load().copy(at, at + SendMemory.SLICE);
          began = scheduler.nanoTime();
          out.write(slice, 0, slice.length());
        } finally {
          memory.giveSlice(network);
        }
      }
      pace.left((int) Math.min(SendMemory.SLICE, length - at), scheduler.nanoTime() - began);
      if (pace.isSlow()) {
        close();
      }
    }
  }

  private Framed whole() throws IOException, InterruptedException {
    if (whole == null) {
      whole = load();
    }
    return whole;
  }

  /// Whether the message is or may be held.
  private boolean isHeld(Pace pace) {
    if (room == Room.NONE && bytes > 0 && !pace.isSlow()) {
      room = take(pace);
    }
    return room != Room.NONE;
  }

  private Room take(Pace pace) {
    if (pace.isSwift()) {
      return memory.takeWhole(network, bytes) ? Room.WHOLE : Room.NONE;
    }
    return memory.takeTrial(network, bytes) ? Room.TRIAL : Room.NONE;
  }

  private Framed load() throws IOException, InterruptedException {
    memory.beginLoad(network);
    try {
      Framed framed = codec.frame(message());
      if (length >= 0 && framed.length() != length) {
        throw new Gone();
      }
      length = framed.length();
      return framed;
    } finally {
      memory.endLoad(network);
    }
  }

  private Message message() {
    List<Block> read = new ArrayList<>();
    List<Message.Presence> said = new ArrayList<>(words.presences());
    long sum = 0;
    for (Cid cid : cids) {
      Optional<Block> block = source.read(cid);
      if (block.isPresent()) {
        // The peer asked by its own CID; the store may know the block by another codec.
        read.add(block.get().as(cid));
        sum += block.get().size();
      } else {
        said.add(new Message.Presence(cid, false));
      }
    }
    blocks = read.size();
    blockBytes = sum;
    return new Message(words.wants(), words.full(), read, said, 0);
  }

  /// Blocks that it holds.
  int blocks() {
    return blocks;
  }

  /// Bytes of those.
  long blockBytes() {
    return blockBytes;
  }

  /// Lets go of what is in memory.
  @Override
  public void close() {
    whole = null;
    switch (room) {
      case NONE -> {}
      case WHOLE -> memory.giveWhole(network, bytes);
      case TRIAL -> memory.giveTrial(network, bytes);
    }
    room = Room.NONE;
  }
}
