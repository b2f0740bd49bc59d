package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.base.hash.Sha256;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.protocol.DealClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.rules.Formulas;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Ask;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;

/// Asks every provider that the ledger knows, 16 at a time, 10 s to reach each. An ask counts only
/// with the operator's signature and a record on the ledger that can bear the collateral.
final class Asking {
  private static final int MOST = 1_000;
  private static final int AT_ONCE = 16;

  /// Sets of a provider that are looked at for its record.
  private static final int MOST_SETS = 32;

  private static final System.Logger LOG = System.getLogger("network.cairn.market");
  static final Duration CONNECT = Duration.ofSeconds(10);

  private final Chain chain;
  private final Host host;
  private final DealClient deals;
  private final Scheduler scheduler;

  Asking(Chain chain, Host host, DealClient deals, Scheduler scheduler) {
    this.chain = chain;
    this.host = host;
    this.deals = deals;
    this.scheduler = scheduler;
  }

  /// Offers, and why the others made none.
  record Answers(List<Offer> offers, Map<Address, String> refusals) {}

  /// Somebody who makes no offer.
  private static final class NoOffer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoOffer(String why) {
      super(why);
    }
  }

  /// Offers for a piece, in an order that the piece decides, so that equal prices share the load.
  Answers ask(Head head, PieceCid piece, Terms terms, int term) throws InterruptedException {
    Map<Address, Offer> offers = new TreeMap<>();
    Map<Address, String> refusals = new TreeMap<>();
    List<Address> left = new ArrayList<>(chain.providers(MOST));
    left.removeAll(terms.excluded());
    List<Scheduler.Task> tasks = new ArrayList<>();
    for (int i = 0; i < Math.min(AT_ONCE, left.size()); i++) {
      tasks.add(
          scheduler.start(
              "ask",
              () -> {
                for (Optional<Address> next = take(left); next.isPresent(); next = take(left)) {
                  ask(head, piece, terms, term, next.get(), offers, refusals);
                }
              }));
    }
    for (Scheduler.Task task : tasks) {
      task.join();
    }
    Comparator<Offer> shared = Comparator.comparing(offer -> weight(piece, offer));
    return new Answers(offers.values().stream().sorted(shared).toList(), refusals);
  }

  private static BigInteger weight(PieceCid piece, Offer offer) {
    return new BigInteger(1, Sha256.of(piece.encode(), offer.provider().toByteArray()));
  }

  private static Optional<Address> take(List<Address> left) {
    synchronized (left) {
      return left.isEmpty() ? Optional.empty() : Optional.of(left.removeLast());
    }
  }

  private void ask(
      Head head,
      PieceCid piece,
      Terms terms,
      int term,
      Address provider,
      Map<Address, Offer> offers,
      Map<Address, String> refusals) {
    try {
      Offer offer = offer(head, piece, terms, term, provider);
      synchronized (offers) {
        offers.put(provider, offer);
      }
    } catch (NoOffer | IOException | LedgerUnavailable e) {
      synchronized (offers) {
        refusals.put(provider, String.valueOf(e.getMessage()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Every provider that the ledger names, by address, with what it offers now or why it offers
  /// nothing.
  ///
  /// @param wanted empty for all
  List<ProviderListing> list(Head head, Set<Address> wanted) throws InterruptedException {
    Map<Address, ProviderListing> found = new TreeMap<>();
    List<Address> left = new ArrayList<>(chain.providers(MOST));
    left.removeIf(address -> !wanted.isEmpty() && !wanted.contains(address));
    List<Scheduler.Task> tasks = new ArrayList<>();
    for (int i = 0; i < Math.min(AT_ONCE, left.size()); i++) {
      tasks.add(
          scheduler.start(
              "list",
              () -> {
                for (Optional<Address> next = take(left); next.isPresent(); next = take(left)) {
                  list(head, next.get(), found);
                }
              }));
    }
    for (Scheduler.Task task : tasks) {
      task.join();
    }
    return List.copyOf(found.values());
  }

  private void list(Head head, Address provider, Map<Address, ProviderListing> found) {
    try {
      Optional<ProviderRecord> record = head.state().provider(provider);
      if (record.isPresent()) {
        ProviderListing listing = listing(head, record.get());
        synchronized (found) {
          found.put(provider, listing);
        }
      }
    } catch (LedgerUnavailable e) {
      LOG.log(System.Logger.Level.DEBUG, "a provider's record cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ProviderListing listing(Head head, ProviderRecord record) throws InterruptedException {
    ProviderListing known = ProviderListing.of(head, record, sets(head, record.provider()));
    try {
      PeerId peer = peer(record);
      connect(host, peer, addresses(record));
      SignedAsk signed = deals.ask(peer).orElseThrow(() -> new NoOffer("it takes no new deals"));
      Ask ask = verified(signed, record.provider());
      require(ask.validUntil() > head.height(), "its ask has expired");
      return known.with(ask);
    } catch (NoOffer | IOException e) {
      return known.without(String.valueOf(e.getMessage()));
    }
  }

  private List<SetRecord> sets(Head head, Address provider) {
    return chain.setsOf(provider, MOST_SETS).stream()
        .flatMap(id -> head.state().set(id).stream())
        .filter(set -> set.provider().equals(provider))
        .toList();
  }

  private Offer offer(Head head, PieceCid piece, Terms terms, int term, Address provider)
      throws IOException, InterruptedException {
    ProviderRecord record =
        head.state()
            .provider(provider)
            .orElseThrow(() -> new NoOffer("it is not on the ledger any more"));
    PeerId peer = peer(record);
    List<Multiaddr> addresses = addresses(record);
    connect(host, peer, addresses);
    SignedAsk signed = deals.ask(peer).orElseThrow(() -> new NoOffer("it takes no new deals"));
    Ask ask = verified(signed, provider);
    judge(head, piece, terms, term, ask);
    return new Offer(provider, record.payout(), peer, addresses, ask.price());
  }

  private Ask verified(SignedAsk signed, Address provider) {
    boolean own =
        signed.sig().isWellFormed()
            && Address.ofKey(signed.sig().pubkey()).equals(provider)
            && Ed25519.verify(
                signed.sig().pubkey().toByteArray(),
                Domain.ASK.signBytes(signed.body()),
                signed.sig().signature().toByteArray());
    require(own, "its ask is not signed by its operator");
    try {
      Ask ask = Ask.decode(signed.body());
      require(ask.chainRef().equals(chain.chainRef()), "its ask is for another chain");
      require(ask.provider().equals(provider), "its ask names another provider");
      return ask;
    } catch (NotCanonical | OutOfRange e) {
      throw new NoOffer("its ask: " + e.getMessage());
    }
  }

  private static void judge(Head head, PieceCid piece, Terms terms, int term, Ask ask) {
    long size = piece.rawSize();
    require(ask.validUntil() > head.height(), "its ask has expired");
    require(
        size >= ask.minBytes() && size <= ask.maxBytes(),
        "it takes " + ask.minBytes() + " to " + ask.maxBytes() + " bytes, the piece has " + size);
    require(term <= ask.maxTerm(), "it takes terms up to " + ask.maxTerm() + " periods");
    require(
        terms.multiplier() <= ask.maxMultiplier(),
        "it takes multipliers up to " + ask.maxMultiplier());
    require(
        terms.ceiling().isEmpty() || ask.price().compareTo(terms.ceiling().get()) <= 0,
        "its price, " + ask.price() + ", is above the ceiling");
    Params params = head.state().params();
    BigInteger ceiling = terms.ceiling().orElse(ask.price()).pebbles();
    BigInteger collateral =
        Formulas.collateral(
            params, Formulas.rate(params, ceiling, piece.leafCount()), terms.multiplier());
    head.next()
        .freeBond(ask.provider(), collateral)
        .ifPresent(unmet -> {
          throw new NoOffer("it cannot bear the collateral: " + unmet.detail());
        });
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new NoOffer(otherwise);
    }
  }

  static PeerId peer(ProviderRecord record) throws IOException {
    try {
      return PeerId.decode(record.peerId().toByteArray());
    } catch (InvalidPeer e) {
      throw new IOException("its peer id: " + e.getMessage(), e);
    }
  }

  /// The addresses that can be read; others are for somebody else.
  static List<Multiaddr> addresses(ProviderRecord record) {
    List<Multiaddr> addresses = new ArrayList<>();
    for (ByteString address : record.addresses()) {
      try {
        addresses.add(Multiaddr.decode(address.toByteArray()));
      } catch (InvalidMultiaddr _) {
        // The others may be reachable.
      }
    }
    return addresses;
  }

  /// Connects by the first address that works.
  static void connect(Host host, PeerId peer, List<Multiaddr> addresses)
      throws IOException, InterruptedException {
    if (host.isConnected(peer)) {
      return;
    }
    IOException last = new IOException("it has no address on the ledger");
    for (Multiaddr address : addresses) {
      try {
        host.connect(address.withPeer(peer), CONNECT);
        return;
      } catch (IOException | InvalidMultiaddr e) {
        last = new IOException("it cannot be reached: " + e.getMessage(), e);
      }
    }
    throw last;
  }
}
