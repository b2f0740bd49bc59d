package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Address;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// Where copies of a root are, as the ledger says: whoever's they are, without a wallet.
///
/// The ledger has no index from a root to its agreements, so their list is scanned, a hint, and
/// each agreement of the root is proved with its sets and providers before anybody is named. A scan
/// ends after [#MOST_PAGES] pages, and the next one of the same root goes on from there: roots
/// never change and ids only rise. It goes no further than the highest agreement that is proved to
/// be there, and begins anew where nothing was found: pages may have kept it back. Thread-safe.
public final class Holders {
  private static final int MOST_PAGES = 200;

  /// Agreements of one root that are remembered and proved; the newest give way.
  private static final int MOST_AGREEMENTS = 64;

  private static final int MOST_ROOTS = 256;
  private static final int SHA256_BYTES = 32;

  private final Chain chain;
  private final Map<Set<ByteString>, Seen> roots = new LinkedHashMap<>(16, 0.75f, true);

  /// One that has a copy.
  ///
  /// @param addresses where it can be reached, without `/p2p`
  public record Holder(Address provider, PeerId peer, List<Multiaddr> addresses) {}

  /// What was scanned for a root.
  ///
  /// @param last the highest agreement that was looked at
  private record Seen(List<Long> agreements, long last) {}

  public Holders(Chain chain) {
    this.chain = chain;
  }

  /// All that are known at once; for few agreements.
  public List<Holder> list(Cid root) {
    List<Holder> holders = new ArrayList<>();
    find(root, () -> true, holders::add);
    return holders;
  }

  /// Finds holders of the DAG below a root, whichever version of CID names it; each is told once.
  ///
  /// @param goOn asked before each further call of the ledger
  /// @param told answers whether to go on
  /// @throws network.cairn.ledger.api.LedgerUnavailable while the ledger does not answer
  public void find(Cid root, BooleanSupplier goOn, Predicate<Holder> told) {
    Set<ByteString> names = names(root);
    Seen seen = seen(names);
    Search search = new Search(names, goOn, told);
    if (!search.tell(seen.agreements())) {
      return;
    }
    for (int page = 0; page < MOST_PAGES && goOn.getAsBoolean(); page++) {
      Chain.AgreementPage next = chain.agreements(seen.last());
      long last = Math.min(next.last(), search.lastAgreement());
      List<Long> fresh =
          next.agreements().stream()
              .filter(named -> names.contains(named.root()) && named.agreement() <= last)
              .map(Chain.NamedRoot::agreement)
              .toList();
      boolean end = !next.more() || next.last() > last;
      boolean goingOn = search.tell(fresh);
      List<Long> kept = fresh.stream().filter(search::isNotRefuted).toList();
      boolean nothing = end && kept.isEmpty() && seen.agreements().isEmpty();
      seen = remember(names, seen, kept, nothing ? 0 : last);
      if (!goingOn || end) {
        return;
      }
    }
  }

  private static Set<ByteString> names(Cid root) {
    Set<ByteString> names = new HashSet<>();
    names.add(ByteString.copyFrom(root.toV1().bytes()));
    Multihash hash = root.multihash();
    if (root.codec() == Multicodec.DAG_PB
        && hash.code() == Multihash.SHA2_256
        && hash.size() == SHA256_BYTES) {
      names.add(ByteString.copyFrom(root.toV0().bytes()));
    }
    return Set.copyOf(names);
  }

  private Seen seen(Set<ByteString> names) {
    synchronized (roots) {
      return roots.getOrDefault(names, new Seen(List.of(), 0));
    }
  }

  private Seen remember(Set<ByteString> names, Seen before, List<Long> fresh, long last) {
    List<Long> agreements = new ArrayList<>(before.agreements());
    fresh.stream().limit(MOST_AGREEMENTS - agreements.size()).forEach(agreements::add);
    Seen seen = new Seen(List.copyOf(agreements), last);
    synchronized (roots) {
      roots.put(names, seen);
      if (roots.size() > MOST_ROOTS) {
        roots.remove(roots.keySet().iterator().next());
      }
    }
    return seen;
  }

  /// One search: reads of one proved height.
  private final class Search {
    private final Set<ByteString> names;
    private final BooleanSupplier goOn;
    private final Predicate<Holder> told;
    private final Set<Address> known = new HashSet<>();
    private final Set<Long> refuted = new HashSet<>();
    private Optional<Head> head = Optional.empty();
    private int proved;

    Search(Set<ByteString> names, BooleanSupplier goOn, Predicate<Holder> told) {
      this.names = names;
      this.goOn = goOn;
      this.told = told;
    }

    /// @return whether to go on
    boolean tell(List<Long> agreements) {
      for (long id : agreements) {
        if (proved++ >= MOST_AGREEMENTS || !goOn.getAsBoolean() || !tell(id)) {
          return false;
        }
      }
      return true;
    }

    /// Whether nothing proved that an agreement is not of the root.
    boolean isNotRefuted(long id) {
      return !refuted.contains(id);
    }

    /// The highest agreement that there is.
    long lastAgreement() {
      return head().state().counters().agreement();
    }

    private Head head() {
      Head now = head.orElseGet(chain::head);
      head = Optional.of(now);
      return now;
    }

    private boolean tell(long id) {
      Head now = head();
      Optional<AgreementRecord> agreement =
          now.state().agreement(id).filter(record -> names.contains(record.root()));
      if (agreement.isEmpty()) {
        refuted.add(id);
        return true;
      }
      for (Address provider : of(now, agreement.get())) {
        if (known.add(provider)) {
          Optional<Holder> holder = holder(now, provider);
          if (holder.isPresent() && !told.test(holder.get()) || !goOn.getAsBoolean()) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /// Who has a live set of an agreement.
  static Set<Address> of(Head head, AgreementRecord agreement) {
    Set<Address> holders = new HashSet<>();
    agreement.ids(Slot.State.SET).stream()
        .flatMap(id -> head.state().set(id).stream())
        .map(SetRecord::provider)
        .forEach(holders::add);
    return holders;
  }

  private static Optional<Holder> holder(Head head, Address provider) {
    Optional<ProviderRecord> record = head.state().provider(provider);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Holder(provider, Asking.peer(record.get()), Asking.addresses(record.get())));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
