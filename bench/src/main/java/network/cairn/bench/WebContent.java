package network.cairn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// A gateway of each program with the same content behind it.
final class WebContent implements AutoCloseable {
  private static final int ENTRIES = 1000;
  private static final int ENTRY = 1024;
  private static final int BLOCKS = 40;
  private static final int RANGES = 256;
  private static final int RANGE = 64 << 10;
  private static final long MIB = 1 << 20;

  private final Place place;
  private final long bigSize;
  private final Map<Peer, String> addresses = new EnumMap<>(Peer.class);
  private final Nodes nodes;
  private List<String> blocks = List.of();
  private String directory = "";
  private String one = "";
  private String big = "";

  WebContent(Place place, Options options) {
    this.place = place;
    this.bigSize = options.fileSize();
    this.nodes = new Nodes(place, true, this::chooseAddress);
  }

  private void chooseAddress(Node node) {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = free.getLocalPort();
      node.run("config", "Addresses.Gateway", "/ip4/127.0.0.1/tcp/" + port);
      addresses.put(node.peer(), "http://127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts both and gives them everything.
  void open() {
    nodes.open();
    Path tree = place.folder("thousand");
    Path mib = place.folder("one.bin");
    if (!Files.exists(tree)) {
      Folders.tree(tree, ENTRIES, ENTRY, 3);
      Folders.file(mib, MIB, 4);
    }
    for (Peer peer : Peer.values()) {
      Node node = nodes.of(peer);
      directory = added(node, tree) + "/d0";
      one = added(node, mib);
      // Of what a program prints the last part is kept.
      List<String> listed = node.run("ls", "/ipfs/" + directory).output().lines().toList();
      blocks =
          listed.stream()
              .skip(listed.size() - BLOCKS)
              .map(line -> line.strip().split("\\s+")[0])
              .toList();
      place.agree("blocks of 1 KiB", blocks.toString());
    }
    big = nodes.addFile();
  }

  private String added(Node node, Path path) {
    String cid = node.run("add", "-Q", "-r", "--progress=false", path.toString()).output().strip();
    place.agree("the CID of " + path.getFileName(), cid);
    return cid;
  }

  String address(Peer peer) {
    return Optional.ofNullable(addresses.get(peer)).orElseThrow();
  }

  Node node(Peer peer) {
    return nodes.of(peer);
  }

  /// Many blocks of 1 KiB.
  List<Wrk.Ask> blocks() {
    return blocks.stream().map(cid -> new Wrk.Ask("/ipfs/" + cid + "?format=raw", "")).toList();
  }

  List<Wrk.Ask> file() {
    return List.of(new Wrk.Ask("/ipfs/" + one, ""));
  }

  /// Ranges all over the big file.
  List<Wrk.Ask> ranges() {
    SplittableRandom random = new SplittableRandom(5);
    List<Wrk.Ask> asks = new ArrayList<>();
    for (int i = 0; i < RANGES; i++) {
      long from = random.nextLong(bigSize - RANGE);
      asks.add(new Wrk.Ask("/ipfs/" + big, "bytes=" + from + "-" + (from + RANGE - 1)));
    }
    return asks;
  }

  List<Wrk.Ask> car() {
    return List.of(new Wrk.Ask("/ipfs/" + big + "?format=car", ""));
  }

  List<Wrk.Ask> listing() {
    return List.of(new Wrk.Ask("/ipfs/" + directory + "/", ""));
  }

  /// What visitors ask for: small things mostly, and now and then a large one.
  List<Wrk.Ask> mixed() {
    List<Wrk.Ask> asks = new ArrayList<>();
    List<Wrk.Ask> ranges = ranges();
    for (int i = 0; i < blocks.size(); i++) {
      asks.add(blocks().get(i));
      asks.add(ranges.get(i % ranges.size()));
      if (i % 4 == 0) {
        asks.addAll(file());
        asks.addAll(listing());
      }
      if (i % 64 == 63) {
        asks.addAll(car());
      }
    }
    return asks;
  }

  /// Asks each gateway once.
  ///
  /// @param sameBytes whether both must give the same
  /// @throws BenchFailed if one gives no answer, or not that of the other
  void require(List<Wrk.Ask> asks, boolean sameBytes) {
    Wrk.Ask ask = asks.getFirst();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (Peer peer : Peer.values()) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create(address(peer) + ask.path()));
        if (!ask.range().isEmpty()) {
          request.header("Range", ask.range());
        }
        HttpResponse<byte[]> answer =
            client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
          throw new BenchFailed(peer.title() + " answers " + answer.statusCode() + " to " + ask);
        }
        if (sameBytes) {
          place.agree(
              "answers to " + ask, answer.statusCode() + ", bytes: " + answer.body().length);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailed("interrupted while a gateway answered");
    }
  }

  @Override
  public void close() {
    nodes.close();
  }
}
