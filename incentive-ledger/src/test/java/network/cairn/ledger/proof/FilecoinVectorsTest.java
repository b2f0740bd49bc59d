package network.cairn.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.ipld.cid.Cid;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;

/// Published and minted answers on commitments, piece CIDs, fr32 and possession paths. Left out:
/// the aggregation proofs (PoDSI, FRC-0058) and the EIP-712 authorisations, which the ledger does
/// not have.
class FilecoinVectorsTest {
  private final Vectors vectors = Vectors.topic("filecoin");

  private static PieceCid commit(byte[] payload) {
    CommP commP = new CommP();
    commP.update(payload, 0, payload.length);
    return commP.finish();
  }

  private static byte[] hex(VectorNode node) {
    return HexFormat.of().parseHex(node.asString().replaceFirst("^0x", ""));
  }

  private static byte[] chacha20(String seed, int size) throws GeneralSecurityException {
    byte[] key = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
    Cipher cipher = Cipher.getInstance("ChaCha20");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(key, "ChaCha20"),
        new ChaCha20ParameterSpec(new byte[12], 0));
    return cipher.doFinal(new byte[size]);
  }

  private static void matches(VectorNode expected, PieceCid piece) {
    assertThat(piece.padding()).isEqualTo(expected.get("padding").asLong());
    assertThat(piece.height()).isEqualTo(expected.get("height").asInt());
    assertThat(32L << piece.height()).isEqualTo(expected.get("piece_size").asLong());
    assertThat(piece.root()).isEqualTo(hex(expected.get("root_hex")));
    assertThat(piece.toCidV1()).hasToString(expected.get("v1").asString());
    assertThat(piece.toCid()).hasToString(expected.get("v2").asString());
    assertThat(PieceCid.parse(Cid.parse(expected.get("v2").asString()))).isEqualTo(piece);
  }

  @Test
  void commitsToHashhashPayloads() {
    byte[] zero = new byte[1 << 20];
    byte[] cc = zero.clone();
    Arrays.fill(cc, (byte) 0xcc);
    hashhash("hashhash/zero.txt", () -> zero);
    hashhash("hashhash/0xCC.txt", () -> cc);
    hashhash("hashhash/random.txt", () -> vectors.bytes("hashhash/go-random-seed1337-1MiB.bin"));
  }

  private void hashhash(String file, Supplier<byte[]> payload) {
    int cases =
        vectors.sum(
            vectors.rows(file, 0),
            line -> {
              byte[] stream = payload.get();
              String[] fields = line.split(",");
              if (Long.parseLong(fields[0]) > stream.length) {
                return 0;
              }
              PieceCid piece = commit(Arrays.copyOf(stream, Integer.parseInt(fields[0])));
              assertThat(32L << piece.height()).isEqualTo(Long.parseLong(fields[1]));
              assertThat(piece.toCidV1()).as(line).hasToString(fields[2]);
              return 1;
            });
    vectors.ran(file, cases);
  }

  @Test
  void commitsToDataSegmentPayloads() throws GeneralSecurityException {
    String file = "data-segment/vector.csv";
    MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    byte[] block = sha512.digest();
    int cases = 0;
    for (String line : vectors.rows(file, 1)) {
      String[] fields = line.split(",");
      int size = Integer.parseInt(fields[0]);
      for (; stream.size() < size; block = sha512.digest(block)) {
        stream.writeBytes(block);
      }
      PieceCid piece = commit(Arrays.copyOf(stream.toByteArray(), size));
      assertThat(PieceCid.capacity(piece.height()))
          .isEqualTo(Long.parseLong(fields[3]) / 128 * 127);
      assertThat(piece.toCidV1()).as(line).hasToString(fields[4]);
      cases++;
    }
    vectors.ran(file, cases);
  }

  @Test
  void commitsToARealAggregateAndItsIndex() {
    String folder = "data-segment/sample_aggregate/";
    int cases =
        vectors.each(
            List.of("Verifiable_Data_Aggregation.png.car", "index.data"),
            name -> {
              String known = vectors.lines(folder + name + ".commp").getFirst();
              assertThat(commit(vectors.bytes(folder + name)).toCidV1())
                  .hasToString(known.replaceFirst("CID: +", ""));
            });
    vectors.ran(folder + "*.commp", cases);
  }

  @Test
  void commitsToMintedPayloads() throws GeneralSecurityException {
    int cases =
        vectors
            .json("minted-commp.json")
            .each(
                "cases",
                c -> matches(c, commit(chacha20(c.get("seed").asString(), c.get("size").asInt()))));
    vectors.ran("minted-commp.json", cases);
  }

  @Test
  void padsMintedPayloads() throws GeneralSecurityException {
    int cases =
        vectors
            .json("minted-fr32.json")
            .each(
                "cases",
                c -> {
                  byte[] payload = chacha20(c.get("seed").asString(), c.get("size").asInt());
                  byte[] expected = hex(c.get("padded_hex"));
                  byte[] padded = new byte[expected.length];
                  Fr32.pad(
                      Arrays.copyOf(payload, expected.length / 128 * 127),
                      0,
                      padded,
                      0,
                      expected.length / 128);
                  assertThat(padded).isEqualTo(expected);
                });
    vectors.ran("minted-fr32.json", cases);
  }

  @Test
  void commitsToThePaddedText() {
    String name = "pad-commitment.json";
    vectors.single(name, 1, () -> commitsToThePaddedText(vectors.json(name)));
  }

  private static void commitsToThePaddedText(VectorNode file) {
    byte[] text = file.get("text").asString().getBytes(StandardCharsets.UTF_8);
    byte[] payload = Arrays.copyOf(text, file.get("payload_size").asInt());
    assertThat(commit(payload).toCidV1()).hasToString(file.get("v1").asString());
  }

  @Test
  void knowsTheRootsOfZeros() {
    List<VectorNode> roots = vectors.json("zero-roots.json").cases("roots");
    byte[] root = new byte[32];
    for (int level = 0; level < roots.size(); level++) {
      NodeHasher.zero(level, root, 0);
      assertThat(root).isEqualTo(hex(roots.get(level)));
    }
    vectors.ran("zero-roots.json", roots.size());
  }

  @Test
  void readsAndWritesPieceCids() {
    VectorNode file = vectors.json("piece-cid.json");
    int cases =
        file.each(
            "cases",
            c -> {
              pieceCid(c);
            });
    cases +=
        file.each(
            "size_of_cid",
            c -> {
              assertThat(PieceCid.parse(Cid.parse(c.get("cid").asString())).rawSize())
                  .isEqualTo(c.get("raw_size").asLong());
            });
    cases +=
        file.each(
            "invalid_v2",
            c -> {
              byte[] bytes = hex(c.get("hex"));
              assertThatThrownBy(() -> PieceCid.decode(bytes)).isInstanceOf(InvalidPieceCid.class);
            });
    cases +=
        file.each(
            "sizes",
            c -> {
              sizes(c);
            });
    vectors.ran("piece-cid.json", cases);
  }

  private static void pieceCid(VectorNode c) {
    PieceCid piece = PieceCid.parse(Cid.parse(c.get("v2").asString()));
    assertThat(piece.padding()).isEqualTo(c.get("padding").asLong());
    assertThat(piece.height()).isEqualTo(c.get("height").asInt());
    assertThat(piece.toCid()).hasToString(c.get("v2").asString());
    if (c.has("v2_hex")) {
      assertThat(piece.encode()).isEqualTo(hex(c.get("v2_hex")));
    }
    if (c.has("v1")) {
      assertThat(piece.toCidV1()).hasToString(c.get("v1").asString());
      assertThat(PieceCid.rootOfV1(Cid.parse(c.get("v1").asString()))).isEqualTo(piece.root());
    }
    long size = 0;
    CommP commP = new CommP();
    for (VectorNode run : c.get("payload")) {
      size += run.get("count").asLong();
      if (!c.has("convert_only")) {
        byte[] bytes = new byte[run.get("count").asInt()];
        Arrays.fill(bytes, (byte) run.get("byte").asInt());
        commP.update(bytes, 0, bytes.length);
      }
    }
    assertThat(PieceCid.of(size, piece.root())).isEqualTo(piece);
    if (!c.has("convert_only")) {
      assertThat(commP.finish()).isEqualTo(piece);
    }
  }

  private static void sizes(VectorNode c) {
    long padding = c.get("padding").asLong();
    PieceCid piece = PieceCid.ofParts(padding, c.get("height").asInt(), new byte[32]);
    if (c.has("piece_size")) {
      assertThat((32L << piece.height()) - 128 * padding / 127)
          .isEqualTo(c.get("piece_size").asLong());
    }
    if (c.has("leaf_count")) {
      assertThat(piece.leafCount()).isEqualTo(c.get("leaf_count").asLong());
    }
    if (c.has("raw_size")) {
      assertThat(piece.rawSize()).isEqualTo(c.get("raw_size").asLong());
    }
    assertThat(piece.rawSize() > 0)
        .isEqualTo(!c.has("excessive") || !c.get("excessive").asBoolean());
  }

  @Test
  void findsAndProvesTheLeavesOfMintedSets() throws Exception {
    int cases =
        vectors.sum(
            vectors.json("minted-pdp-proofs.json").cases("cases"),
            c -> {
              List<NaiveTree> trees = new ArrayList<>();
              SumTree sums = new SumTree();
              for (VectorNode piece : c.get("pieces")) {
                byte[] payload = chacha20(piece.get("seed").asString(), piece.get("size").asInt());
                matches(piece, commit(payload));
                trees.add(new NaiveTree(payload));
                sums.add(piece.get("leafCount").asLong());
              }
              assertThat(sums.total()).isEqualTo(c.get("leaf_count").asLong());
              return c.each(
                  "proofs",
                  proof -> {
                    long leaf =
                        evmChallenge(c, proof.get("proof_index").asLong())
                            .mod(BigInteger.valueOf(sums.total()))
                            .longValue();
                    assertThat(leaf).isEqualTo(proof.get("challenge_leaf").asLong());
                    SumTree.Place place = sums.find(leaf);
                    assertThat(place.piece()).isEqualTo(proof.get("piece_id").asInt());
                    assertThat(place.offset()).isEqualTo(proof.get("offset").asLong());
                    provesPath(trees.get(place.piece()), place.offset(), proof);
                  });
            });
    vectors.ran("minted-pdp-proofs.json", cases);
  }

  /// The contract's own draw; Cairn's ledger draws with SHA-256 instead.
  private static BigInteger evmChallenge(VectorNode set, long index) {
    ByteBuffer message = ByteBuffer.allocate(72);
    byte[] seed = new BigInteger(set.get("seed").asString()).toByteArray();
    message.put(32 - seed.length, seed).putLong(56, set.get("set_id").asLong()).putLong(64, index);
    KeccakDigest keccak = new KeccakDigest(256);
    keccak.update(message.array(), 0, 72);
    byte[] digest = new byte[32];
    keccak.doFinal(digest, 0);
    return new BigInteger(1, digest);
  }

  /// A multiproof of one leaf is the leaf and its path.
  private static void provesPath(NaiveTree tree, long leaf, VectorNode proof) throws Exception {
    VectorNode path = proof.get("path_hex");
    ByteBuffer expected = ByteBuffer.allocate(1 + 32 + 2 + 32 * path.size());
    expected.put((byte) 1).put(hex(proof.get("leaf_hex"))).putShort((short) path.size());
    for (VectorNode node : path) {
      expected.put(hex(node));
    }
    long[] indices = {leaf};
    assertThat(Multiproof.build(tree.height(), tree, indices)).isEqualTo(expected.array());
    assertThat(Multiproof.verify(tree.root(), tree.height(), indices, expected.flip())).isTrue();
  }
}
