package network.cairn.bench.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.crypto.PreparedKey;
import network.cairn.ledger.crypto.SignatureCheck;
import network.cairn.ledger.proof.Challenges;
import network.cairn.ledger.proof.CommP;
import network.cairn.ledger.proof.Multiproof;
import network.cairn.ledger.proof.Subtree;
import network.cairn.ledger.proof.UpperTree;
import network.cairn.libp2p.crypto.ChaCha20Poly1305;
import network.cairn.libp2p.crypto.Ed25519Keys;

/// All parts by name.
final class Parts {
  private static final double MB = 1e6;
  private static final int PIECE_HEIGHT = 30;
  private static final int LINKS = 174;
  private static final int NOISE_RECORD = 65_519;
  private static final int CONNECTION_BYTES = 64 << 20;

  private Parts() {}

  /// Each made when it is asked for.
  static Map<String, Supplier<Part>> all() {
    return Map.ofEntries(
        Map.entry("sha256-1MiB", Parts::sha256),
        Map.entry("commp-subtree", Parts::commitmentOfSubtree),
        Map.entry("commp-stream", Parts::commitmentOfStream),
        Map.entry("proof-verify", Parts::proof),
        Map.entry("ed25519-new-key", () -> signature("a key seen first", Ed25519::verify)),
        Map.entry("ed25519-known-key", Parts::knownKey),
        Map.entry(
            "ed25519-library",
            () ->
                signature(
                    "Bouncy Castle, torsion unjudged",
                    (key, message, signature) ->
                        Ed25519Keys.publicKey(key).verify(message, signature))),
        Map.entry("cid-parse", Parts::cidParse),
        Map.entry("dagpb-decode", Parts::dagPbDecode),
        Map.entry("dagpb-encode", Parts::dagPbEncode),
        Map.entry("noise-seal", Parts::seal),
        Map.entry("connection", Parts::connection));
  }

  /// A transaction's signature.
  private static Part signature(String by, SignatureCheck check) {
    byte[] seed = random(Ed25519.SEED_SIZE);
    byte[] key = Ed25519.publicKey(seed);
    byte[] message = random(200);
    byte[] signature = Ed25519.sign(seed, message);
    return new Part(
        "check an Ed25519 signature: " + by,
        1,
        "signatures/s",
        () -> {
          if (!check.verify(key, message, signature)) {
            throw new IllegalStateException("a true signature was refused");
          }
          return signature;
        });
  }

  private static Part knownKey() {
    PreparedKey key = PreparedKey.of(Ed25519.publicKey(random(Ed25519.SEED_SIZE))).orElseThrow();
    return signature(
        "a key prepared before", (_, message, signature) -> key.verify(message, signature));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return bytes;
  }

  private static Part sha256() {
    byte[] block = random(1 << 20);
    return new Part("SHA-256 of 1 MiB", block.length / MB, "MB/s", () -> Multihash.sha256(block));
  }

  private static Part commitmentOfSubtree() {
    byte[] raw = random(Subtree.RAW_BYTES);
    Subtree subtree = new Subtree(Subtree.HEIGHT);
    byte[] root = new byte[32];
    return new Part(
        "CommP, one subtree of 256 KiB",
        raw.length / MB,
        "MB/s",
        () -> {
          subtree.load(raw, 0, raw.length);
          subtree.root(root, 0);
          return root;
        });
  }

  private static Part commitmentOfStream() {
    byte[] chunk = random(1 << 20);
    int chunks = 64;
    return new Part(
        "CommP of a stream of 64 MiB",
        chunks * chunk.length / MB,
        "MB/s",
        () -> {
          CommP commP = new CommP();
          for (int i = 0; i < chunks; i++) {
            commP.update(chunk, 0, chunk.length);
          }
          return commP.finish();
        });
  }

  /// The proof of an ordinary period for a piece of 32 GiB. Its leaves are zeros, which costs the
  /// verifier what any other leaves would.
  private static Part proof() {
    long leaves = 1L << PIECE_HEIGHT;
    int count = Challenges.count(leaves);
    long[] indices = Challenges.indices(new byte[32], 1, 1, leaves, count);
    byte[] root = new byte[32];
    UpperTree.zero(PIECE_HEIGHT, root, 0);
    byte[] proof;
    try {
      proof =
          Multiproof.build(
              PIECE_HEIGHT, (level, _, out, at) -> UpperTree.zero(level, out, at), indices);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Part(
        "verify a proof of " + count + " challenges in 32 GiB",
        LongStream.of(indices).distinct().count(),
        "challenges/s",
        () -> {
          if (!Multiproof.verify(root, PIECE_HEIGHT, indices, ByteBuffer.wrap(proof))) {
            throw new IllegalStateException("a good proof was refused");
          }
          return root;
        });
  }

  private static Part cidParse() {
    String text = cid(1).toString();
    return new Part("parse a CID's text", 1, "CIDs/s", () -> Cid.parse(text));
  }

  private static Cid cid(int seed) {
    return Cid.v1(Multicodec.RAW, Multihash.sha256(random(seed)));
  }

  private static PbNode node() {
    List<PbLink> links = new ArrayList<>();
    for (int i = 0; i < LINKS; i++) {
      links.add(new PbLink(cid(i), "", 1 << 20));
    }
    return PbNode.of(links, random(700));
  }

  private static Part dagPbDecode() {
    byte[] bytes = node().encode();
    return new Part(
        "decode a dag-pb node of " + LINKS + " links", 1, "nodes/s", () -> PbNode.decode(bytes));
  }

  private static Part dagPbEncode() {
    PbNode node = node();
    return new Part("encode a dag-pb node of " + LINKS + " links", 1, "nodes/s", node::encode);
  }

  private static Part seal() {
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305(random(ChaCha20Poly1305.KEY));
    byte[] nonce = new byte[ChaCha20Poly1305.NONCE];
    byte[] plain = random(NOISE_RECORD);
    byte[] sealed = new byte[NOISE_RECORD + ChaCha20Poly1305.TAG];
    ByteBuffer count = ByteBuffer.wrap(nonce);
    long[] counter = {0};
    return new Part(
        "seal a full Noise record",
        plain.length / MB,
        "MB/s",
        () -> {
          count.putLong(4, counter[0]++);
          cipher.seal(nonce, new byte[0], plain, 0, plain.length, sealed, 0);
          return sealed;
        });
  }

  private static Part connection() {
    try {
      LoopbackSession session = LoopbackSession.open();
      return new Part(
          "Noise and yamux over loopback TCP, both ends",
          CONNECTION_BYTES / MB,
          "MB/s",
          4,
          () -> session.send(CONNECTION_BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
