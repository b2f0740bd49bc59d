package network.cairn.libp2p.kad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.proto.libp2p.KadProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What peers may send that is wrong, and that it costs little.
@Timeout(300)
final class HostileKadTest {
  private static final byte[] KEY = {0x12, 1, 7};

  private static KadMessage request(KadMessage.Type type, byte[] key) {
    return KadMessage.of(type, key);
  }

  @Test
  void ofAnAnswerWithTenThousandPeersFewAreRead() throws IOException {
    SimKad world = new SimKad(new network.cairn.base.time.SimScheduler(1), 1, KadScope.WAN);
    var proto = KadProto.KadMessage.newBuilder().setType(4);
    for (int i = 0; i < 10_000; i++) {
      var peer =
          KadProto.KadPeer.newBuilder().setId(ByteString.copyFrom(world.randomPeer().bytes()));
      for (int a = 0; a < 30; a++) {
        peer.addAddrs(ByteString.copyFrom(world.randomAddress().bytes()));
      }
      proto.addCloserPeers(peer).addProviderPeers(peer);
    }
    KadMessage message = KadCodec.decode(proto.build().toByteArray());
    assertThat(message.closer()).hasSize(KadCodec.MAX_CLOSER);
    assertThat(message.providers()).hasSize(KadCodec.MAX_PROVIDERS);
    assertThat(message.closer()).allMatch(p -> p.addresses().size() == KadPeer.MAX_ADDRESSES);
  }

  @Test
  void whatIsNoPeerNoAddressOrAnothersAddressIsPassedOver() throws IOException {
    PeerId one =
        PeerId.of(PrivateKey.generate(KeyType.ED25519, new java.util.Random(1)).publicKey());
    PeerId other =
        PeerId.of(PrivateKey.generate(KeyType.ED25519, new java.util.Random(2)).publicKey());
    Multiaddr address = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");
    var proto =
        KadProto.KadMessage.newBuilder()
            .setType(4)
            .addCloserPeers(KadProto.KadPeer.newBuilder().setId(ByteString.copyFromUtf8("none")))
            .addCloserPeers(
                KadProto.KadPeer.newBuilder()
                    .setId(ByteString.copyFrom(one.bytes()))
                    .addAddrs(ByteString.copyFromUtf8("none"))
                    .addAddrs(ByteString.copyFrom(address.withPeer(other).bytes()))
                    .addAddrs(ByteString.copyFrom(address.withPeer(one).bytes())));
    assertThat(KadCodec.decode(proto.build().toByteArray()).closer())
        .containsExactly(new KadPeer(one, List.of(address)));
  }

  @Test
  void unknownTypesForeignRecordsAndRubbishAreRefused() {
    assertThatThrownBy(() ->
            KadCodec.decode(KadProto.KadMessage.newBuilder().setType(99).build().toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("type 99");
    assertThatThrownBy(() ->
            KadCodec.decode(
                KadProto.KadMessage.newBuilder()
                    .setKey(ByteString.copyFromUtf8("a"))
                    .setRecord(KadProto.KadRecord.newBuilder().setKey(ByteString.EMPTY))
                    .build()
                    .toByteArray()))
        .isInstanceOf(IOException.class);
    for (byte[] rubbish :
        List.of(new byte[] {(byte) 0xff}, new byte[] {0x12, 100, 1}, new byte[] {0x0c})) {
      assertThatThrownBy(() -> KadCodec.decode(rubbish)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theServerRefusesWrongKeysAndProvidersOfOthers() {
    SimKad.simulate(
        1,
        KadScope.WAN,
        world -> {
          SimKad.Node node = world.add();
          PeerId from = world.randomPeer();
          for (KadMessage.Type type :
              List.of(
                  KadMessage.Type.FIND_NODE,
                  KadMessage.Type.GET_PROVIDERS,
                  KadMessage.Type.ADD_PROVIDER,
                  KadMessage.Type.GET_VALUE)) {
            assertThatThrownBy(() -> node.engine.serve(from, request(type, new byte[0])))
                .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> node.engine.serve(from, request(type, new byte[81])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("81 bytes");
          }
          KadPeer other = new KadPeer(world.randomPeer(), List.of(world.randomAddress()));
          KadMessage add = request(KadMessage.Type.ADD_PROVIDER, KEY);
          assertThatThrownBy(() -> node.engine.serve(from, add.withProviders(List.of(other))))
              .isInstanceOf(IOException.class);
          assertThatThrownBy(() ->
                  node.engine.serve(from, add.withProviders(List.of(new KadPeer(from, List.of())))))
              .isInstanceOf(IOException.class);
          assertThat(node.providers.of(KEY)).isEmpty();
          KadPeer own = new KadPeer(from, List.of(world.randomAddress()));
          assertThat(node.engine.serve(from, add.withProviders(List.of(other, own)))).isEmpty();
          assertThat(node.providers.of(KEY)).containsExactly(own);
        });
  }

  @Test
  void theServerTellsPublicAddressesOnlyAndNoMoreThanFits() {
    SimKad.simulate(
        2,
        KadScope.WAN,
        world -> {
          SimKad.Node node = world.add();
          for (int i = 0; i < 1_000; i++) {
            PeerId from = world.randomPeer();
            List<Multiaddr> many = new ArrayList<>();
            many.add(Multiaddr.parse("/ip4/192.168.0.1/tcp/1"));
            for (int a = 0; a < 30; a++) {
              many.add(world.randomAddress());
            }
            node.engine.serve(
                from,
                request(KadMessage.Type.ADD_PROVIDER, KEY)
                    .withProviders(List.of(new KadPeer(from, many))));
          }
          KadMessage answer =
              node.engine
                  .serve(world.randomPeer(), request(KadMessage.Type.GET_PROVIDERS, KEY))
                  .orElseThrow();
          assertThat(KadCodec.encode(answer).length).isLessThanOrEqualTo(KadServer.MAX_ANSWER);
          assertThat(answer.providers()).isNotEmpty();
          assertThat(answer.providers())
              .flatMap(KadPeer::addresses)
              .noneMatch(a -> a.toString().startsWith("/ip4/192.168."));
        });
  }

  @Test
  void valuesThatAreNotSignedForTheirKeyAreNotKept() {
    SimKad.simulate(
        3,
        KadScope.WAN,
        world -> {
          SimKad.Node node = world.add();
          PeerId from = world.randomPeer();
          PrivateKey key = PrivateKey.generate(KeyType.SECP256K1, new java.util.Random(3));
          PrivateKey other = PrivateKey.generate(KeyType.SECP256K1, new java.util.Random(4));
          byte[] name = key("/pk/", PeerId.of(key.publicKey()));
          for (byte[] wrong :
              List.of(key("/v/", world.randomPeer()), new byte[] {1}, key("/ipns/", from), name)) {
            KadMessage put =
                request(KadMessage.Type.PUT_VALUE, wrong)
                    .withValue(ByteString.copyFrom(other.publicKey().protobuf()));
            assertThatThrownBy(() -> node.engine.serve(from, put)).isInstanceOf(IOException.class);
            assertThat(node.engine.serve(from, request(KadMessage.Type.GET_VALUE, wrong)))
                .map(KadMessage::value)
                .contains(Optional.empty());
          }
          assertThatThrownBy(
                  () -> node.engine.serve(from, request(KadMessage.Type.PUT_VALUE, name)))
              .isInstanceOf(IOException.class);
          ByteString value = ByteString.copyFrom(key.publicKey().protobuf());
          node.engine.serve(from, request(KadMessage.Type.PUT_VALUE, name).withValue(value));
          assertThat(node.engine.serve(from, request(KadMessage.Type.GET_VALUE, name)))
              .map(KadMessage::value)
              .contains(Optional.of(value));
        });
  }

  private static byte[] key(String namespace, PeerId peer) {
    byte[] start = namespace.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] id = peer.bytes();
    byte[] key = java.util.Arrays.copyOf(start, start.length + id.length);
    System.arraycopy(id, 0, key, start.length, id.length);
    return key;
  }

  @Test
  void aLookupEndsWhereLiarsNameEverNearerPeers() {
    SimKad.simulate(
        5,
        KadScope.WAN,
        world -> {
          world.grow(40);
          byte[] key = world.randomKey();
          SimKad.Node provider = world.nodes.get(11);
          provider.engine.provide(key, SimKad.LONG, LookupWatcher.NONE);
          List<SimKad.Node> liars = world.nodes.subList(20, 30);
          liars.forEach(liar ->
              liar.answering =
                  Optional.of((from, request) -> {
                    List<KadPeer> untrue = new ArrayList<>();
                    for (int i = 0; i < KadCodec.MAX_CLOSER; i++) {
                      untrue.add(new KadPeer(world.randomPeer(), List.of(world.randomAddress())));
                    }
                    return request.withCloser(untrue).withProviders(untrue);
                  }));
          SimKad.Node asker = world.nodes.get(3);
          long before = world.sim.nanoTime();
          List<KadPeer> told = new ArrayList<>();
          Lookup.Result result =
              asker.engine.findProviders(key, 10_000, SimKad.LONG, told::add, LookupWatcher.NONE);
          assertThat(told).extracting(KadPeer::id).contains(provider.id);
          assertThat(result.asked()).isLessThanOrEqualTo(Lookup.MOST_ASKED);
          assertThat(world.sim.nanoTime() - before)
              .isLessThanOrEqualTo(SimKad.LONG.plusSeconds(11).toNanos());
        });
  }

  @Test
  void privateAddressesThatAreToldOfTheInternetAreNotDialled() {
    SimKad.simulate(
        6,
        KadScope.WAN,
        world -> {
          world.grow(3);
          PeerId victim = world.randomPeer();
          SimKad.Node liar = world.nodes.get(1);
          liar.answering =
              Optional.of((from, request) ->
                  request.withCloser(
                      List.of(
                          new KadPeer(
                              victim, List.of(Multiaddr.parse("/ip4/192.168.1.1/tcp/80"))))));
          List<PeerId> asked = new ArrayList<>();
          world
              .nodes
              .getFirst()
              .engine
              .nearest(
                  world.randomKey(),
                  SimKad.LONG,
                  new LookupWatcher() {
                    @Override
                    public void asking(PeerId peer) {
                      asked.add(peer);
                    }
                  });
          assertThat(asked).contains(liar.id).doesNotContain(victim);
          assertThat(world.nodes.getFirst().addresses(victim)).isEmpty();
        });
  }

  private static List<KadPeer> inventions(SimKad world, int count) {
    List<KadPeer> untrue = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      untrue.add(new KadPeer(world.randomPeer(), List.of(world.randomAddress())));
    }
    return untrue;
  }

  @Test
  void oneLiarsInventionsDoNotEndASearch() {
    SimKad.simulate(
        7,
        KadScope.WAN,
        world -> {
          world.grow(30);
          byte[] key = world.randomKey();
          SimKad.Node asker = world.nodes.get(3);
          SimKad.Node liar = world.nodes.get(1);
          SimKad.Node provider = world.nodes.get(11);
          provider.engine.provide(key, SimKad.LONG, LookupWatcher.NONE);
          SimKad.Node client = world.add();
          client.serves = false;
          client.meet(liar);
          liar.answering =
              Optional.of((_, request) ->
                  request
                      .withCloser(List.of(new KadPeer(asker.id, asker.own)))
                      .withProviders(inventions(world, 20)));
          List<KadPeer> told = new ArrayList<>();
          client.engine.findProviders(key, 20, SimKad.LONG, told::add, LookupWatcher.NONE);
          assertThat(told).extracting(KadPeer::id).contains(provider.id);
          assertThat(told.subList(0, 6)).extracting(KadPeer::id).contains(provider.id);
          assertThat(told).as("the liar's others, last").hasSize(20);
        });
  }

  @Test
  void manyLiarsLeaveRoomForWhoSpeaksTheTruth() {
    SimKad world = new SimKad(new network.cairn.base.time.SimScheduler(1), 1, KadScope.WAN);
    List<KadPeer> told = new ArrayList<>();
    ToldProviders providers = new ToldProviders(20, told::add);
    for (int i = 0; i < 10; i++) {
      providers.tellAnswer(inventions(world, 20));
      assertThat(providers.isEnough()).as("after %d liars", i + 1).isFalse();
    }
    KadPeer honest = inventions(world, 1).getFirst();
    providers.tellAnswer(List.of(honest));
    assertThat(told).hasSize(20).last().isEqualTo(honest);
    assertThat(providers.isEnough()).isTrue();
  }

  @Test
  void providersWithoutAPlaceAreToldButDoNotCount() {
    List<KadPeer> told = new ArrayList<>();
    ToldProviders providers = new ToldProviders(4, told::add);
    SimKad world = new SimKad(new network.cairn.base.time.SimScheduler(1), 1, KadScope.WAN);
    for (int i = 0; i < 100; i++) {
      providers.tellAnswer(List.of(new KadPeer(world.randomPeer(), List.of())));
    }
    assertThat(told).hasSize(4);
    assertThat(providers.isEnough()).isFalse();
    for (int i = 0; i < 100; i++) {
      providers.tellAnswer(inventions(world, 20));
    }
    assertThat(told).hasSize(8);
    assertThat(providers.isEnough()).isTrue();
  }

  /// In a small network one peer may hold all records.
  @Test
  void whatTheOnlyAnswererKnowsIsTold() {
    SimKad world = new SimKad(new network.cairn.base.time.SimScheduler(1), 1, KadScope.WAN);
    List<KadPeer> placed = inventions(world, 15);
    List<KadPeer> told = new ArrayList<>();
    ToldProviders wanted = new ToldProviders(20, told::add);
    wanted.tellAnswer(placed);
    assertThat(told).hasSize(5);
    wanted.tellRest();
    assertThat(told).containsExactlyElementsOf(placed);

    List<KadPeer> one = new ArrayList<>();
    ToldProviders few = new ToldProviders(1, one::add);
    few.tellAnswer(List.of(new KadPeer(world.randomPeer(), List.of()), placed.getFirst()));
    assertThat(one).containsExactly(placed.getFirst());
    assertThat(few.isEnough()).isTrue();

    ToldProviders flooded = new ToldProviders(20, told::add);
    for (int i = 0; i < 100; i++) {
      flooded.tellAnswer(
          inventions(world, 100).stream().map(p -> new KadPeer(p.id(), List.of())).toList());
    }
    flooded.tellRest();
    assertThat(told).hasSize(35);
  }

  @Test
  void noLiarAmongThoseWhoNameAPeerHidesIt() {
    SimKad world = new SimKad(new network.cairn.base.time.SimScheduler(1), 1, KadScope.WAN);
    Multiaddr where = world.randomAddress();
    for (int honest = 0; honest < NamedPlaces.NAMERS; honest++) {
      NamedPlaces places = new NamedPlaces();
      for (int i = 0; i < 10; i++) {
        places.add(i == honest ? List.of(where) : lies(world));
      }
      assertThat(places.of(world.randomPeer()).addresses())
          .hasSize(KadPeer.MAX_ADDRESSES)
          .contains(where);
    }
  }

  private static List<Multiaddr> lies(SimKad world) {
    List<Multiaddr> lies = new ArrayList<>();
    for (int i = 0; i < KadPeer.MAX_ADDRESSES; i++) {
      lies.add(world.randomAddress());
    }
    return lies;
  }

  @Test
  void onlyWhoIsAskedIsRemembered() {
    SimKad.simulate(
        8,
        KadScope.WAN,
        world -> {
          world.grow(4);
          List<KadPeer> invented = new ArrayList<>();
          world.nodes.get(1).answering =
              Optional.of((_, request) -> {
                List<KadPeer> untrue = inventions(world, KadCodec.MAX_CLOSER);
                invented.addAll(untrue);
                return request.withCloser(untrue);
              });
          Set<PeerId> asked = new HashSet<>();
          SimKad.Node asker = world.nodes.getFirst();
          asker.engine.nearest(world.randomKey(), Duration.ofSeconds(5), watching(asked));
          assertThat(invented).hasSize(KadCodec.MAX_CLOSER);
          assertThat(invented).anyMatch(p -> asked.contains(p.id()));
          assertThat(invented)
              .filteredOn(p -> !asked.contains(p.id()))
              .isNotEmpty()
              .allMatch(p -> asker.addresses(p.id()).isEmpty());
        });
  }

  private static LookupWatcher watching(Set<PeerId> asked) {
    return new LookupWatcher() {
      @Override
      public void asking(PeerId peer) {
        asked.add(peer);
      }
    };
  }

  @Test
  void aLiarKeepsNobodyOutByNamingItInAFullNetwork() {
    SimKad.simulate(
        9,
        KadScope.WAN,
        world -> {
          SimKad.Node asker = world.add();
          for (int i = 0; i < IpGroups.MOST; i++) {
            asker
                .engine
                .table()
                .answered(
                    world.randomPeer(), List.of(Multiaddr.parse("/ip4/8.8.1." + i + "/tcp/1")), 0);
          }
          SimKad.Node liar = world.add();
          SimKad.Node honest = world.add();
          asker.meet(liar);
          List<Multiaddr> both = new ArrayList<>(honest.own);
          both.add(Multiaddr.parse("/ip4/8.8.2.2/tcp/1"));
          liar.answering =
              Optional.of(
                  (_, request) -> request.withCloser(List.of(new KadPeer(honest.id, both))));
          asker.engine.nearest(world.randomKey(), SimKad.LONG, LookupWatcher.NONE);
          assertThat(asker.engine.table().contains(honest.id)).isTrue();
        });
  }

  @Test
  void whatIsLeftWithPeersIsLeftWithinItsTime() {
    SimKad.simulate(
        10,
        KadScope.WAN,
        world -> {
          world.grow(40);
          world
              .nodes
              .subList(20, 30)
              .forEach(liar ->
                  liar.answering =
                      Optional.of((_, request) ->
                          request.withCloser(inventions(world, KadCodec.MAX_CLOSER))));
          Duration time = Duration.ofSeconds(30);
          long before = world.sim.nanoTime();
          int told = world.nodes.get(3).engine.provide(world.randomKey(), time, LookupWatcher.NONE);
          assertThat(told).isPositive();
          assertThat(world.sim.nanoTime() - before)
              .isBetween(time.dividedBy(2).toNanos(), time.toNanos());
        });
  }
}
