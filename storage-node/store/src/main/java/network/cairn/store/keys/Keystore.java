package network.cairn.store.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.tree.NameOrder;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;

/// The keys of a home in its folder `keystore`: the peer's in `peer`, named ones in `key_<name in
/// base32>` as Kubo has them. The peer's is Ed25519. Thread-safe.
public final class Keystore {
  /// The name of the peer's own key.
  public static final String SELF = "self";

  private static final int MAX_NAME = 128;

  /// A file has a name of 255 bytes at most; base32 makes eight of five, and a draft ends in
  /// `.new`.
  private static final int MAX_NAME_BYTES = 154;

  private static final int MAX_FILE = 16 << 10;
  private static final int MAX_KEYS = 10_000;
  private static final int RSA_BITS = 2048;
  private static final int CURVE_BITS = 256;
  private static final String PREFIX = "key_";
  private final Path folder;
  private final PrivateKey peer;
  private final RandomGenerator random;

  /// A key's name and the peer id of its public half.
  public record Named(String name, PeerId id) {}

  private Keystore(Path folder, PrivateKey peer, RandomGenerator random) {
    this.folder = folder;
    this.peer = peer;
    this.random = random;
  }

  /// Makes the peer's key in a home that has none, and opens the keystore.
  ///
  /// @param random a `SecureRandom`
  public static Keystore create(Path home, RandomGenerator random) throws IOException {
    Path folder = home.resolve("keystore");
    DurableFiles.createSecretDirectory(folder);
    Path file = folder.resolve("peer");
    if (!Files.exists(file)) {
      DurableFiles.replaceSecret(file, PrivateKey.generate(KeyType.ED25519, random).protobuf());
    }
    return open(home, random);
  }

  /// @throws IOException if the peer's key is missing or damaged
  public static Keystore open(Path home, RandomGenerator random) throws IOException {
    Path folder = home.resolve("keystore");
    return new Keystore(folder, read(folder.resolve("peer")), random);
  }

  private static PrivateKey read(Path file) throws IOException {
    try {
      return PrivateKey.decode(DurableFiles.readSecret(file, MAX_FILE));
    } catch (InvalidPeer e) {
      throw new IOException(
          file
              + " holds no private key: "
              + e.getMessage()
              + "; restore it from a backup, nothing else has the key",
          e);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException(
          file + " is missing; restore it from a backup, the node's identity depends on it", e);
    }
  }

  /// The key that is this node's identity.
  public PrivateKey peer() {
    return peer;
  }

  public PeerId peerId() {
    return PeerId.of(peer.publicKey());
  }

  /// `self`, then the others by name.
  public synchronized List<Named> list() throws IOException {
    List<Named> named = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.limit(MAX_KEYS).toList()) {
        Optional<String> name = nameOf(file);
        if (name.isPresent()) {
          named.add(new Named(name.get(), PeerId.of(read(file).publicKey())));
        }
      }
    }
    named.sort(Comparator.comparing(Named::name, NameOrder.ORDER));
    named.addFirst(new Named(SELF, peerId()));
    return named;
  }

  /// Makes an Ed25519 key.
  ///
  /// @throws KeyRefused if the name is taken or none
  public Named generate(String name) throws IOException {
    return generate(name, KeyType.ED25519, OptionalInt.empty());
  }

  /// Makes a key.
  ///
  /// @param bits of an RSA key; of another only the one number that it has
  /// @throws KeyRefused if the name is taken or none, or no key has the size
  public Named generate(String name, KeyType type, OptionalInt bits) throws IOException {
    requireFree(name);
    return put(name, made(type, bits));
  }

  private PrivateKey made(KeyType type, OptionalInt bits) {
    try {
      if (type == KeyType.RSA) {
        return PrivateKey.generateRsa(bits.orElse(RSA_BITS), random);
      }
    } catch (InvalidPeer e) {
      throw new KeyRefused(String.valueOf(e.getMessage()));
    }
    if (bits.orElse(CURVE_BITS) != CURVE_BITS) {
      throw new KeyRefused(
          "invalid key size "
              + bits.getAsInt()
              + ": "
              + type.name().toLowerCase(Locale.ROOT)
              + " keys are always "
              + CURVE_BITS
              + " bits");
    }
    return PrivateKey.generate(type, random);
  }

  /// Keeps a key that was made elsewhere.
  ///
  /// @throws KeyRefused if the name is taken or none
  public synchronized Named put(String name, PrivateKey key) throws IOException {
    requireFree(name);
    DurableFiles.replaceSecret(file(name), key.protobuf());
    return new Named(name, PeerId.of(key.publicKey()));
  }

  private void requireFree(String name) {
    if (name.equals(SELF)) {
      throw new KeyRefused("cannot create key with name 'self'");
    }
    if (Files.exists(file(name))) {
      throw new KeyRefused("key with name '" + name + "' already exists");
    }
  }

  /// A named key of a home, for a file of its owner's; needs no lock.
  ///
  /// @throws KeyRefused if there is none, or it is the peer's own
  public static PrivateKey export(Path home, String name) throws IOException {
    if (name.equals(SELF)) {
      throw new KeyRefused("cannot export key with name 'self'");
    }
    Path file = file(home.resolve("keystore"), name);
    if (!Files.exists(file)) {
      throw new KeyRefused("key with name '" + name + "' doesn't exist");
    }
    return read(file);
  }

  /// A key with its secret: [#SELF], or a named one.
  ///
  /// @throws KeyRefused if there is none
  public synchronized PrivateKey key(String name) throws IOException {
    if (name.equals(SELF)) {
      return peer;
    }
    require(name);
    return read(file(name));
  }

  /// Gives a home's node a new key and keeps the one of now under a name: durable before the new
  /// one, so that no end of the process loses it, and a second try with the same name goes on. The
  /// caller has the home's lock.
  ///
  /// @param random a `SecureRandom`
  /// @return the new id
  /// @throws KeyRefused if the name is none or another key's
  public static PeerId rotate(Path home, String old, RandomGenerator random) throws IOException {
    if (old.equals(SELF)) {
      throw new KeyRefused("keystore name for back up cannot be named 'self'");
    }
    Keystore keys = open(home, random);
    Path kept = file(keys.folder, old);
    if (!Files.exists(kept)) {
      DurableFiles.replaceSecret(kept, keys.peer.protobuf());
    } else if (!read(kept).publicKey().equals(keys.peer.publicKey())) {
      throw new KeyRefused("key by that name already exists, refusing to overwrite");
    }
    PrivateKey made = PrivateKey.generate(KeyType.ED25519, random);
    DurableFiles.replaceSecret(keys.folder.resolve("peer"), made.protobuf());
    return PeerId.of(made.publicKey());
  }

  /// Removes a named key for good.
  ///
  /// @throws KeyRefused if there is none
  public synchronized Named remove(String name) throws IOException {
    if (name.equals(SELF)) {
      throw new KeyRefused("cannot remove key with name 'self'");
    }
    Named named = require(name);
    DurableFiles.delete(file(name));
    return named;
  }

  /// What [Keystore#rename] did.
  public record Renamed(PeerId id, boolean overwrote) {}

  /// Gives a key another name; nothing happens where it has that name already.
  ///
  /// @param overwrite whether a key that has the name is replaced
  /// @throws KeyRefused if there is none of the old name, or one of the new
  public synchronized Renamed rename(String from, String to, boolean overwrite) throws IOException {
    if (from.equals(SELF)) {
      throw new KeyRefused("cannot rename key with name 'self'");
    }
    if (to.equals(SELF)) {
      throw new KeyRefused("cannot overwrite key with name 'self'");
    }
    Named named = require(from);
    if (from.equals(to)) {
      return new Renamed(named.id(), false);
    }
    boolean taken = Files.exists(file(to));
    if (taken && !overwrite) {
      throw new KeyRefused("key by that name already exists, refusing to overwrite");
    }
    DurableFiles.replaceSecret(file(to), DurableFiles.readSecret(file(from), MAX_FILE));
    DurableFiles.delete(file(from));
    return new Renamed(named.id(), taken);
  }

  private Named require(String name) throws IOException {
    Path file = file(name);
    if (!Files.exists(file)) {
      throw new KeyRefused("no key named " + name + " was found");
    }
    return new Named(name, PeerId.of(read(file).publicKey()));
  }

  private Path file(String name) {
    return file(folder, name);
  }

  private static Path file(Path folder, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (name.isEmpty() || name.length() > MAX_NAME || bytes.length > MAX_NAME_BYTES) {
      throw new KeyRefused(
          "a key's name has at least 1 and at most "
              + MAX_NAME
              + " characters and "
              + MAX_NAME_BYTES
              + " bytes");
    }
    return folder.resolve(PREFIX + Multibase.encodeBase32(bytes));
  }

  private static Optional<String> nameOf(Path file) {
    String text = file.getFileName().toString();
    if (!text.startsWith(PREFIX) || DurableFiles.isDraft(text)) {
      return Optional.empty();
    }
    try {
      byte[] name = Multibase.decodeBase32(text.substring(PREFIX.length()));
      return Optional.of(new String(name, StandardCharsets.UTF_8));
    } catch (InvalidMultibase e) {
      return Optional.empty();
    }
  }
}
