package network.cairn.ipld.car;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class CarVectorsTest {
  private static final Hashing HASHING = Hashing.jdk();

  private record Car(int version, List<Cid> roots, List<Section> sections, long payloadOffset) {}

  private static Car read(byte[] bytes) throws IOException {
    CarReader reader = new CarReader(new ByteArrayInputStream(bytes));
    List<Section> sections = new ArrayList<>();
    for (Optional<Section> s = reader.next(); s.isPresent(); s = reader.next()) {
      sections.add(s.get());
    }
    return new Car(reader.version(), reader.roots(), sections, reader.payloadOffset());
  }

  /// Verifies every hash that the JDK can make and parses the links of every block.
  private static void verify(Car car) {
    for (Section section : car.sections) {
      if (HASHING.supports(section.cid().multihash().code())) {
        Block.verified(section.cid(), section.bytes(), HASHING);
      }
      assertThat(Links.of(section.block())).isNotNull();
    }
  }

  private static byte[] write(Car car) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CarWriter writer = new CarWriter(out, car.roots);
    for (Section section : car.sections) {
      assertThat(writer.position() + car.payloadOffset).isEqualTo(section.offset());
      writer.write(section.block());
    }
    assertThat(writer.position()).isEqualTo(out.size());
    return out.toByteArray();
  }

  private static void readAndWriteBack(String topic, List<String> files) throws IOException {
    Vectors vectors = Vectors.topic(topic);
    for (String file : files) {
      int blocks = vectors.sum(List.of(file), name -> readAndWriteBack(name, vectors.bytes(name)));
      vectors.ran(file, blocks);
    }
  }

  private static int readAndWriteBack(String file, byte[] bytes) throws IOException {
    Car car = read(bytes);
    verify(car);
    byte[] written = write(car);
    int from = (int) car.payloadOffset;
    assertThat(written).as(file).isEqualTo(Arrays.copyOfRange(bytes, from, from + written.length));
    if (car.version == 1) {
      assertThat(written).as(file).hasSameSizeAs(bytes);
    }
    return Math.max(1, car.sections.size());
  }

  @Test
  void readsAndWritesBackTheFilesOfKuboAndItsClient() throws Exception {
    readAndWriteBack(
        "car",
        List.of(
            "kubo/TestDagStat.car",
            "kubo/TestDagStatCARv2.car",
            "kubo-rpc-client/combined_naked_roots_genesis_and_128.car",
            "kubo-rpc-client/lotus_devnet_genesis.car",
            "kubo-rpc-client/lotus_devnet_genesis_shuffled_nulroot.car",
            "kubo-rpc-client/lotus_testnet_export_256_multiroot.car",
            "go-car-cmd/simple-unixfs.car"));
  }

  @Test
  void readsAndWritesBackTheFilesOfUnixfs() throws Exception {
    Vectors vectors = Vectors.topic("unixfs");
    List<String> cars =
        vectors.files("cars").stream().filter(name -> name.endsWith(".car")).toList();
    readAndWriteBack("unixfs", cars);
  }

  @Test
  void agreesWithJsCarAndGoCar() throws Exception {
    Vectors vectors = Vectors.topic("car");
    VectorNode expectations = vectors.json("expectations.json");
    int cases =
        vectors.each(
            expectations.named("files").entrySet(),
            entry -> {
              byte[] bytes = vectors.bytes("go-car/" + entry.getKey());
              VectorNode expected = entry.getValue();
              if (!expected.get("error").isNull()) {
                assertThatThrownBy(() -> read(bytes))
                    .as(entry.getKey())
                    .isInstanceOf(InvalidCar.class);
              } else if (entry.getKey().contains("zero-len-section")) {
                assertThatThrownBy(() -> read(bytes))
                    .as(entry.getKey())
                    .isInstanceOf(InvalidCar.class);
                endsAtTheZeroSection(bytes);
              } else {
                agrees(entry.getKey(), read(bytes), expected);
              }
            });
    cases +=
        vectors.each(
            List.of("sample-v1.car", "sample-wrapped-v2.car"),
            name ->
                agreesWithGoCar(
                    expectations.get("go_car").get(name), vectors.bytes("go-car/" + name)));
    cases +=
        vectors.each(
            List.of("go-car-cmd/badheaderlength.car"),
            file -> {
              byte[] bytes = vectors.bytes(file);
              assertThatThrownBy(() -> read(bytes)).isInstanceOf(InvalidCar.class);
            });
    vectors.ran("expectations.json", cases);
  }

  /// What is known of a file of go-car: its root and how many blocks, or where its payload begins.
  private static void agreesWithGoCar(VectorNode expected, byte[] bytes) throws IOException {
    Car car = read(bytes);
    if (expected.has("data_offset")) {
      assertThat(car.payloadOffset).isEqualTo(expected.get("data_offset").asLong());
    } else {
      assertThat(car.roots).hasToString("[" + expected.get("root").asString() + "]");
      assertThat(car.sections).hasSize(expected.get("blocks").asInt());
    }
  }

  /// The reference lists no blocks for this file, it only says that it can be read.
  private static void endsAtTheZeroSection(byte[] bytes) throws IOException {
    CarReader reader =
        new CarReader(
            new ByteArrayInputStream(bytes), Block.READ_LIMIT, CarReader.ZeroSections.END);
    int count = 0;
    for (Optional<Section> s = reader.next(); s.isPresent(); s = reader.next()) {
      count++;
    }
    assertThat(count).isPositive();
    assertThat(reader.next()).isEmpty();
  }

  private static void agrees(String name, Car car, VectorNode expected) {
    verify(car);
    assertThat(car.version).as(name).isEqualTo(expected.get("version").asInt());
    assertThat(car.sections).as(name).hasSize(expected.get("blocks").asInt());
    String list =
        car.sections.stream().map(s -> s.cid().toString()).collect(Collectors.joining("\n"));
    byte[] hash = Multihash.sha256(list.getBytes(StandardCharsets.UTF_8)).digest();
    assertThat(HexFormat.of().formatHex(hash))
        .as(name)
        .isEqualTo(expected.get("cids_sha256").asString());
  }

  @Test
  void findsEveryBlockAtThePlaceOfTheSpecification() throws Exception {
    Vectors vectors = Vectors.topic("car");
    for (String name : List.of("ipld-spec/carv1-basic", "ipld-spec/carv2-basic")) {
      VectorNode listed = vectors.json(name + ".json");
      int cases =
          vectors.sum(
              List.of(name + ".car"),
              file -> blocksStandAsListed(read(vectors.bytes(file)), listed));
      vectors.ran(name + ".json", cases);
    }
  }

  private static int blocksStandAsListed(Car car, VectorNode file) {
    verify(car);
    Map<Long, Section> byOffset = new HashMap<>();
    car.sections.forEach(section -> byOffset.put(section.offset(), section));
    return file.each(
        "blocks",
        expected -> {
          Section section =
              Optional.ofNullable(byOffset.get(expected.get("offset").asLong()))
                  .orElseThrow(() -> new AssertionError("no block at " + expected));
          assertThat(section.cid().toString()).isEqualTo(expected.get("cid").get("/").asString());
          assertThat(section.length()).isEqualTo(expected.get("length").asLong());
          assertThat(section.dataOffset()).isEqualTo(expected.get("blockOffset").asLong());
          assertThat(section.bytes()).hasSize(expected.get("blockLength").asInt());
        });
  }

  @Test
  void agreesWithTheMintedFiles() throws Exception {
    Vectors vectors = Vectors.topic("car");
    int cases =
        vectors
            .json("minted.json")
            .each(
                "cases",
                c -> {
                  byte[] bytes = vectors.bytes(c.get("file").asString());
                  if (c.get("expect").asString().startsWith("error")) {
                    assertThatThrownBy(() -> read(bytes)).isInstanceOf(InvalidCar.class);
                  } else {
                    Car car = read(bytes);
                    verify(car);
                    assertThat(car.roots.stream().map(Cid::toString))
                        .containsExactlyElementsOf(texts(c, "roots"));
                    assertThat(car.sections.stream().map(s -> s.cid().toString()))
                        .containsExactlyElementsOf(texts(c, "blocks"));
                    assertThat(write(car)).isEqualTo(bytes);
                  }
                });
    vectors.ran("minted.json", cases);
  }

  private static List<String> texts(VectorNode c, String field) {
    List<String> texts = new ArrayList<>();
    c.get(field).forEach(text -> texts.add(text.asString()));
    return texts;
  }

  @Test
  void readsOrRefusesTheFuzzersFinds() throws Exception {
    Vectors vectors = Vectors.topic("car");
    int cases =
        vectors.each(
            vectors.files("go-car-fuzz"),
            file -> {
              try {
                read(vectors.bytes(file));
              } catch (InvalidCar e) {
                assertThat(e.offset()).isNotNegative();
              }
            });
    vectors.ran("go-car-fuzz", cases);
  }

  @Test
  void refusesEveryTornPrefix() throws Exception {
    Vectors vectors = Vectors.topic("car");
    String file = "ipld-spec/carv1-basic.car";
    int cases = vectors.sum(List.of(file), name -> refusesTornPrefixes(vectors.bytes(name)));
    vectors.ran(file + " (torn)", cases);
  }

  private static int refusesTornPrefixes(byte[] bytes) throws IOException {
    List<Long> ends = new ArrayList<>();
    read(bytes).sections.forEach(s -> ends.add(s.offset()));
    ends.add((long) bytes.length);
    for (int length = 0; length < bytes.length; length++) {
      byte[] torn = Arrays.copyOf(bytes, length);
      if (ends.contains((long) length)) {
        assertThat(read(torn).sections).hasSize(ends.indexOf((long) length));
      } else {
        assertThatThrownBy(() -> read(torn)).as("%d", length).isInstanceOf(InvalidCar.class);
      }
    }
    return bytes.length;
  }
}
