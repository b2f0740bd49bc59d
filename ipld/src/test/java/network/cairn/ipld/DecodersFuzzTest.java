package network.cairn.ipld;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.car.CarReader;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.car.InvalidCar;
import network.cairn.ipld.car.Section;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjose.DagJose;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multihash.InvalidMultihash;
import network.cairn.ipld.multihash.Multihash;

/// Whatever bytes come, a decoder gives a value that encodes to them, or its own exception.
final class DecodersFuzzTest {
  @FuzzTest
  void varint(byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      long value = Varint.read(buffer);
      assertThat(Varint.encode(value)).isEqualTo(Arrays.copyOf(bytes, buffer.position()));
    } catch (InvalidVarint e) {
      assertThat(e).hasMessageContaining("varint");
    }
  }

  @FuzzTest
  void multihash(byte[] bytes) {
    try {
      assertThat(Multihash.decode(bytes).bytes()).isEqualTo(bytes);
    } catch (InvalidMultihash e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest
  void multibase(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      byte[] decoded = Multibase.decode(text);
      Multibase base = Multibase.of(text).orElseThrow();
      assertThat(base.encode(decoded)).isEqualToIgnoringCase(text);
    } catch (InvalidMultibase e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest
  void cid(byte[] bytes) {
    try {
      Cid cid = Cid.decode(bytes);
      assertThat(cid.bytes()).isEqualTo(bytes);
      assertThat(Cid.parse(cid.toString())).isEqualTo(cid);
      assertThat(cid.multihash().size()).isLessThanOrEqualTo(Multihash.MAX_DIGEST);
    } catch (InvalidCid e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest
  void cidText(byte[] bytes) {
    try {
      Cid cid = Cid.parse(new String(bytes, StandardCharsets.UTF_8));
      assertThat(Cid.decode(cid.bytes())).isEqualTo(cid);
      assertThat(Cid.parse(cid.toString())).isEqualTo(cid);
    } catch (InvalidCid e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest
  void dagPb(byte[] bytes) {
    try {
      PbNode node = PbNode.decode(bytes);
      byte[] encoded = node.encode();
      assertThat(PbNode.decode(encoded)).isEqualTo(node);
      assertThat(encoded).hasSameSizeAs(bytes);
      if (bytes.length == 0 || bytes[0] != 0x0a) {
        assertThat(encoded).isEqualTo(bytes);
      }
    } catch (InvalidNode e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest
  void dagCbor(byte[] bytes) {
    try {
      Node node = DagCbor.decode(bytes);
      assertThat(DagCbor.encode(node)).isEqualTo(bytes);
      assertThat(DagCbor.links(bytes)).isNotNull();
    } catch (InvalidNode e) {
      assertThat(e).hasMessageContaining("dag-cbor");
    }
  }

  @FuzzTest
  void relaxedDagCbor(byte[] bytes) {
    try {
      Node node = DagCbor.decodeRelaxed(bytes);
      byte[] canonical = DagCbor.encode(node);
      assertThat(DagCbor.encode(DagCbor.decode(canonical))).isEqualTo(canonical);
    } catch (InvalidNode e) {
      assertThat(e).hasMessageContaining("dag-cbor");
    }
  }

  /// What is read may stand in another order or hold more than is written.
  @FuzzTest
  void dagJose(byte[] bytes) {
    try {
      Node object = DagJose.decode(bytes);
      byte[] written = DagJose.encode(object);
      assertThat(DagJose.decode(written)).isEqualTo(object);
      assertThat(DagJose.links(written)).isEqualTo(DagJose.links(bytes));
    } catch (InvalidNode e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest
  void dagJson(byte[] bytes) {
    try {
      Node node = DagJson.decode(bytes);
      byte[] canonical = DagJson.encode(node);
      assertThat(DagJson.decodeCanonical(canonical)).isEqualTo(node);
    } catch (InvalidNode e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest
  void car(byte[] bytes) throws IOException {
    try {
      CarReader reader = new CarReader(new ByteArrayInputStream(bytes));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      CarWriter writer = new CarWriter(out, reader.roots());
      for (Optional<Section> s = reader.next(); s.isPresent(); s = reader.next()) {
        assertThat(s.get().bytes().length).isLessThanOrEqualTo(Block.READ_LIMIT);
        writer.write(s.get().block());
      }
      int from = (int) reader.payloadOffset();
      assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, from, from + out.size()));
    } catch (InvalidCar e) {
      assertThat(e.offset()).isBetween(0L, (long) bytes.length);
    }
  }
}
