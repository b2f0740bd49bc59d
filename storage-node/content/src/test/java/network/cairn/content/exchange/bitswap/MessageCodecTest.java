package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.proto.bitswap.BitswapMessage;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class MessageCodecTest {
  private final MessageCodec codec = new MessageCodec(Hashing.jdk());

  @Test
  void everyMessageComesBackAsItWas() {
    Property.check(
        300,
        random -> {
          Message message = random(random);
          byte[] encoded = Encoding.encoded(message);
          assertThat(codec.decode(encoded)).isEqualTo(message);
          byte[] canonical = BitswapMessage.parseFrom(encoded).toByteArray();
          assertThat(encoded).isEqualTo(canonical);
        });
  }

  @Test
  void aMessageLeavesInAnySlicesAndItsLargeBlocksUncopied() throws Exception {
    Property.check(
        100,
        random -> {
          List<Block> blocks = new ArrayList<>();
          for (int size : new int[] {0, 1, 16_383, 16_384, 100_000, random.nextInt(70_000)}) {
            byte[] bytes = Property.bytes(new Random(random.nextLong()), size);
            blocks.add(
                Block.hashed(
                    bytes,
                    Hashing.jdk(),
                    Multihash.SHA2_256,
                    Hashing.DEFAULT_LENGTH,
                    hash -> Cid.v1(Multicodec.RAW, hash)));
          }
          Framed framed = codec.frame(new Message(List.of(), false, blocks, List.of(), 7));
          byte[] whole = Encoding.framed(new Message(List.of(), false, blocks, List.of(), 7));
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
          for (int at = 0; at < framed.length(); ) {
            int to = at + 1 + random.nextInt(80_000);
            assertThat(Encoding.bytes(framed.copy(at, to)))
                .isEqualTo(Arrays.copyOfRange(whole, at, Math.min(to, whole.length)));
            framed.write(
                at,
                to,
                (bytes, offset, length) -> {
                  arrays.add(bytes);
                  out.write(bytes, offset, length);
                });
            at = to;
          }
          assertThat(out.toByteArray()).isEqualTo(whole);
          assertThat(arrays.contains(blocks.get(3).bytes())).isTrue();
          assertThat(arrays.contains(blocks.get(4).bytes())).isTrue();
        });
  }

  @Test
  void damagedMessagesAreRefusedOrAreOtherMessages() {
    Property.check(
        2_000,
        random -> {
          byte[] bytes = Encoding.encoded(random(random));
          for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          try {
            codec.decode(Arrays.copyOf(bytes, bytes.length - random.nextInt(2)));
          } catch (InvalidMessage e) {
            assertThat(e.getMessage()).isNotEmpty();
          }
        });
  }

  @Test
  void everyMessageHasAWantlist() throws Exception {
    byte[] bytes = Encoding.encoded(new Message(List.of(), false, List.of(), List.of(), 0));
    assertThat(BitswapMessage.parseFrom(bytes).hasWantlist()).isTrue();
  }

  @Test
  void aMessageThatArrivesInPiecesIsTheSame() {
    Property.check(
        200,
        random -> {
          Message message = random(random);
          byte[] bytes = Encoding.encoded(message);
          assertThat(codec.decode(inPieces(bytes, random), bytes.length)).isEqualTo(message);
          int cut = random.nextInt(bytes.length);
          byte[] part = Arrays.copyOf(bytes, cut);
          assertThatThrownBy(() -> codec.decode(new ByteArrayInputStream(part), bytes.length))
              .isInstanceOf(InvalidMessage.class);
        });
  }

  @Test
  void aBlockKeepsItsBytesHoweverLargeItIs() throws Exception {
    for (int size : new int[] {0, 1, 8 * 1024, 1 << 20, 2 << 20, 3_500_000}) {
      Block block = SimWorld.block(Property.bytes(new Random(size), size));
      byte[] bytes = Encoding.encoded(new Message(List.of(), false, List.of(block), List.of(), 0));
      Message read = codec.decode(inPieces(bytes, new Random(1)), bytes.length);
      assertThat(read.blocks().getFirst().bytes()).isEqualTo(block.bytes());
    }
  }

  /// Gives a random number of bytes at a time, and vouches for any number.
  private static InputStream inPieces(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, 1 + random.nextInt(5_000)));
      }

      @Override
      public synchronized int available() {
        return random.nextInt(super.available() + 1);
      }
    };
  }

  private static Message random(Random random) {
    List<Message.Want> wants = new ArrayList<>();
    List<Message.Presence> presences = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      wants.add(
          new Message.Want(
              block(random).cid(),
              random.nextInt(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean()));
      presences.add(new Message.Presence(block(random).cid(), random.nextBoolean()));
      blocks.add(block(random));
    }
    return new Message(wants, random.nextBoolean(), blocks, presences, random.nextInt());
  }

  private static Block block(Random random) {
    return SimWorld.block(Property.bytes(random, random.nextInt(200)));
  }
}
