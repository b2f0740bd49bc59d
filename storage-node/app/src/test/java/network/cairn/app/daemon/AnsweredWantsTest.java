package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.RealScheduler;
import network.cairn.cli.Api;
import network.cairn.content.exchange.bitswap.Bitswap;
import network.cairn.content.service.ReadContext;
import network.cairn.http.rpc.Callers;
import network.cairn.http.rpc.DoorMetrics;
import network.cairn.http.rpc.DoorRules;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.RpcHandler;
import network.cairn.http.rpc.kubo.Backend;
import network.cairn.http.rpc.kubo.KuboCommands;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.proto.bitswap.BitswapMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A peer asks once, is refused, and must get the block when the node gets it, whichever way. It
/// never asks again, so a block that is not announced never comes.
@Timeout(120)
final class AnsweredWantsTest {
  private static final int MIB = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final SplittableRandom random = new SplittableRandom(5);
  private StorageNode node;
  private Backend backend;
  private InProcess api;
  private Peer peer;

  @BeforeEach
  void open() throws Exception {
    Path home = folder.resolve("node");
    TestDaemon.init(home);
    node = StorageNode.open(home, "test");
    backend = node.online(() -> {});
    RpcHandler handler =
        new RpcHandler(
            new Endpoints(KuboCommands.routes(backend)),
            new Callers(DoorRules.OPEN, _ -> true),
            DoorMetrics.NONE,
            8);
    api = new InProcess(Optional.of(new LocalContent(backend)), () -> handler, node);
    peer = new Peer(address(), random.split());
  }

  @AfterEach
  void close() {
    peer.close();
    api.close();
  }

  private Multiaddr address() {
    Host host = backend.online().orElseThrow().host();
    return host.listenAddresses().getFirst().withPeer(host.id());
  }

  /// Speaks bitswap as little as it must: wants, and keeps what comes.
  private static final class Peer implements AutoCloseable {
    private final Host host;
    private final Stream out;
    private final BlockingQueue<BitswapMessage> received = new LinkedBlockingQueue<>();

    Peer(Multiaddr node, SplittableRandom random) throws Exception {
      host =
          HostBuilder.tcp(PrivateKey.generate(KeyType.ED25519, random))
              .scheduler(new RealScheduler())
              .agent("test")
              .build();
      host.handle(Bitswap.PROTOCOLS.getFirst(), this::receive);
      out = host.open(host.connect(node, PATIENCE), Bitswap.PROTOCOLS, PATIENCE);
    }

    private void receive(Stream stream) throws IOException {
      BitswapMessage message = BitswapMessage.parseDelimitedFrom(stream.input());
      while (message != null) {
        received.add(message);
        message = BitswapMessage.parseDelimitedFrom(stream.input());
      }
    }

    /// Wants a block and waits to hear that the node lacks it, and so remembers.
    void want(Cid cid) throws Exception {
      ByteString name = ByteString.copyFrom(cid.bytes());
      BitswapMessage.newBuilder()
          .setWantlist(
              BitswapMessage.Wantlist.newBuilder()
                  .addEntries(
                      BitswapMessage.Entry.newBuilder()
                          .setBlock(name)
                          .setPriority(1)
                          .setSendDontHave(true)))
          .build()
          .writeDelimitedTo(out.output());
      await(
          "a refusal of " + cid,
          message ->
              message.getBlockPresencesList().stream().anyMatch(p -> p.getCid().equals(name)));
    }

    void awaitBlock(byte[] bytes) throws Exception {
      ByteString data = ByteString.copyFrom(bytes);
      await(
          "the block",
          message -> message.getPayloadList().stream().anyMatch(p -> p.getData().equals(data)));
    }

    private void await(String what, Predicate<BitswapMessage> found) throws Exception {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        BitswapMessage message = received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (message == null) {
          throw new AssertionError("not within " + PATIENCE + ": " + what);
        }
        if (found.test(message)) {
          return;
        }
      }
    }

    @Override
    public void close() {
      host.close();
    }
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Cid raw(byte[] bytes) {
    return Cid.v1(Multicodec.RAW, Multihash.sha256(bytes));
  }

  private String upload(String command, Api.Query query, byte[] bytes) throws IOException {
    return api.upload(
        command,
        query,
        "frontier",
        out -> out.write(TestDaemon.multipart(TestDaemon.File.of("f", bytes))),
        (_, body) -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
  }

  private static byte[] car(Block... blocks) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeCar(out, blocks);
    return out.toByteArray();
  }

  private static void writeCar(OutputStream out, Block... blocks) throws IOException {
    CarWriter car = new CarWriter(out, List.of(blocks[0].cid()));
    for (Block block : blocks) {
      car.write(block);
    }
  }

  @Test
  void byAdd() throws Exception {
    byte[] file = bytes(3 * MIB);
    byte[] leaf = Arrays.copyOfRange(file, MIB, 2 * MIB);
    peer.want(raw(leaf));
    upload("add", new Api.Query().option("profile", "unixfs-v1-2025"), file);
    peer.awaitBlock(leaf);
  }

  @Test
  void byBlockPut() throws Exception {
    byte[] block = bytes(10_000);
    peer.want(raw(block));
    upload("block/put", new Api.Query().option("cid-codec", "raw"), block);
    peer.awaitBlock(block);
  }

  @Test
  void byDagPut() throws Exception {
    byte[] node = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    peer.want(Cid.v1(Multicodec.DAG_JSON, Multihash.sha256(node)));
    upload("dag/put", new Api.Query().option("store-codec", "dag-json"), node);
    peer.awaitBlock(node);
  }

  @Test
  void byDagImport() throws Exception {
    byte[] first = bytes(5_000);
    byte[] second = bytes(6_000);
    peer.want(raw(second));
    upload(
        "dag/import",
        new Api.Query().option("pin-roots", "false"),
        car(Block.of(raw(first), first), Block.of(raw(second), second)));
    peer.awaitBlock(second);
  }

  @Test
  void byAFetch() throws Exception {
    byte[] block = bytes(50_000);
    Path other = folder.resolve("other");
    peer.want(raw(block));
    try (TestDaemon holder = TestDaemon.start(other)) {
      holder.good(holder.upload("block/put?cid-codec=raw", TestDaemon.File.of("f", block)));
      backend.online().orElseThrow().host().connect(Multiaddr.parse(holder.address()), PATIENCE);
      ReadContext context = new ReadContext(false, Deadline.in(PATIENCE));
      assertThat(backend.content().reader(context).block(raw(block)).bytes()).isEqualTo(block);
    }
    peer.awaitBlock(block);
  }

  @Test
  void byAnAttachedPiece() throws Exception {
    byte[] first = bytes(5_000);
    byte[] second = bytes(6_000);
    peer.want(raw(second));
    Path file = folder.resolve("node").resolve("piece.car");
    try (OutputStream out = Files.newOutputStream(file)) {
      writeCar(out, Block.of(raw(first), first), Block.of(raw(second), second));
    }
    backend.repository().blockstore().attach("piece", Path.of("piece.car"));
    peer.awaitBlock(second);
  }
}
