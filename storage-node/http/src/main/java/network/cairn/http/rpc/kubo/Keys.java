package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import network.cairn.api.answer.kubo.KeyAnswer;
import network.cairn.api.answer.kubo.KeyRenaming;
import network.cairn.api.answer.kubo.KeySignature;
import network.cairn.api.answer.kubo.KeyVerdict;
import network.cairn.api.answer.kubo.KeysAnswer;
import network.cairn.api.table.RepoTable;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peer.PublicKey;
import network.cairn.store.keys.KeyFormat;
import network.cairn.store.keys.Keystore;

/// `key/…`: named keys of the node.
final class Keys {
  private static final String BASE = "ipns-base";
  private static final int MAX_FILE = 16 << 10;
  private static final int MAX_SIGNED = 1 << 20;
  private static final byte[] SIGNED =
      "libp2p-key signed message:".getBytes(StandardCharsets.UTF_8);
  private final Backend backend;

  Keys(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(RepoTable.KEY_LIST, this::list),
        Route.of(RepoTable.KEY_LS, this::list),
        Route.of(RepoTable.KEY_GENERATE, this::generate),
        Route.of(RepoTable.KEY_IMPORT, this::take),
        Route.of(RepoTable.KEY_REMOVE, this::remove),
        Route.of(RepoTable.KEY_RENAME, this::rename),
        Route.of(RepoTable.KEY_SIGN, this::sign),
        Route.of(RepoTable.KEY_VERIFY, this::verify));
  }

  private void list(Call call, Reply reply) throws IOException {
    keys(call, reply, backend.keys().list());
  }

  private static void keys(Call call, Reply reply, List<Keystore.Named> keys) throws IOException {
    PeerIdBase base = new PeerIdBase(call, BASE);
    reply.value(new KeysAnswer(keys.stream().map(key -> key(base, key)).toList()));
  }

  private static KeyAnswer key(PeerIdBase base, Keystore.Named key) {
    return new KeyAnswer(key.name(), base.text(key.id()));
  }

  private void generate(Call call, Reply reply) throws IOException {
    PeerIdBase base = new PeerIdBase(call, BASE);
    KeyType type =
        switch (call.text("type").orElse("ed25519")) {
          case "ed25519" -> KeyType.ED25519;
          case "rsa" -> KeyType.RSA;
          case "secp256k1" -> KeyType.SECP256K1;
          case String other -> throw new CommandError("unrecognized key type: " + other);
        };
    OptionalLong size = call.number("size");
    OptionalInt bits =
        size.isPresent()
            ? OptionalInt.of(Math.clamp(size.getAsLong(), -1, Integer.MAX_VALUE))
            : OptionalInt.empty();
    reply.value(key(base, backend.keys().generate(call.argument(0), type, bits)));
  }

  /// Keeps a key from a file of the caller's.
  private void take(Call call, Reply reply) throws IOException {
    PeerIdBase base = new PeerIdBase(call, BASE);
    if (call.argument(0).equals(Keystore.SELF)) {
      throw new CommandError("cannot import key with name 'self'");
    }
    Part part = call.part().orElseThrow(() -> new BadRequest("file argument 'key' is required"));
    byte[] content = part.body().readNBytes(MAX_FILE + 1);
    if (content.length > MAX_FILE) {
      throw new CommandError("a key file is at most " + MAX_FILE + " bytes");
    }
    PrivateKey key =
        KeyFormat.named(call.text("format").orElse(KeyFormat.LIBP2P.label())).decode(content);
    if (key.type() == KeyType.ECDSA && !call.flag("allow-any-key-type")) {
      throw new CommandError(
          "key type ECDSA is not allowed to be imported, only RSA, Ed25519, or Secp256k1; use flag"
              + " --allow-any-key-type if you are sure of what you're doing");
    }
    reply.value(key(base, backend.keys().put(call.argument(0), key)));
  }

  private void remove(Call call, Reply reply) throws IOException {
    List<Keystore.Named> removed = new ArrayList<>();
    for (String name : call.arguments()) {
      removed.add(backend.keys().remove(name));
    }
    keys(call, reply, removed);
  }

  private void rename(Call call, Reply reply) throws IOException {
    Keystore.Renamed renamed =
        backend.keys().rename(call.argument(0), call.argument(1), call.flag("force"));
    reply.value(
        new KeyRenaming(
            call.argument(0),
            call.argument(1),
            new PeerIdBase(call, BASE).text(renamed.id()),
            renamed.overwrote()));
  }

  private void sign(Call call, Reply reply) throws IOException {
    PeerIdBase base = new PeerIdBase(call, BASE);
    String name = keyName(call);
    PrivateKey key = backend.keys().key(name);
    byte[] signature = key.sign(message(call));
    KeyAnswer signer = key(base, new Keystore.Named(name, PeerId.of(key.publicKey())));
    reply.value(new KeySignature(signer, Multibase.BASE64URL.encode(signature)));
  }

  private static String keyName(Call call) {
    return call.text("key").filter(name -> !name.isEmpty()).orElse(Keystore.SELF);
  }

  /// What is signed: no signature over anything else begins so.
  private static byte[] message(Call call) throws IOException {
    Part part = call.part().orElseThrow(() -> new BadRequest("file argument 'data' is required"));
    byte[] data = part.body().readNBytes(MAX_SIGNED + 1);
    if (data.length > MAX_SIGNED) {
      throw new CommandError("data to sign is at most " + MAX_SIGNED + " bytes");
    }
    byte[] message = Arrays.copyOf(SIGNED, SIGNED.length + data.length);
    System.arraycopy(data, 0, message, SIGNED.length, data.length);
    return message;
  }

  private void verify(Call call, Reply reply) throws IOException {
    PeerIdBase base = new PeerIdBase(call, BASE);
    String name = keyName(call);
    byte[] signature;
    try {
      signature = Multibase.decode(call.text("signature").orElse(""));
    } catch (InvalidMultibase e) {
      throw new CommandError("option signature: " + e.getMessage(), e);
    }
    Signer signer = signer(name);
    boolean valid = signer.key().verify(message(call), signature);
    reply.value(new KeyVerdict(key(base, signer.named()), valid));
  }

  /// @param named without a name where an id was given
  private record Signer(Keystore.Named named, PublicKey key) {}

  private Signer signer(String name) throws IOException {
    List<Keystore.Named> known = backend.keys().list();
    Optional<Keystore.Named> named = known.stream().filter(k -> k.name().equals(name)).findFirst();
    if (named.isPresent()) {
      return new Signer(named.get(), backend.keys().key(name).publicKey());
    }
    PeerId id;
    try {
      id = PeerId.parse(name);
    } catch (InvalidPeer e) {
      throw new CommandError(
          "'" + name + "' is not a known key, an IPNS Name, or a valid PeerID", e);
    }
    Keystore.Named nameless = new Keystore.Named("", id);
    for (Keystore.Named own : known) {
      if (own.id().equals(id)) {
        return new Signer(nameless, backend.keys().key(own.name()).publicKey());
      }
    }
    return new Signer(
        nameless,
        id.inlineKey()
            .orElseThrow(
                () -> new CommandError(id + " is a hash of its key, which is not known here")));
  }
}
