package network.cairn.content.service;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockService;
import network.cairn.content.exchange.Exchange;
import network.cairn.content.service.AddOptions.Keeping;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.hash.HashPool;
import network.cairn.store.hash.Hashes;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;

/// A content service over a repository of its own, without anybody else.
final class OfflineContent implements AutoCloseable {
  static final byte[] DIRECTORY = {8, 1};

  final Repository repository;
  final ContentService service;
  private final HashPool pool = new HashPool(2);

  OfflineContent(Path home) throws IOException {
    this(home, ByteBudget.unbounded());
  }

  OfflineContent(Path home, ByteBudget budget) throws IOException {
    Repository.init(home);
    repository =
        Repository.open(
            home, RepoOptions.defaults("test", Links::of, new Hashes()).withDiskReserve(0));
    Scheduler scheduler = new RealScheduler();
    BlockService blocks =
        new BlockService(repository.blockstore(), Exchange.offline(), new Hashes(), scheduler);
    service =
        new ContentService(
            repository,
            new ContentService.Blocks(blocks, blocks),
            new Hashes(),
            pool,
            scheduler,
            budget);
  }

  ContentReader reader() {
    return reader(Deadline.none());
  }

  ContentReader reader(Deadline deadline) {
    return service.reader(new ReadContext(true, deadline));
  }

  /// Leaves of 1,000 bytes, directories of more than 4 entries sharded.
  static ImportOptions layout() {
    return ImportOptions.of("unixfs-v1-2025").withChunker("size-1000").withMaxDirectoryLinks(4);
  }

  List<Cid> add(AddOptions options, SourceEntry... entries) throws IOException {
    return service.add(
        options,
        Deadline.none(),
        ImportListener.none(),
        addition -> {
          for (SourceEntry entry : entries) {
            addition.entry(entry);
          }
        });
  }

  Cid add(SourceEntry entry) throws IOException {
    Keeping keeping = new Keeping.Pinned(Optional.empty());
    return add(new AddOptions(layout(), false, keeping), entry).getFirst();
  }

  /// A directory node as nobody's importer makes it.
  Cid directory(PbLink... links) {
    return put(Multicodec.DAG_PB, PbNode.of(List.of(links), DIRECTORY).encode());
  }

  Cid put(long codec, byte[] bytes) {
    Cid cid = Cid.v1(codec, Multihash.sha256(bytes));
    repository.blockstore().put(Block.of(cid, bytes));
    return cid;
  }

  static SourceEntry.File file(String name, byte[] bytes) {
    return new SourceEntry.File(
        name, () -> new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
  }

  static SourceEntry.File file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  static SourceEntry.Directory directory(String name, SourceEntry... entries) {
    return new SourceEntry.Directory(name, () -> List.of(entries));
  }

  /// What a method writes that asks for a stream.
  interface Writing {
    void to(network.cairn.base.tree.ByteSink sink) throws IOException;
  }

  static byte[] written(Writing writing) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writing.to(_ -> out);
    return out.toByteArray();
  }

  @Override
  public void close() {
    repository.close();
    pool.close();
  }
}
