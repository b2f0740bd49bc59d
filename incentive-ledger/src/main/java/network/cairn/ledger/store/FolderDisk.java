package network.cairn.ledger.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// A folder of the file system.
public final class FolderDisk implements LogDisk {
  private final Path folder;

  /// @throws StoreFailure if the folder cannot be made
  public FolderDisk(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StoreFailure("cannot create " + folder, e);
    }
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public LogFile open(String name) throws IOException {
    return new ChannelFile(
        FileChannel.open(
            folder.resolve(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private record ChannelFile(FileChannel channel) implements LogFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void append(byte[] bytes) throws IOException {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      long at = channel.size();
      while (in.hasRemaining()) {
        at += channel.write(in, at);
      }
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
      ByteBuffer out = ByteBuffer.allocate(length);
      while (out.hasRemaining()) {
        if (channel.read(out, offset + out.position()) < 0) {
          throw new EOFException("the file ends at " + channel.size());
        }
      }
      return out.array();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
