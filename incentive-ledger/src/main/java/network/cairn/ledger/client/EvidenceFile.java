package network.cairn.ledger.client;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

/// Two chains that a home saw, in its file `ledger-evidence` (docs/protocol.md §9). As text, one
/// `name value` a line: `cairn-ledger-evidence 1`, `chain-ref`, `height`, `common` (a light block,
/// base64, or `none`), `primary` and `witness` (address and light block each), and last `digest`,
/// the SHA-256 of all before it. As long as it is there, no header above the common one is
/// believed. Thread-safe.
final class EvidenceFile {
  private static final int MAX_SIZE = 12 << 20;
  private static final String NAME = "ledger-evidence";
  private static final String FIRST = "cairn-ledger-evidence 1";
  private static final String NONE = "none";

  private final Path file;
  private final ByteString chainRef;

  EvidenceFile(Path home, ByteString chainRef) {
    this.file = home.resolve(NAME);
    this.chainRef = chainRef;
  }

  /// @throws HeadFile.Unusable if the file is damaged
  synchronized Optional<Divergence> load() {
    try {
      return Optional.of(parse(DurableFiles.readText(file, MAX_SIZE)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileTooLong | java.nio.charset.CharacterCodingException | IllegalArgumentException e) {
      throw new HeadFile.DamagedEvidence(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Divergence parse(String text) {
    int digest = text.lastIndexOf("digest ");
    List<String> lines = text.lines().toList();
    if (lines.size() != 7 || digest < 0 || !lines.getFirst().equals(FIRST)) {
      throw new IllegalArgumentException("it is not of its form");
    }
    if (!text.substring(digest).equals(digest(text.substring(0, digest)))) {
      throw new IllegalArgumentException("its digest does not fit");
    }
    String common = value(lines.get(3), "common");
    return Divergence.decode(
        common.equals(NONE) ? Optional.empty() : Optional.of(bytes(common)),
        side(value(lines.get(4), "primary")),
        side(value(lines.get(5), "witness")));
  }

  private static Divergence.Encoded side(String words) {
    int space = words.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("a side has no address");
    }
    return new Divergence.Encoded(
        URI.create(words.substring(0, space)), bytes(words.substring(space + 1)));
  }

  private static ByteString bytes(String base64) {
    return ByteString.copyFrom(Base64.getDecoder().decode(base64));
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String value(String line, String name) {
    if (!line.startsWith(name + " ")) {
      throw new IllegalArgumentException("the line of " + name + " is missing");
    }
    return line.substring(name.length() + 1);
  }

  private static String digest(String before) {
    byte[] bytes = before.getBytes(StandardCharsets.UTF_8);
    return "digest " + HexFormat.of().formatHex(Sha256.of(bytes)) + "\n";
  }

  /// Durable when this returns; the first that was seen stays.
  synchronized void save(Divergence seen) {
    if (Files.exists(file)) {
      return;
    }
    String before =
        FIRST
            + "\nchain-ref "
            + HexFormat.of().formatHex(chainRef.toByteArray())
            + "\nheight "
            + seen.height()
            + "\ncommon "
            + seen.encodedCommon().map(EvidenceFile::base64).orElse(NONE)
            + "\nprimary "
            + seen.primary().server()
            + " "
            + base64(seen.primary().encode())
            + "\nwitness "
            + seen.witness().server()
            + " "
            + base64(seen.witness().encode())
            + "\n";
    try {
      DurableFiles.replace(file, before + digest(before));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  String cure() {
    return "stop, delete " + file + ", which holds both as evidence, and start again";
  }
}
