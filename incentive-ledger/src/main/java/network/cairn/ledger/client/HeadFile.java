package network.cairn.ledger.client;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.files.FileTooLong;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.api.Divergence;
import network.cairn.ledger.api.HeadStore;

/// The highest believed header of a home's ledger, in its file `ledger-head` (docs/protocol.md §9).
/// As text, one `name value` a line: `cairn-ledger-head 1`, `chain-ref`, `network` (hash of the
/// network file's validators), `height`, `head` (a light block, base64), and last `digest`, the
/// SHA-256 of all before it. Thread-safe; one process at a time.
public final class HeadFile implements HeadStore {
  private static final int MAX_SIZE = 4 << 20;
  private static final String NAME = "ledger-head";
  private static final String FIRST = "cairn-ledger-head 1";

  private final Path file;
  private final EvidenceFile evidence;
  private final String chainId;
  private final ByteString chainRef;
  private boolean read;
  private long height = -1;

  private HeadFile(Path home, String chainId, ByteString chainRef) {
    this.file = home.resolve(NAME);
    this.evidence = new EvidenceFile(home, chainRef);
    this.chainId = chainId;
    this.chainRef = chainRef;
  }

  /// The file of a home, which need not be there yet.
  public static HeadFile of(Path home, String chainId, ByteString chainRef) {
    return new HeadFile(home, chainId, chainRef);
  }

  /// The file is of no use here; the message names it and says what to do.
  public abstract static sealed class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /// The file is damaged.
  public static final class Damaged extends Unusable {
    private static final long serialVersionUID = 1L;

    Damaged(Path file, String what) {
      super(
          file
              + " is damaged: "
              + what
              + "; it holds the highest header that was seen of the ledger. Put a copy of it back,"
              + " or, if you are sure that the ledger's door is honest and was not rolled back,"
              + " delete the file");
    }
  }

  /// The evidence of two chains is damaged.
  public static final class DamagedEvidence extends Unusable {
    private static final long serialVersionUID = 1L;

    DamagedEvidence(Path file, String what) {
      super(
          file
              + " is damaged: "
              + what
              + "; it says that two chains were seen. Ask the ledger's operators which is the"
              + " chain's, take the server of the other out of Ledger.URL or of the network file,"
              + " and delete the file");
    }
  }

  /// The file is of another chain. It is not replaced: who took a wrong network file would lose
  /// what keeps the right chain from being rolled back.
  public static final class OfAnotherChain extends Unusable {
    private static final long serialVersionUID = 1L;

    OfAnotherChain(Path file, String there, String here) {
      super(
          file
              + " holds the highest header that was seen of "
              + there
              + ", but the network file is of "
              + here
              + "; put that chain's network file back, or use another home for this one:"
              + " CAIRN_PATH=FOLDER cairn init --network FILE. Only if this home has nothing of"
              + " that chain, delete the file");
    }
  }

  /// @throws Unusable if the file is
  @Override
  public synchronized Optional<Kept> load() {
    Optional<String> text = text();
    Optional<Kept> kept = text.map(this::parse);
    kept.ifPresent(k -> height = k.height());
    read = true;
    return kept;
  }

  private Optional<String> text() {
    try {
      return Optional.of(DurableFiles.readText(file, MAX_SIZE));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileTooLong | java.nio.charset.CharacterCodingException e) {
      throw new Damaged(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Kept parse(String text) {
    List<String> lines = text.lines().toList();
    int digest = text.lastIndexOf("digest ");
    if (lines.size() != 6 || digest < 0 || !lines.getFirst().equals(FIRST)) {
      throw new Damaged(file, "it is not of its form");
    }
    if (!text.substring(digest).equals(digest(text.substring(0, digest)))) {
      throw new Damaged(file, "its digest does not fit");
    }
    try {
      HexFormat hex = HexFormat.of();
      ByteString chain = ByteString.copyFrom(hex.parseHex(value(lines.get(1), "chain-ref")));
      ByteString network = ByteString.copyFrom(hex.parseHex(value(lines.get(2), "network")));
      Kept kept = Kept.decode(network, Base64.getDecoder().decode(value(lines.get(4), "head")));
      requireOwn(chain, kept);
      return kept;
    } catch (IllegalArgumentException e) {
      throw new Damaged(file, String.valueOf(e.getMessage()));
    }
  }

  private void requireOwn(ByteString chain, Kept kept) {
    if (!chain.equals(chainRef)) {
      throw new OfAnotherChain(file, name(kept.chainId(), chain), name(chainId, chainRef));
    }
  }

  private static String name(String chainId, ByteString chainRef) {
    return "chain " + chainId + " (" + HexFormat.of().formatHex(chainRef.toByteArray()) + ")";
  }

  private static String value(String line, String name) {
    if (!line.startsWith(name + " ")) {
      throw new IllegalArgumentException("the line of " + name + " is missing");
    }
    return line.substring(name.length() + 1);
  }

  private static String digest(String before) {
    byte[] bytes = before.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return "digest " + HexFormat.of().formatHex(Sha256.of(bytes)) + "\n";
  }

  @Override
  public synchronized void save(Kept head) {
    long now = head.height();
    if (!read) {
      load();
    }
    if (now <= height && Files.exists(file)) {
      return;
    }
    HexFormat hex = HexFormat.of();
    String before =
        FIRST
            + "\nchain-ref "
            + hex.formatHex(chainRef.toByteArray())
            + "\nnetwork "
            + hex.formatHex(head.network().toByteArray())
            + "\nheight "
            + now
            + "\nhead "
            + Base64.getEncoder().encodeToString(head.encode())
            + "\n";
    try {
      DurableFiles.replace(file, before + digest(before));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
    }
    height = now;
  }

  @Override
  public String cure() {
    return "stop, delete " + file + " and start again";
  }

  @Override
  public Optional<Divergence> divergence() {
    return evidence.load();
  }

  @Override
  public void save(Divergence seen) {
    evidence.save(seen);
  }

  @Override
  public String evidenceCure() {
    return evidence.cure();
  }
}
