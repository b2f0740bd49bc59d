package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.engine.DamagedLedger;

/// Snapshots of others that turned out false as a whole, and who sent of them, remembered over
/// starts in the file `sync-refused` of a home (docs/protocol.md §15): one liar must not end a home
/// again and again whose state was made anew. As text, a line `snapshot HASH` or `sender ID` each,
/// the newest last. For one thread.
final class RefusedSync {
  /// Lines that are remembered; the oldest give way.
  static final int MOST = 128;

  private static final int MAX_FILE = 16 * 1024;
  private static final String SNAPSHOT = "snapshot ";
  private static final String SENDER = "sender ";

  private final Path file;
  private final List<String> lines;

  /// @throws DamagedLedger if the file is not as it was written
  RefusedSync(Path file) {
    this.file = file;
    this.lines = new ArrayList<>(read(file));
  }

  private static List<String> read(Path file) {
    try {
      List<String> lines =
          Files.exists(file) ? DurableFiles.readText(file, MAX_FILE).lines().toList() : List.of();
      if (lines.size() > MOST
          || !lines.stream()
              .allMatch(line -> line.matches("snapshot [0-9a-f]{64}|sender [0-9a-f]{40}"))) {
        throw new DamagedLedger(file + " is damaged; delete it");
      }
      return lines;
    } catch (IOException e) {
      throw new DamagedLedger(file + " cannot be read: " + e.getMessage() + "; delete it", e);
    }
  }

  /// Whether the snapshot of this name was false.
  boolean isSnapshot(ByteString hash) {
    return lines.contains(snapshot(hash));
  }

  /// Whether a node of this name sent of one.
  boolean isSender(String id) {
    return lines.contains(SENDER + id);
  }

  private static String snapshot(ByteString hash) {
    return SNAPSHOT + HexFormat.of().formatHex(hash.toByteArray());
  }

  /// Remembers, durably.
  ///
  /// @param hash 32 bytes
  /// @param senders CometBFT's names of nodes; others are left out
  /// @throws DamagedLedger if the file cannot be written
  void add(ByteString hash, Set<String> senders) {
    List<String> more = new ArrayList<>(List.of(snapshot(hash)));
    senders.stream()
        .filter(id -> id.matches("[0-9a-f]{40}"))
        .map(id -> SENDER + id)
        .forEach(more::add);
    lines.removeAll(more);
    lines.addAll(more);
    if (lines.size() > MOST) {
      lines.subList(0, lines.size() - MOST).clear();
    }
    try {
      DurableFiles.replace(file, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new DamagedLedger(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
