package network.cairn.bench.stores;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import network.cairn.ipld.dag.Block;

/// A file per block in folders by the last characters but one of the name, as flatfs lays them out:
/// written under another name, forced, renamed; a commit forces the touched folders.
final class FileStore implements Store {
  private final Path folder;
  private final boolean forced;
  private final Set<Path> touched = new HashSet<>();

  /// @param forced whether each file is fsynced before its rename; without it a commit promises
  ///   nothing for the contents
  FileStore(Path folder, boolean forced) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.forced = forced;
  }

  @Override
  public String name() {
    return forced ? "file per block" : "file per block, never forced";
  }

  @Override
  public void put(Block block) throws IOException {
    Path file = file(block);
    Path shard = file.resolveSibling("");
    Files.createDirectories(shard);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(block.bytes());
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      if (forced) {
        out.force(true);
      }
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    touched.add(shard);
  }

  private Path file(Block block) {
    String name = block.cid().toString();
    return folder
        .resolve(name.substring(name.length() - 3, name.length() - 1))
        .resolve(name + ".data");
  }

  @Override
  public void commit() throws IOException {
    if (forced) {
      touched.add(folder);
      for (Path each : touched) {
        try (FileChannel directory = FileChannel.open(each, StandardOpenOption.READ)) {
          directory.force(true);
        }
      }
    }
    touched.clear();
  }

  @Override
  public byte[] get(Block block) throws IOException {
    return Files.readAllBytes(file(block));
  }

  @Override
  public void close() {}
}
