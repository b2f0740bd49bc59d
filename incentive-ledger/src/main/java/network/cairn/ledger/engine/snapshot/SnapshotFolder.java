package network.cairn.ledger.engine.snapshot;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.files.FileTooLong;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.proto.ledgerapi.LedgerHead;

/// The snapshots of a home: `snapshots/`, a manifest and chunks for each height. A snapshot is
/// there as soon as its manifest is, which comes last and goes first. One thread takes them;
/// readers come from any.
public final class SnapshotFolder {
  private static final String MANIFEST = ".manifest";
  private static final String CHUNK = ".chunk";
  private static final int DIGITS = 16;

  /// Beside the snapshots for as long as the state goes back to one of others.
  private static final String OTHERS = "others";

  /// The manifest's own, ahead of it: what only a header would prove must not change either.
  private static final int HASH = 32;

  /// What blocks may change while a snapshot is taken, in bytes: the memory keeps it for so long.
  static final long MOST_LATER = 256L << 20;

  private final Path folder;
  private final LongSupplier usable;

  private SnapshotFolder(Path folder, LongSupplier usable) {
    this.folder = folder;
    this.usable = usable;
  }

  /// Opens a folder, made if it is missing; what a crash left of a snapshot is deleted.
  ///
  /// @throws StoreFailure if the disk fails
  public static SnapshotFolder open(Path folder) {
    return open(folder, () -> folder.toFile().getUsableSpace());
  }

  /// As the other.
  ///
  /// @param usable bytes that the disk has left
  static SnapshotFolder open(Path folder, LongSupplier usable) {
    SnapshotFolder opened = new SnapshotFolder(folder, usable);
    try {
      Files.createDirectories(folder);
      DurableFiles.deleteDrafts(folder);
      List<Long> whole = opened.heights();
      for (String name : opened.names()) {
        if (name.endsWith(CHUNK) && !whole.contains(height(name).orElse(-1))) {
          DurableFiles.delete(folder.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new StoreFailure("the snapshots in " + folder + " cannot be opened", e);
    }
    return opened;
  }

  /// Bytes that the disk has left.
  public long usable() {
    return usable.getAsLong();
  }

  /// The heights of the snapshots that are there, the newest first.
  public List<Long> heights() {
    return names().stream()
        .filter(name -> name.endsWith(MANIFEST))
        .flatMap(name -> height(name).stream().boxed())
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (IOException e) {
      throw new StoreFailure("the snapshots in " + folder + " cannot be listed", e);
    }
  }

  private static OptionalLong height(String name) {
    int dot = name.indexOf('.');
    return dot == DIGITS && name.substring(0, dot).chars().allMatch(c -> c >= '0' && c <= '9')
        ? OptionalLong.of(Long.parseLong(name.substring(0, dot)))
        : OptionalLong.empty();
  }

  private Path manifestFile(long height) {
    return folder.resolve(number(height) + MANIFEST);
  }

  private Path chunkFile(long height, int index) {
    return folder.resolve(number(height) + "." + index + CHUNK);
  }

  private static String number(long height) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", height);
  }

  /// Notes that the state goes back to a snapshot of others, below which this home has no blocks;
  /// durable on return.
  ///
  /// @throws StoreFailure if the disk fails
  public void noteOthers() {
    try {
      DurableFiles.replace(folder.resolve(OTHERS), new byte[0]);
    } catch (IOException e) {
      throw new StoreFailure("the file " + folder.resolve(OTHERS) + " cannot be written", e);
    }
  }

  /// The state is this home's own again.
  ///
  /// @throws StoreFailure if the disk fails
  public void forgetOthers() {
    try {
      DurableFiles.delete(folder.resolve(OTHERS));
    } catch (IOException e) {
      throw new StoreFailure("the file " + folder.resolve(OTHERS) + " cannot be deleted", e);
    }
  }

  /// Whether the state goes back to others' and nothing here would give it again.
  boolean isOwed() {
    return Files.exists(folder.resolve(OTHERS)) && heights().isEmpty();
  }

  /// The manifest of a height, if there is such a snapshot.
  ///
  /// @throws InvalidSnapshot if it is damaged, or the disk does not give it
  public Optional<Manifest> manifest(long height) {
    return read(manifestFile(height), HASH + Manifest.MAX_BYTES)
        .map(bytes -> {
          if (bytes.size() < HASH) {
            throw new InvalidSnapshot("its manifest is cut off");
          }
          Manifest manifest = Manifest.decode(bytes.substring(HASH));
          if (!manifest.hash().equals(bytes.substring(0, HASH)) || manifest.height() != height) {
            throw new InvalidSnapshot("its manifest is damaged");
          }
          return manifest;
        });
  }

  /// A chunk of a snapshot, if there is such a one; its bytes are the reader's to check.
  ///
  /// @throws InvalidSnapshot if it is too long, or the disk does not give it
  public Optional<ByteString> chunk(long height, int index) {
    return read(chunkFile(height, index), Manifest.MAX_CHUNK);
  }

  private static Optional<ByteString> read(Path file, int max) {
    try {
      return Optional.of(ByteString.copyFrom(DurableFiles.read(file, max)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileTooLong e) {
      throw new InvalidSnapshot(file + " is longer than " + max + " bytes");
    } catch (IOException e) {
      throw new InvalidSnapshot(file + " cannot be read: " + e.getMessage());
    }
  }

  /// Writes the snapshot of a state; durable on return.
  ///
  /// @param state above height 0, held while it is read
  /// @param most snapshots that stay, the newest; at least 1
  /// @throws StoreFailure if the disk fails or has not twice the room of the newest snapshot left,
  ///   or if blocks change more than [#MOST_LATER] meanwhile; nothing of it is left then
  public Manifest take(Snapshot state, int most) {
    return take(state, most, () -> false).orElseThrow();
  }

  /// As the other.
  ///
  /// @param ends whether it is given up; asked now and then
  /// @return empty if it was given up; what is left then the next [#open(Path)] deletes
  Optional<Manifest> take(Snapshot state, int most, BooleanSupplier ends) {
    LedgerHead head = state.head().orElseThrow();
    try {
      requireRoom(2 * newestBytes());
      Optional<Manifest> made = write(state, head, ends);
      if (made.isPresent()) {
        keep(most);
      }
      return made;
    } catch (IOException e) {
      StoreFailure named =
          new StoreFailure("the snapshot of height " + head.getHeight() + " cannot be kept", e);
      discard(head.getHeight(), named);
      throw named;
    } catch (StoreFailure e) {
      discard(head.getHeight(), e);
      throw e;
    }
  }

  private Optional<Manifest> write(Snapshot state, LedgerHead head, BooleanSupplier ends)
      throws IOException {
    List<ByteString> chunks = new ArrayList<>();
    long entries = 0;
    long written = 0;
    Optional<Chunks.Piece> piece = Chunks.next(state, new byte[0]);
    while (piece.isPresent()) {
      if (ends.getAsBoolean()) {
        return Optional.empty();
      }
      byte[] bytes = piece.get().bytes();
      written += bytes.length;
      requireRoom(written);
      requireMemory(state);
      DurableFiles.replace(chunkFile(head.getHeight(), chunks.size()), bytes);
      chunks.add(ByteString.copyFrom(Sha256.of(bytes)));
      entries += piece.get().entries();
      piece = Chunks.next(state, piece.get().last());
    }
    Manifest manifest = new Manifest(head, entries, chunks);
    DurableFiles.replace(
        manifestFile(head.getHeight()),
        manifest.hash().toByteArray(),
        manifest.encode().toByteArray());
    return Optional.of(manifest);
  }

  /// The ledger itself, whose blocks and state are on the same disk, must not run out of room.
  private void requireRoom(long bytes) {
    long left = usable.getAsLong();
    if (left < bytes) {
      throw new StoreFailure(
          "the disk of "
              + folder
              + " has "
              + left
              + " bytes left, and a snapshot needs "
              + bytes
              + "; make room");
    }
  }

  private static void requireMemory(Snapshot state) {
    if (state.laterBytes() > MOST_LATER) {
      throw new StoreFailure(
          "blocks change the state faster than it is written: "
              + state.laterBytes()
              + " bytes since then are in memory");
    }
  }

  private long newestBytes() throws IOException {
    List<Long> heights = heights();
    long bytes = 0;
    for (String name : heights.isEmpty() ? List.<String>of() : names()) {
      if (height(name).orElse(-1) == heights.getFirst()) {
        bytes += Files.size(folder.resolve(name));
      }
    }
    return bytes;
  }

  /// Deletes what there is of a snapshot, unless it is whole: the room is the ledger's.
  private void discard(long height, StoreFailure cause) {
    try {
      if (!Files.exists(manifestFile(height))) {
        deleteChunks(height);
      }
    } catch (IOException | StoreFailure e) {
      cause.addSuppressed(e);
    }
  }

  private void keep(int most) throws IOException {
    List<Long> heights = heights();
    for (long gone : heights.subList(Math.min(most, heights.size()), heights.size())) {
      DurableFiles.delete(manifestFile(gone));
      deleteChunks(gone);
    }
  }

  private void deleteChunks(long height) throws IOException {
    for (String name : names()) {
      if (name.endsWith(CHUNK) && height(name).orElse(-1) == height) {
        DurableFiles.delete(folder.resolve(name));
      }
    }
  }

  /// Fills a store from a snapshot of this folder.
  ///
  /// @return where the state stands
  /// @throws InvalidSnapshot if there is none of this height, or it is not what its manifest says;
  ///   the store is empty then
  public LedgerHead restore(long height, StateStore states) {
    Manifest manifest =
        manifest(height)
            .orElseThrow(() -> new InvalidSnapshot("there is no snapshot of height " + height));
    Restoration restoration = new Restoration(states, manifest);
    try {
      while (!restoration.isWhole()) {
        int index = restoration.next();
        restoration.add(
            chunk(height, index)
                .orElseThrow(() -> new InvalidSnapshot("its chunk " + index + " is missing")));
      }
      return restoration.finish();
    } catch (InvalidSnapshot e) {
      restoration.giveUp();
      throw e;
    }
  }
}
