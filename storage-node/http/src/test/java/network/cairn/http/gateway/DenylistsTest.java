package network.cairn.http.gateway;

import static network.cairn.http.gateway.TestGateway.directory;
import static network.cairn.http.gateway.TestGateway.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.http.gateway.deny.Denylists;
import network.cairn.http.gateway.host.PublicGateway;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an operator blocks is not served, whatever leads to it.
@Timeout(120)
class DenylistsTest {
  @TempDir private Path folder;
  private final AtomicLong time = new AtomicLong();
  private TestGateway gateway;
  private Cid root;
  private Cid bad;
  private Cid index;

  @BeforeEach
  void open() throws Exception {
    TestGateway.Options options = new TestGateway.Options();
    options.nanoTime = time::get;
    options.gateways = Map.of("localhost", PublicGateway.local(true));
    options.fixed =
        Map.of("bad.example", "/ipfs/bafkqabtimvwgy3yk", "via.example", "/ipns/bad.example");
    gateway = new TestGateway(folder.resolve("home"), options);
    root =
        gateway.add(
            directory(
                "d",
                file("bad", "bad bytes"),
                file("good", "good bytes"),
                directory("site", file("index.html", "<p>bad page"))));
    bad = gateway.cid(root, "bad");
    index = gateway.cid(root, "site", "index.html");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private void list(String name, String text) throws Exception {
    Path file = folder.resolve("home/denylists").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    time.addAndGet(Duration.ofSeconds(3).toNanos());
  }

  private int status(String path) throws Exception {
    return gateway.get(path).status();
  }

  @Test
  void blocksABlockWhateverLeadsToIt() throws Exception {
    assertThat(status("/ipfs/" + bad)).isEqualTo(200);
    list("a.deny", "/ipfs/" + bad + "\n/ipfs/" + index + " hint=1\n");
    GatewayReply reply = gateway.get("/ipfs/" + bad);
    assertThat(reply.status()).isEqualTo(410);
    assertThat(reply.text()).contains("is blocked and cannot be provided");
    String otherCodec = Cid.v1(Multicodec.DAG_PB, bad.multihash()).toString(Multibase.BASE36);
    assertThat(status("/ipfs/" + otherCodec)).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/bad")).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/site/")).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/good")).isEqualTo(200);
    list("a.deny", "");
    assertThat(status("/ipfs/" + root + "/bad")).isEqualTo(200);
  }

  @Test
  void blocksPathsWithExceptions() throws Exception {
    list(
        "a.deny",
        "version: 1\nname: /ipfs/"
            + root
            + "/good\n---\n# /ipfs/"
            + root
            + "/good\n"
            + "/ipfs/"
            + root
            + "/b*\n!/ipfs/"
            + root
            + "/bad\n/ipfs/"
            + root
            + "/site/*\n");
    assertThat(status("/ipfs/" + root + "/")).isEqualTo(200);
    assertThat(status("/ipfs/" + root + "/ba")).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/bad")).isEqualTo(200);
    assertThat(status("/ipfs/" + root + "/site")).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/site/index.html")).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/good")).isEqualTo(200);
    list("b.deny", "/ipfs/" + root + "/*\n");
    assertThat(status("/ipfs/" + root + "/good")).isEqualTo(410);
  }

  @Test
  void blocksNames() throws Exception {
    assertThat(status("/ipns/bad.example")).isEqualTo(200);
    list("a.deny", "/ipns/Bad.example\n");
    assertThat(status("/ipns/bad.example")).isEqualTo(410);
    assertThat(gateway.get("/", "Host", "bad.example").status()).isEqualTo(410);
    list("a.deny", "/ipfs/bafkqabtimvwgy3yk\n");
    assertThat(status("/ipns/bad.example")).isEqualTo(410);
  }

  @Test
  void blocksAPathWhateverIsShownInItsPlace() throws Exception {
    Cid rewritten =
        gateway.add(
            directory(
                "d",
                file("_redirects", "/other /secret 200\n/gone /secret 404\n"),
                file("secret", "s"),
                directory("sub", file("index.html", "<p>hi"))));
    String host = rewritten.toV1() + ".ipfs.localhost";
    assertThat(gateway.get("/other", "Host", host).status()).isEqualTo(200);
    assertThat(gateway.get("/gone", "Host", host).status()).isEqualTo(404);
    assertThat(gateway.get("/sub/", "Host", host).status()).isEqualTo(200);
    list("a.deny", "/ipfs/" + rewritten + "/secret\n/ipfs/" + rewritten + "/sub/index.html\n");
    assertThat(gateway.get("/secret", "Host", host).status()).isEqualTo(410);
    assertThat(gateway.get("/other", "Host", host).status()).isEqualTo(410);
    assertThat(gateway.get("/gone", "Host", host).status()).isEqualTo(410);
    assertThat(gateway.get("/sub/", "Host", host).status()).isEqualTo(410);
  }

  @Test
  void blocksNamesOnTheWayToOthers() throws Exception {
    assertThat(status("/ipns/via.example")).isEqualTo(200);
    list("a.deny", "/ipns/bad.example\n");
    assertThat(status("/ipns/via.example")).isEqualTo(410);
  }

  @Test
  void blocksWhatIsNotNamed() throws Exception {
    byte[] name =
        Multibase.encodeBase58btc(bad.multihash().bytes()).getBytes(StandardCharsets.UTF_8);
    list("a.deny", "//" + Multibase.encodeBase58btc(Multihash.sha256(name).bytes()) + "\n");
    assertThat(status("/ipfs/" + bad)).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/bad")).isEqualTo(410);
    list("a.deny", "//" + hex(bad + "/") + "\n//" + hex("bad.example/") + "\n");
    assertThat(status("/ipfs/" + bad)).isEqualTo(410);
    assertThat(status("/ipns/bad.example")).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/good")).isEqualTo(200);
  }

  private static String hex(String text) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsOnBehindGarbage() throws Exception {
    list(
        "a.deny",
        "\u0000\u0001\n/ipfs/\n/ipfs/nothing\n//zz\n/tmp/x\n"
            + "x".repeat(100_000)
            + "\n! \n"
            + "/ipfs/"
            + bad
            + "/%zz\n//"
            + "0".repeat(63)
            + "\n\n/ipfs/"
            + bad
            + "\r\n");
    assertThat(status("/ipfs/" + bad)).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/good")).isEqualTo(200);
    Files.delete(folder.resolve("home/denylists/a.deny"));
    time.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(status("/ipfs/" + bad)).isEqualTo(200);
  }

  @Test
  void startsNotWithAListThatCannotBeRead() throws Exception {
    Path lists = Files.createDirectories(folder.resolve("lists"));
    new Denylists(List.of(lists), time::get).check(bad);
    Path unreadable = Files.createDirectories(lists.resolve("b.deny"));
    assertThatThrownBy(() -> new Denylists(List.of(lists), time::get))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(unreadable.toString());
    Path noFolder = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> new Denylists(List.of(noFolder), time::get))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(noFolder.toString());
    assertThatCode(() -> new Denylists(List.of(folder.resolve("none")), time::get))
        .doesNotThrowAnyException();
  }

  @Test
  void readsSeveralFoldersOfWhichTheLastCountsFirst() throws Exception {
    Path machine = Files.createDirectories(folder.resolve("machine"));
    Path own = Files.createDirectories(folder.resolve("own"));
    Files.writeString(machine.resolve("z.deny"), "/ipfs/" + bad + "\n/ipfs/" + index + "\n");
    Files.writeString(own.resolve("a.deny"), "!/ipfs/" + bad + "\n");
    List<Path> folders = List.of(folder.resolve("none"), machine, own);
    Denylists lists = new Denylists(folders, time::get);
    assertThatCode(() -> lists.check(bad)).doesNotThrowAnyException();
    assertThatThrownBy(() -> lists.check(index)).hasMessageContaining("is blocked");
    Denylists turned = new Denylists(folders.reversed(), time::get);
    assertThatThrownBy(() -> turned.check(bad)).hasMessageContaining("is blocked");
  }

  @Test
  void keepsWhatAListSaidThatCanNoLongerBeRead() throws Exception {
    list("a.deny", "/ipfs/" + bad + "\n");
    assertThat(status("/ipfs/" + bad)).isEqualTo(410);
    Path file = folder.resolve("home/denylists/a.deny");
    Files.delete(file);
    Files.createDirectories(file);
    list("b.deny", "/ipfs/" + root + "/good\n");
    assertThat(status("/ipfs/" + bad)).isEqualTo(410);
    assertThat(status("/ipfs/" + root + "/good")).as("the other list counts").isEqualTo(410);
    Files.delete(file);
    list("a.deny", "# nothing\n");
    assertThat(status("/ipfs/" + bad)).isEqualTo(200);
    assertThat(status("/ipfs/" + root + "/good")).isEqualTo(410);
  }
}
