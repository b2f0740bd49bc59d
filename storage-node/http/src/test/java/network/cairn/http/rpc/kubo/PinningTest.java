package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.pin.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class PinningTest {
  @TempDir Path home;
  private TestBackend node;
  private String leaf;
  private String root;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
    leaf = node.block("", "leaf");
    root = node.object("{\"to\":{\"/\":\"" + leaf + "\"}}");
  }

  @AfterEach
  void close() {
    node.close();
  }

  /// All that is kept, as `type cid`.
  private List<String> kept(String options) {
    JsonNode keys = node.json("pin/ls?" + options).path("Keys");
    List<String> kept = new ArrayList<>();
    keys.propertyNames().forEach(cid -> kept.add(keys.path(cid).path("Type").asString() + cid));
    return kept.stream().map(k -> k.replace(root, " ROOT").replace(leaf, " LEAF")).toList();
  }

  @Test
  void pinsWholeDagsUnlessToldOtherwise() {
    assertThat(node.call("pin/add?arg=" + root).good().text())
        .isEqualTo("{\"Pins\":[\"" + root + "\"]}\n");
    assertThat(kept("")).containsExactlyInAnyOrder("recursive ROOT", "indirect LEAF");
    node.call("pin/rm?arg=" + root).good();
    node.call("pin/add?recursive=false&arg=" + root).good();
    assertThat(kept("")).containsExactly("direct ROOT");
  }

  @Test
  void pinsSeveralAtOnceAndTellsAllOfThem() {
    assertThat(node.json("pin/add?arg=" + root + "&arg=/ipfs/" + leaf).path("Pins"))
        .extracting(JsonNode::asString)
        .containsExactly(root, leaf);
    assertThat(node.call("pin/rm?arg=" + root + "&arg=" + leaf).good().json().path("Pins"))
        .hasSize(2);
    assertThat(kept("")).isEmpty();
  }

  @Test
  void countsWhatItReadWhereAskedTo() {
    JsonNode last = node.lines("pin/add?progress=true&arg=" + root).getLast();
    assertThat(last.path("Pins").get(0).asString()).isEqualTo(root);
    assertThat(last.path("Progress").asInt()).isEqualTo(2);
    int size = node.json("block/stat?arg=" + root).path("Size").asInt();
    assertThat(last.path("Bytes").asInt()).isEqualTo(size + 4);
  }

  @Test
  void takesNamesUpToTheirBoundAndNoLonger() {
    String most = "n".repeat(255);
    node.call("pin/add?name=" + most + "&arg=" + root).good();
    node.call("pin/add?name=" + most + "n&arg=" + root)
        .assertFailed("pin name is 256 bytes (max 255 bytes)");
    node.call("pin/add?name=" + "%C3%A9".repeat(128) + "&arg=" + root)
        .assertFailed("pin name is 256 bytes (max 255 bytes)");
    node.call("pin/ls?name=" + "n".repeat(300))
        .assertFailed("pin name is 300 bytes (max 255 bytes)");
    JsonNode named = node.json("pin/ls?names=true&type=recursive").path("Keys").path(root);
    assertThat(named.path("Name").asString()).isEqualTo(most);
  }

  @Test
  void pinsNothingOfWhatIsNotWhole() {
    String absent = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {7})).toString();
    String broken = node.object("{\"to\":{\"/\":\"" + absent + "\"}}");
    for (String pin : List.of(broken, absent)) {
      TestResponse seen = node.call("pin/add?arg=" + pin);
      assertThat(seen.status()).isEqualTo(500);
      assertThat(seen.json().path("Message").asString()).endsWith("ipld: could not find " + absent);
    }
    assertThat(kept("")).isEmpty();
    node.call("pin/add?recursive=false&arg=" + broken).good();
  }

  @Test
  void listsNothingButTheTypeThatIsWanted() {
    node.call("pin/add?arg=" + root).good();
    assertThat(kept("type=indirect")).containsExactly("indirect LEAF");
    assertThat(kept("t=recursive")).containsExactly("recursive ROOT");
    assertThat(kept("type=direct")).isEmpty();
    assertThat(kept("type=all")).hasSize(2);
    node.call("pin/ls?type=nonsense")
        .assertRefused(
            "invalid type 'nonsense', must be one of {direct, indirect, recursive, all}");
    node.call("pin/ls?type=nonsense&stream=true")
        .assertRefused(
            "invalid type 'nonsense', must be one of {direct, indirect, recursive, all}");
  }

  @Test
  void saysWhoKeepsWhatIsAskedFor() {
    node.call("pin/add?arg=" + root).good();
    assertThat(kept("arg=" + leaf)).containsExactly("indirect through  ROOT LEAF");
    assertThat(kept("arg=" + root + "/to")).containsExactly("indirect through  ROOT LEAF");
    node.call("pin/ls?type=direct&arg=" + leaf).assertFailed("path '" + leaf + "' is not pinned");
    String loose = node.block("", "loose");
    node.call("pin/ls?arg=" + root + "&arg=" + loose)
        .assertFailed("path '" + loose + "' is not pinned");
  }

  @Test
  void saysOfABlockThatIsPinnedBothWaysWhatIsAskedFor() {
    node.call("pin/add?arg=" + root).good();
    for (String how : List.of("true", "false")) {
      node.call("pin/add?name=mine&recursive=" + how + "&arg=" + leaf).good();
      String type = how.equals("true") ? "recursive" : "direct";
      assertThat(kept("arg=" + leaf)).containsExactly(type + " LEAF");
      assertThat(kept("type=" + type + "&arg=" + leaf)).containsExactly(type + " LEAF");
      assertThat(kept("type=indirect&arg=" + leaf)).containsExactly("indirect through  ROOT LEAF");
      node.call("pin/ls?type=indirect&arg=" + root)
          .assertFailed("path '" + root + "' is not pinned");
      node.call("pin/rm?arg=" + leaf).good();
    }
  }

  @Test
  void findsPinsByPartsOfTheirNames() {
    node.call("pin/add?name=holiday+2024&arg=" + root).good();
    node.call("pin/add?recursive=false&name=other&arg=" + leaf).good();
    for (String part : List.of("holiday", "day+20", "4")) {
      JsonNode keys = node.json("pin/ls?name=" + part).path("Keys");
      assertThat(keys.propertyNames()).as(part).containsExactly(root);
      assertThat(keys.path(root).path("Name").asString()).isEqualTo("holiday 2024");
    }
    assertThat(node.json("pin/ls?name=Holiday").path("Keys")).isEmpty();
    JsonNode nameless = node.json("pin/ls?type=recursive").path("Keys").path(root);
    assertThat(nameless.path("Name").asString()).isEmpty();
  }

  @Test
  void streamsOnePinALine() {
    node.call("pin/add?name=n&arg=" + root).good();
    TestResponse seen = node.call("pin/ls?stream=true&names=true").good();
    assertThat(seen.lines())
        .extracting(l -> l.path("Type").asString() + " " + l.path("Cid").asString())
        .containsExactly("recursive " + root, "indirect " + leaf);
    assertThat(seen.lines().getFirst().path("Name").asString()).isEqualTo("n");
    String loose = node.block("", "loose");
    TestResponse broken = node.call("pin/ls?stream=true&arg=" + root + "&arg=" + loose);
    assertThat(broken.lines()).hasSize(1);
    assertThat(broken.trailer()).contains("path '" + loose + "' is not pinned");
  }

  @Test
  void removesPinsOfTheirMode() {
    node.call("pin/rm?arg=" + root).assertFailed("not pinned or pinned indirectly");
    node.call("pin/add?arg=" + root).good();
    node.call("pin/rm?arg=" + leaf).assertFailed("not pinned or pinned indirectly");
    node.call("pin/rm?recursive=false&arg=" + root).assertFailed(root + " is pinned recursively");
    assertThat(node.call("pin/rm?arg=" + root).good().text())
        .isEqualTo("{\"Pins\":[\"" + root + "\"]}\n");
    node.call("pin/add?recursive=false&arg=" + root).good();
    node.call("pin/rm?arg=" + root).good();
    assertThat(kept("")).isEmpty();
  }

  @Test
  void readsAllPathsBeforeItRemovesAny() {
    node.call("pin/add?arg=" + root).good();
    TestResponse seen = node.call("pin/rm?arg=" + root + "&arg=nonsense");
    assertThat(seen.status()).isEqualTo(500);
    assertThat(kept("type=recursive")).containsExactly("recursive ROOT");
  }

  @Test
  void updatesAPinUnderItsName() {
    node.call("pin/add?name=mine&arg=" + root).good();
    String next = node.object("[{\"/\":\"" + leaf + "\"}]");
    assertThat(node.call("pin/update?arg=" + root + "&arg=" + next).good().text())
        .isEqualTo("{\"Pins\":[\"" + root + "\",\"" + next + "\"]}\n");
    JsonNode keys = node.json("pin/ls?type=recursive&names=true").path("Keys");
    assertThat(keys.propertyNames()).containsExactly(next);
    assertThat(keys.path(next).path("Name").asString()).isEqualTo("mine");
    node.call("pin/update?unpin=false&arg=" + next + "&arg=" + root).good();
    assertThat(node.json("pin/ls?type=recursive").path("Keys")).hasSize(2);
  }

  @Test
  void updatesNothingButRecursivePins() {
    String message = "'from' cid was not recursively pinned already";
    node.call("pin/update?arg=" + leaf + "&arg=" + root).assertFailed(message);
    node.call("pin/add?recursive=false&arg=" + leaf).good();
    node.call("pin/update?arg=" + leaf + "&arg=" + root).assertFailed(message);
    assertThat(kept("")).containsExactly("direct LEAF");
  }

  @Test
  void updatesNoPinToOneThatIsThere() {
    node.call("pin/add?name=draft&arg=" + root).good();
    node.call("pin/add?name=mine&arg=" + leaf).good();
    node.call("pin/update?arg=" + root + "&arg=" + leaf)
        .assertFailed("'to' cid was already recursively pinned");
    node.call("pin/update?arg=" + root + "&arg=" + root).good();
    assertThat(kept("type=recursive"))
        .containsExactlyInAnyOrder("recursive ROOT", "recursive LEAF");
    JsonNode keys = node.json("pin/ls?type=recursive&names=true").path("Keys");
    assertThat(keys.path(leaf).path("Name").asString()).isEqualTo("mine");
  }

  @Test
  void verifiesPinsAndTellsOfBrokenOnes() {
    node.call("pin/add?arg=" + root).good();
    String absent = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {7})).toString();
    Cid broken = Cid.parse(node.object("{\"to\":{\"/\":\"" + absent + "\"}}"));
    node.repository.pins().addComplete(broken, Mode.RECURSIVE, Optional.empty());
    String fault =
        "{\"Cid\":\"%s\",\"BadNodes\":[{\"Cid\":\"%s\",\"Err\":\"".formatted(broken, absent);
    assertThat(node.call("pin/verify").good().text()).startsWith(fault).hasLineCount(1);
    assertThat(node.call("pin/verify?quiet=true").good().text()).startsWith(fault);
    assertThat(node.call("pin/verify?verbose=true&quiet=true").good().text()).hasLineCount(1);
    assertThat(node.call("pin/verify?verbose=true").good().text())
        .contains("{\"Cid\":\"" + root + "\",\"Ok\":true}\n")
        .contains(fault);
  }

  @Test
  void keepsPinnedDirectoriesFromBeingRemoved() {
    String directory = node.add(Upload.file("d/f", "text"));
    assertThat(node.lines("block/rm?arg=" + directory + "/f").getFirst().path("Error").asString())
        .isEqualTo("pinned via " + directory);
  }
}
