package network.cairn.content.service;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.car.CarReader;
import network.cairn.ipld.car.CarReader.ZeroSections;
import network.cairn.ipld.car.InvalidCar;
import network.cairn.ipld.car.Section;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.store.blockstore.Writer;

/// One import of CARs under way; every block is hashed. Used by one thread.
public final class CarImporter {
  private static final int MAX_ROOTS = 100_000;

  private final Writer writer;
  private final Hashing hashing;
  private final Deadline deadline;
  private final boolean bigBlocks;
  private final SequencedSet<Cid> roots = new LinkedHashSet<>();
  private long blocks;
  private long bytes;

  /// Brings CARs, one after another.
  @FunctionalInterface
  public interface Feed {
    void into(CarImporter importer) throws IOException;
  }

  /// What an import found.
  ///
  /// @param roots of all CARs, each once, with what kept it from being pinned; empty texts for
  ///   none, no roots where nobody wanted pins
  /// @param blocks sections read
  /// @param bytes of those
  public record Imported(List<Root> roots, long blocks, long bytes) {
    public Imported {
      roots = List.copyOf(roots);
    }
  }

  /// A root and why it is not pinned; an empty text if it is.
  public record Root(Cid cid, String pinError) {}

  CarImporter(Writer writer, Hashing hashing, Deadline deadline, boolean bigBlocks) {
    this.writer = writer;
    this.hashing = hashing;
    this.deadline = deadline;
    this.bigBlocks = bigBlocks;
  }

  /// Reads a CARv1 or the one inside a CARv2 to its end; the stream is not closed.
  ///
  /// @param name what a fault is told of
  /// @throws ContentRefused if it is no CAR or a block is too large
  /// @throws network.cairn.ipld.dag.HashMismatch if a block is not what its CID says
  public void car(String name, InputStream in) throws IOException {
    try {
      read(in);
    } catch (InvalidCar e) {
      throw new ContentRefused(
          name + ": " + e.getMessage() + "; nothing was pinned, get the file again");
    }
  }

  private void read(InputStream in) throws IOException {
    CarReader car = new CarReader(in, Block.READ_LIMIT, ZeroSections.END);
    roots.addAll(car.roots());
    if (roots.size() > MAX_ROOTS) {
      throw new ContentRefused("more than " + MAX_ROOTS + " roots");
    }
    for (Optional<Section> next = car.next(); next.isPresent(); next = car.next()) {
      deadline.check();
      Section section = next.get();
      BlockBound.require(section.bytes().length, bigBlocks);
      writer.put(Block.verified(section.cid(), section.bytes(), hashing));
      blocks++;
      bytes += section.bytes().length;
    }
  }

  SequencedSet<Cid> roots() {
    return roots;
  }

  Imported imported(List<Root> pinned) {
    return new Imported(pinned, blocks, bytes);
  }
}
