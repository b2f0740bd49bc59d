package network.cairn.content.unixfs.chunker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.unixfs.Inputs;
import network.cairn.testing.Property;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
  private static byte[] input(VectorNode input) throws IOException {
    int size = input.get("size").asInt();
    if (input.get("kind").asString().equals("repeat")) {
      byte[] bytes = new byte[size];
      java.util.Arrays.fill(bytes, (byte) input.get("byte").asInt());
      return bytes;
    }
    SourceEntry.File file = Inputs.chacha("", input.get("seed").asString(), size);
    try (InputStream in = file.opener().open()) {
      return in.readAllBytes();
    }
  }

  private static List<Integer> lengths(Chunker chunker, InputStream in) throws IOException {
    PieceInput pieces = chunker.pieces(in);
    List<Integer> lengths = new ArrayList<>();
    for (int length = pieces.readAllBytes().length;
        length > 0;
        length = pieces.readAllBytes().length) {
      lengths.add(length);
      pieces.next();
    }
    return lengths;
  }

  @Test
  void cutsWhereKuboDoes() throws IOException {
    Vectors vectors = Vectors.topic("unixfs");
    int cases =
        vectors.sum(
            vectors.json("cdc-chunks.json").cases("cases"),
            c -> {
              List<Integer> known = c.get("chunk_lengths").stream().map(VectorNode::asInt).toList();
              Chunker chunker = Chunker.parse(c.get("chunker").asString());
              assertThat(lengths(chunker, new ByteArrayInputStream(input(c.get("input")))))
                  .as(c.get("id").asString())
                  .isEqualTo(known);
              return 1;
            });
    vectors.ran("cdc-chunks.json", cases);
  }

  /// Gives as few bytes at once as a slow network does.
  private static InputStream trickling(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, 1 + random.nextInt(5000)));
      }
    };
  }

  @Test
  void cutsAlikeHoweverBytesComeAndWhetherSomebodyPeeks() {
    Property.check(
        20,
        random -> {
          byte[] bytes = Property.bytes(random, random.nextInt(700_000));
          for (Chunker chunker :
              List.of(new Chunker.Buzhash(), new Chunker.Rabin(16, 1000, 3000))) {
            List<Integer> known = lengths(chunker, new ByteArrayInputStream(bytes));
            assertThat(known.stream().mapToInt(Integer::intValue).sum()).isEqualTo(bytes.length);
            assertThat(known).allMatch(l -> l <= chunker.most());
            PieceInput pieces = chunker.pieces(trickling(bytes, random));
            List<Integer> seen = new ArrayList<>();
            while (!pieces.atEnd()) {
              seen.add(pieces.readAllBytes().length);
              pieces.next();
            }
            assertThat(seen).isEqualTo(known);
          }
        });
  }

  @Test
  void givesBackWhatWasPeekedAt() throws IOException {
    PieceInput pieces =
        new Chunker.Size(3).pieces(new ByteArrayInputStream(new byte[] {1, 2, 3, 4}));
    assertThat(pieces.atEnd()).isFalse();
    assertThat(pieces.readNBytes(3)).containsExactly(1, 2, 3);
    assertThat(pieces.atEnd()).isFalse();
    assertThat(pieces.atEnd()).isFalse();
    assertThat(pieces.read()).isEqualTo(4);
    assertThat(pieces.atEnd()).isTrue();
    assertThat(pieces.read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "size",
        "size-0",
        "size-2096897",
        "size--1",
        "size-1-2",
        "buzhash-1",
        "rabin-10",
        "rabin-1400000",
        "rabin-15-100-200",
        "rabin-100-100-200",
        "rabin-16-200-200",
        "rabin-16-200-2096897",
        "rabin-16-200",
        "rabin-a-b-c",
        "rabin-max:16-avg:100-min:200",
        "size-99999999999"
      })
  void refusesOthers(String text) {
    assertThatThrownBy(() -> Chunker.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsKubosNames() {
    assertThat(Chunker.parse("rabin")).isEqualTo(new Chunker.Rabin(87381, 262144, 393216));
    assertThat(Chunker.parse("rabin-min:16-avg:32-max:64"))
        .isEqualTo(Chunker.parse("rabin-16-32-64"));
    assertThat(Chunker.parse("size-2096896").most()).isEqualTo(Chunker.MAX_SIZE);
  }
}
