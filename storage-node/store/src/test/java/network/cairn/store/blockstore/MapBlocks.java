package network.cairn.store.blockstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;

/// Blocks in a map, some of them damaged, with a book of what was read; for walks, which only read.
public final class MapBlocks implements Blockstore {
  private final Map<Multihash, byte[]> blocks = new LinkedHashMap<>();
  private final Set<Multihash> damaged = new HashSet<>();
  private final List<Cid> read = new ArrayList<>();

  public MapBlocks with(Collection<Block> more) {
    more.forEach(block -> blocks.put(block.cid().multihash(), block.bytes()));
    return this;
  }

  public void lose(Cid cid) {
    blocks.remove(cid.multihash());
  }

  void damage(Cid cid) {
    damaged.add(cid.multihash());
  }

  List<Cid> read() {
    return List.copyOf(read);
  }

  @Override
  public boolean has(Cid cid) {
    return blocks.containsKey(cid.multihash());
  }

  @Override
  public OptionalInt size(Cid cid) {
    byte[] bytes = blocks.get(cid.multihash());
    return bytes == null ? OptionalInt.empty() : OptionalInt.of(bytes.length);
  }

  @Override
  public Optional<Block> get(Cid cid) {
    read.add(cid);
    if (damaged.contains(cid.multihash())) {
      throw new CorruptBlock(cid, "a map", 0, "the hash differs");
    }
    return Optional.ofNullable(blocks.get(cid.multihash())).map(bytes -> Block.of(cid, bytes));
  }

  @Override
  public Stream<Multihash> multihashes() {
    return blocks.keySet().stream().sorted();
  }

  @Override
  public Writer writer() {
    throw new AssertionError("written to");
  }

  @Override
  public Writer writer(DiskAllowance admission) {
    throw new AssertionError("written to");
  }

  @Override
  public Map<Multihash, Deletion> delete(Collection<Multihash> gone) {
    throw new AssertionError("written to");
  }

  @Override
  public StoreStats stats() {
    throw new AssertionError("asked for figures");
  }

  @Override
  public AttachedCar attach(String id, Path car) {
    throw new AssertionError("written to");
  }

  @Override
  public boolean detach(String id) {
    throw new AssertionError("written to");
  }

  @Override
  public List<AttachedCar> attached() {
    throw new AssertionError("asked for attached files");
  }

  @Override
  public void addListener(BlockListener listener) {
    throw new AssertionError("listened to");
  }
}
